"""A feed's columns are shown before all of it is read, and corrected."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Misuse, NotFound
from core.sources.preview import preview
from tests.sources.internet import Shop, site

FEED = "Nr,Foto,Foto Titel\nS-1,https://cdn.example/1.jpg,red\nS-2,https://cdn.example/2.jpg,blue\n"


def test_columns_with_examples_of_an_address_and_a_file(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(FEED, encoding="utf-8")
    for source in (str(path), shop.put("feed.csv", FEED)):
        shown = preview(source, {"sku": "nr"}, site())
        assert [(column.name, column.field) for column in shown.columns] == [
            ("Nr", "sku"), ("Foto", "picture"), ("Foto Titel", "")]
        assert (shown.rows, shown.pictures, shown.problem) == (2, 2, "")


def test_a_feed_without_pictures_is_shown_with_its_problem(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text("Nr,Title\n1,Shoe\n", encoding="utf-8")
    shown = preview(str(path), {}, site())
    assert "no column with the addresses" in shown.problem and shown.pictures == 0
    assert [(column.name, column.field) for column in shown.columns] == [("Nr", ""), ("Title", "title")]
    assert preview(str(path), {"picture": "Foto"}, site()).problem.startswith("The feed has no column 'Foto'")


@pytest.mark.parametrize(("data", "words"), [
    (b"<!doctype html><p>x", "a page"), (b"<urlset>", "a sitemap"), (b"%PDF", "a PDF document"),
    (b"https://shop.example/1.jpg\n", "a list of addresses"), (b"\x89PNG\r\n", "a picture")])
def test_what_is_no_feed_has_no_columns(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(Misuse, match=words):
        preview(str(path), {}, site())


def test_unknown_fields_and_files_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(FEED, encoding="utf-8")
    with pytest.raises(Misuse, match="unknown field"):
        preview(str(path), {"smell": "Nr"}, site())
    with pytest.raises(NotFound):
        preview(str(tmp_path), {}, site())
