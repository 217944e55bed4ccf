"""Backgrounds in CSS: every address of a declaration, and of no other property."""

from __future__ import annotations

import time

import pytest

from core.sources.shop.css import addresses_in_css


@pytest.mark.parametrize(("css", "addresses"), [
    ("background:url(a.jpg)", ["a.jpg"]), ("background-image: url( 'a b.jpg' )", ["a b.jpg"]),
    ("background:url(https://s.example/a.jpg),url(https://s.example/b.jpg)",
     ["https://s.example/a.jpg", "https://s.example/b.jpg"]),
    ("--hero: url(a.jpg); color: red", ["a.jpg"]), ("content:url(a.jpg)", ["a.jpg"]),
    ("background:image-set(url(a.jpg) 1x, url(b.jpg) 2x)", ["a.jpg", "b.jpg"]),
    ("background-image:image-set('a.avif' type('image/avif'))", ["a.avif"]),
    ("@font-face{src:url(f.woff)} cursor:url(c.png)", []), ("background:none", []), ("url(a.jpg)", []),
    ("background:url(data:image/png;base64,AA==) , url(a.jpg)", ["data:image/png;base64,AA==", "a.jpg"]),
])
def test_addresses(css: str, addresses: list[str]) -> None:
    assert list(addresses_in_css(css)) == addresses


def test_hostile_sheets_take_no_long_time() -> None:
    started = time.monotonic()
    for css in ("url('" * 100_000, "background:" * 100_000, "image-set('" * 50_000, "a:" + "url(a)" * 50_000):
        list(addresses_in_css(css))
    assert time.monotonic() - started < 100, "linear: a backtracking reader takes hours"
