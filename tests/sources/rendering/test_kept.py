"""A rendered page is read as it was written; a damaged one is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import SetupError
from core.nouns.rendered_page import RenderedPage, RenderedPicture
from core.sources.rendering.kept import keep, kept

PICTURE = RenderedPicture("https://shop.example/ü.jpg", "img", (1, 2, 3, 4), (5, 6), 7, has_src=True)
PAGE = RenderedPage("https://shop.example/", (PICTURE,), (1366, 768), b"\xff\xd8\xff", "<html>", 12, 3,
                    "A note.", 2.5, 300.0)


def test_a_page_comes_back_without_its_text(tmp_path: Path) -> None:
    keep(PAGE, tmp_path / "job")
    assert kept(tmp_path / "job") == replace(PAGE, html="")


def test_nothing_and_damage_are_none(tmp_path: Path) -> None:
    assert kept(tmp_path) is None
    keep(PAGE, tmp_path)
    for text in ("{", "[]", '{"pictures": [{"odd": 1}]}'):
        (tmp_path / "rendered-page.json").write_text(text, encoding="utf-8")
        assert kept(tmp_path) is None


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SetupError, match="could not be stored"):
        keep(PAGE, tmp_path / "file" / "job")
