"""Folders and tables as they come: splits by any usual name, hidden files passed over, wrong lines named."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import corrections
from core.catalog.tables import pictures
from core.datasets.listing import Named, of_boxes, of_corrections, of_folder, of_table
from core.errors import Misuse
from core.nouns.box_set import BoxSet
from core.settings import Settings
from core.site import Site
from tests.corrections.site_with_photos import FIRST, SECOND, with_photos
from tests.datasets.class_folders import draw
from tests.made_up import made_up_analysis

SIZE = made_up_analysis().size_wh


def test_splits_are_known_by_their_usual_names(tmp_path: Path) -> None:
    for place in ("Training/apparel/a/1.jpg", "val/other/2.jpg", "test/other/3.jpg"):
        draw(tmp_path / place, 1)
    (tmp_path / "test" / "other" / ".hidden").write_text("x")
    assert [(item.split, item.label, Path(item.path).name) for item in of_folder(tmp_path)] == [
        ("train", "apparel", "1.jpg"), ("test", "other", "3.jpg"), ("validation", "other", "2.jpg")]


def test_a_table_names_paths_beside_it(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("path,label,split\nin/a.jpg,apparel,dev\n/b.jpg, ,\n")
    one, two = of_table(tmp_path / "t.csv")
    assert (one.path, one.label, one.split) == (str(tmp_path / "in" / "a.jpg"), "apparel", "validation")
    assert (two.path, two.label, two.split) == ("/b.jpg", "", "")


def test_a_table_may_say_what_is_sensitive(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("path,label,sensitive\na.jpg,vodka,Yes\nb.jpg,shoe,0\nc.jpg,shoe,\n")
    assert [item.sensitive for item in of_table(tmp_path / "t.csv")] == ["yes", "no", ""]


@pytest.mark.parametrize(("text", "message"), [
    ("path,label,sensitive\na.jpg,other,maybe\n", "Line 2: sensitive is yes, no or empty, not 'maybe'"),
    ("", "lacks path, label"), ("photo,label\na,b\n", "lacks path"), ("path,label\n,other\n", "Line 2: the path is"),
    ("path,label,split\na.jpg,other,blue\n", "Line 2: a split is train, validation or test, not 'blue'"),
    (f"path,label\na.jpg,{'x' * 121}\n", "at most 120 letters, not 121"), ('path,label\n"a', "no CSV that can be read"),
])
def test_a_wrong_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(Misuse, match=message):
        of_table(tmp_path / "t.csv")


def test_all_corrections_are_a_source_whichever_set_their_photos_are_of(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        with_photos(site)
        with site.store.writing() as connection:
            connection.execute(pictures.insert().values(picture_id=FIRST, uri="shoe.jpg", path="/shop/shoe.jpg",
                                                        width=1, height=1, seen=0.0))
        for value in ("other", "home_decor"):
            corrections.correct(site, FIRST, "label", value)
        corrections.correct(site, SECOND, "kind", "product_only")
        corrections.correct(site, FIRST, "sensitive", "no")
        corrections.correct(site, FIRST, "persons", BoxSet.made(SIZE, [(1, 1, 9, 9)]).to_text())
        (boxed,) = of_boxes(site)
        assert boxed.path == "/shop/shoe.jpg" and boxed.boxes is not None
        assert boxed.boxes.of(SIZE) == (("persons", BoxSet(SIZE, ((1, 1, 9, 9),))),)
        assert of_corrections(site) == [Named("/shop/shoe.jpg", "home_decor", "", "shoe.jpg", sensitive="no")]
