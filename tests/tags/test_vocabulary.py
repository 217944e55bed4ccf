"""A taxonomy is read, and what is wrong in it is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Misuse
from core.tags import bundled, parse_taxonomy, read_taxonomy
from core.tags.vocabulary import BUNDLED

OWN = """\
tags:
  footgear: {google: Apparel & Accessories > Shoes}
  beach shoes:
    parent: footgear
    synonyms: [sandal, flip-flop]
attributes:
  gender: {of: [footgear], values: {gents: [men], ladies: [women]}}
"""


def test_the_bundled_taxonomy_is_whole() -> None:
    taxonomy = bundled()
    assert len(taxonomy.tags) > 600 and set(taxonomy.attributes) == {"gender", "usage", "pattern", "material", "color"}
    lines = [line for path in BUNDLED.glob("*.yaml") if path.stem != "attributes"
             for line in path.read_text("utf-8").splitlines()]
    names = [line.split(":")[0].strip() for line in lines if line.startswith("  ")]
    assert len(names) == len(set(names)) == len(taxonomy.tags), "a name stands in one file only"
    assert taxonomy.path("wardrobe") == ("home", "storage furniture", "wardrobe")
    assert taxonomy.google("bar stool") == "Furniture > Chairs" and taxonomy.google("weapons") == ""
    assert taxonomy.has("gender", "t-shirt") and not taxonomy.has("gender", "wardrobe")


def test_an_own_taxonomy_has_its_words(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN)
    own = read_taxonomy(path)
    assert own.tag_of("Sandal") == "beach shoes" and own.path("beach shoes") == ("footgear", "beach shoes")
    assert own.google("beach shoes") == "Apparel & Accessories > Shoes" and own.value_of("gender", "men") == "gents"


@pytest.mark.parametrize("text, words", [
    ("tags:\n  a: {parent: b}\n  b: {parent: a}", "line 2: 'a' stands below itself: a > b > a"),
    ("tags:\n  shoes:\n  bags:\n  shoes:", "line 4: 'shoes' stands twice, first in line 2"),
    ("tags:\n  sandal: {parent: shoe}\n  shoes:", "line 2: the parent 'shoe' of 'sandal' is no tag. Did you mean"),
    ("tags:\n  sandall:", "line 2: the model knows no 'sandall'. Did you mean 'sandal'"),
    ("tags:\n  sandal: {parents: shoes}", "line 2: 'parents' is none of google, parent, synonyms"),
    ("tags:\n  sandal: {synonyms: slide}", "line 2: a list of words was expected"),
    ("tags: [sandal", "line 1: no YAML"),
    ("goods:\n  sandal:", "line 1: 'goods' is neither tags nor attributes"),
    ("tags:\n  sandal: &one {}\n  shoes: *one", "has an alias"),
    ("tags:\n  sandal:\nattributes:\n  season: {of: [sandal]}", "line 4: the model knows no attribute 'season'"),
    ("tags:\n  sandal:\nattributes:\n  gender: {of: [shoes]}", "line 4: 'gender' is of 'shoes', which is no tag"),
    ("tags:\n  sandal:\nattributes:\n  gender: {of: [sandal], values: {elves: []}}", "knows no gender 'elves'"),
    ("tags:\n" + "".join(f"  t{n}:\n" for n in range(5001)), "has 5,001 tags; at most 5,000"),
    ("[" * 3000, "line"), ("", "has no tags"), ("tags: {? [a] : {}}", "a name has 1 to 60 letters"),
])
def test_what_is_wrong_is_said_with_its_line(text: str, words: str) -> None:
    with pytest.raises(Misuse) as caught:
        parse_taxonomy(text, "own.yaml")
    assert words in str(caught.value) and "own.yaml" in str(caught.value)


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"none\.yaml cannot be read"):
        read_taxonomy(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"tags:\n  caf\xe9:")
    with pytest.raises(Misuse, match="not text in UTF-8"):
        read_taxonomy(tmp_path / "latin.yaml")
