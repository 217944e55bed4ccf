"""A rendered page is a value: what is left out stands for an ordinary picture and a page at rest."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from core.nouns.rendered_page import RenderedPage, RenderedPicture


def test_a_page_and_its_pictures_do_not_change() -> None:
    picture = RenderedPicture("http://shop.example/a.jpg", "img", (0, 0, 10, 10))
    page = RenderedPage("http://shop.example/", (picture,), (1366, 768))
    assert picture.is_visible and picture.z_index is None and page.note == ""
    with pytest.raises(FrozenInstanceError):
        page.url = ""  # type: ignore[misc]
