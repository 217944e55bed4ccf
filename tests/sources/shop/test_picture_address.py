"""What an address alone tells: whether it can be a product picture, and which addresses are one picture."""

from __future__ import annotations

import pytest

from core.sources.shop.picture_address import (
    absolute_url,
    display_name,
    has_picture_name,
    srcset_entries,
    unsuitable,
)


@pytest.mark.parametrize(("text", "parts"), [
    ("a.jpg 1x, b.jpg 2x", [("a.jpg", "1x"), ("b.jpg", "2x")]),
    ("https://c.example/w_1,h_2/a.jpg 1x,b.jpg 2x", [("https://c.example/w_1,h_2/a.jpg", "1x"), ("b.jpg", "2x")]),
    ("a.jpg, b.jpg 2x", [("a.jpg", ""), ("b.jpg", "2x")]),
    (" ,a.jpg 100w 50h , ", [("a.jpg", "100w 50h")]),
    ("", []), (",,,", []),
])
def test_srcset_is_split_as_browsers_split_it(text: str, parts: list[tuple[str, str]]) -> None:
    assert list(srcset_entries(text)) == parts


@pytest.mark.parametrize("name", ["iconic-dress.jpg", "pixel-6-case.jpg", "icon-jacket.jpg", "blank-tee-red.jpg",
                                  "transparent-bag.webp", "loading-dock-lamp.jpg", "image.jpg", "image1.jpg", "12.jpg",
                                  "sprite-330ml.jpg", "sprite-zero-330ml.png", "icon-jacket.webp", "desk-icon.jpg"])
def test_products_with_unlucky_names_are_judged(name: str) -> None:
    assert unsuitable(f"https://shop.example/p/{name}") == ""


@pytest.mark.parametrize(("base", "address", "absolute"), [
    ("https://s.example/p/x", "1.jpg", "https://s.example/p/1.jpg"),
    ("https://s.example/p/x", "//cdn.example/1.jpg", "https://cdn.example/1.jpg"),
    ("https://s.example/p/x", " /1\n.jpg#zoom ", "https://s.example/1.jpg"),
    ("https://s.example/p/x", "http://[::1/1.jpg", "http://[::1/1.jpg"), ("", "1.jpg", "1.jpg"),
    ("https://s.example/p/x", "http:\\\\c.example\\1.jpg?a=\\b", "http://c.example/1.jpg?a=\\b"),
])
def test_addresses_of_a_page_are_resolved(base: str, address: str, absolute: str) -> None:
    assert absolute_url(base, address) == absolute


def test_long_addresses_are_cut_and_stay_distinct() -> None:
    names = {display_name(f"data:image/png;base64,{'A' * 5000}{end}") for end in "xy"}
    names |= {display_name(f"https://s.example/{'a' * 3000}{end}.jpg") for end in "xy"}
    assert len(names) == 4 and max(map(len, names)) < 60


@pytest.mark.parametrize(("address", "words"), [
    ("data:image/png;base64,AA", "data: URI"), ("javascript:void(0)", "begins with javascript:"),
    ("https:///1.jpg", "without a server"), ("https://s.example/a.svg", "SVG"),
    ("https://s.example/favicon.ico", "icon"), ("https://bat.bing.com/action/0?ti=1", "tracking pixel"),
    ("https://s.example/loading.gif", "placeholder"),
])
def test_what_cannot_be_a_product_picture_has_a_reason(address: str, words: str) -> None:
    assert words in unsuitable(address)


@pytest.mark.parametrize(("address", "yes"), [("https://s.example/1.jpg", True), ("https://s.example/1.AVIF?w=1", True),
                                              ("https://s.example/1.jpg/", False), ("https://s.example/?1.jpg", False)])
def test_names_of_pictures(address: str, yes: bool) -> None:
    assert has_picture_name(address) is yes


@pytest.mark.parametrize("name", ["sprite.png", "sprite_2.png", "sprite-main@2x.png", "icons-social.png",
                                  "cart-icon.png", "icons/truck.png", "favicon-32x32.png", "nav-sprite.webp"])
def test_what_is_called_an_icon_is_one_unless_it_is_shown_large(name: str) -> None:
    address = f"https://s.example/{name}"
    assert "icon" in unsuitable(address) and "icon" in unsuitable(address, 64) and unsuitable(address, 400) == ""


@pytest.mark.parametrize("name", ["{{ image }}.jpg", "${src}", "<%= src %>.jpg", "%7B%7Bsrc%7D%7D.jpg"])
def test_gaps_of_templates_are_no_addresses(name: str) -> None:
    assert "template" in unsuitable(f"https://s.example/{name}")
