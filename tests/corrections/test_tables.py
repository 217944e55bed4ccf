"""A table of corrections that one site wrote says the same on another one; a wrong line is named and nothing kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import corrections
from core.errors import Misuse, TooLarge
from core.settings import Settings
from core.site import Site
from tests.corrections.site_with_photos import FIRST, SECOND, with_photos


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path / "one")) as opened:
        yield with_photos(opened)


def test_another_site_reads_what_this_one_wrote_once(site: Site, tmp_path: Path) -> None:
    corrections.correct(site, FIRST, "label", "other", author="=Ada, \"x\"")
    corrections.correct(site, FIRST, "label", "home_decor")
    corrections.correct(site, SECOND, "kind", "product_only")
    corrections.change_box(site, SECOND, "persons", now=(0, 0, 20.5, 30))
    table = corrections.export(site)
    with Site(Settings(data_dir=tmp_path / "two")) as other:
        assert corrections.import_table(other, table) == (4, 0)
        assert corrections.import_table(other, table) == (0, 4)
        assert corrections.counted(other, FIRST) == {"label": "home_decor"}
        assert corrections.counted(other, SECOND) == corrections.counted(site, SECOND)
        assert corrections.box_files(other, "yolo") == corrections.box_files(site, "yolo")
        words = corrections.history(other, FIRST)
        assert [(word.before, word.value, word.model) for word in words] == [
            ("other", "home_decor", "i"), ("apparel", "other", "i")]
        assert words[0].created == corrections.history(site, FIRST)[0].created
    assert len(corrections.export(site, "kind").splitlines()) == 2


def test_an_older_word_from_elsewhere_does_not_win(site: Site) -> None:
    corrections.correct(site, FIRST, "label", "other")
    older = f"picture_id,name,value,created\n{FIRST},label,home_decor,2020-01-01T00:00\n"
    assert corrections.import_table(site, older.encode()) == (1, 0)
    assert corrections.counted(site, FIRST) == {"label": "other"}


@pytest.mark.parametrize(("text", "message"), [
    ("", "lacks picture_id, name, value"), ("picture,label\na,b\n", "lacks picture_id, name, value"),
    (f"picture_id,name,value\n{FIRST},label,other\nabc,label,other\n", "Line 3: picture_id has 64 hex digits"),
    (f"picture_id,name,value\n{FIRST},label,shoes\n", "Line 2: 'shoes' is no value of label"),
    (f"picture_id,name,value\n{FIRST},color,red\n", "Line 2: A correction is about label, kind, sensitive"),
    (f"picture_id,name,value\n{FIRST},faces,2\n", "Line 2: Boxes are JSON such as"),
    (f"picture_id,name,value,before\n{FIRST},faces,model,x\n", "Line 2: Boxes are JSON such as"),
    (f"picture_id,name,value\n{FIRST}\n", "Line 2: A correction is about"),
    (f"picture_id,name,value,created\n{FIRST},label,other,yesterday\n", "Line 2: created is a time such as"),
    (f"picture_id,name,value,created\n{FIRST},label,other,2999-01-01\n", "in the future"),
    (f"picture_id,name,value,created\n{FIRST},label,other,0001-01-01\n", "before 1970"),
    ("picture_id,name,value\n\"a", "no CSV that can be read"), ("\xff\xfe", "not UTF-8"),
])
def test_a_wrong_table_is_refused_as_a_whole(site: Site, text: str, message: str) -> None:
    with pytest.raises(Misuse, match=message):
        corrections.import_table(site, text.encode("latin-1"))
    assert corrections.every(site) == []


def test_a_table_of_any_size_is_not_read_into_memory(site: Site) -> None:
    with pytest.raises(TooLarge, match="at most 20 MB"):
        corrections.import_table(site, b"x" * 20_000_001)
