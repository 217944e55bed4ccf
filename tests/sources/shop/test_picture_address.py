"""What an address alone tells: whether it can be a product picture, and which addresses are one picture."""

from __future__ import annotations

import pytest

from core.sources.shop.picture_address import (
    absolute_url,
    display_name,
    has_picture_name,
    identity,
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
                                  "transparent-bag.webp", "loading-dock-lamp.jpg", "image.jpg", "image1.jpg", "12.jpg"])
def test_products_with_unlucky_names_are_judged(name: str) -> None:
    assert unsuitable(f"https://shop.example/p/{name}") == ""


@pytest.mark.parametrize(("one", "other"), [
    ("a-300x300.jpg", "a.jpg"), ("a_300x.jpg?v=1", "a_1200x1200_crop_center.jpg?v=2"), ("a_small.jpg", "a_grande.jpg"),
    ("a.jpg?w=100&h=5", "a.jpg?width=900"), ("a@2x.jpg", "a.jpg"), ("upload/w_100,h_100/x/a.jpg", "upload/x/a.jpg"),
    ("cdn-cgi/image/width=80,quality=75/a.jpg", "a.jpg"), ("I/41a._AC_SX300_.jpg", "I/41a.jpg"),
])
def test_one_picture_in_two_sizes_is_one_picture(one: str, other: str) -> None:
    assert identity(f"https://s.example/{one}")[0] == identity(f"https://s.example/{other}")[0]


@pytest.mark.parametrize(("one", "other"), [
    ("a-1.jpg", "a-2.jpg"), ("a.jpg?id=1", "a.jpg?id=2"), ("a.jpg", "b/a.jpg"), ("shoe-2024.jpg", "shoe-2023.jpg"),
    ("c_red/a.jpg", "d_blue/a.jpg"),
])
def test_two_pictures_stay_two(one: str, other: str) -> None:
    assert identity(f"https://s.example/{one}")[0] != identity(f"https://s.example/{other}")[0]


@pytest.mark.parametrize(("address", "width"), [
    ("https://s.example/a.jpg", 0), ("https://s.example/a.jpg?w=480", 480), ("https://s.example/a-640x480.jpg", 640),
    ("https://s.example/cdn/w_320,c_fill/a.jpg", 320), ("https://s.example/a.jpg?w=huge", 0), ("http://[::1/a.jpg", 0),
])
def test_an_address_may_ask_for_a_width(address: str, width: int) -> None:
    assert identity(address)[1] == width


@pytest.mark.parametrize(("base", "address", "absolute"), [
    ("https://s.example/p/x", "1.jpg", "https://s.example/p/1.jpg"),
    ("https://s.example/p/x", "//cdn.example/1.jpg", "https://cdn.example/1.jpg"),
    ("https://s.example/p/x", " /1\n.jpg#zoom ", "https://s.example/1.jpg"),
    ("https://s.example/p/x", "http://[::1/1.jpg", "http://[::1/1.jpg"), ("", "1.jpg", "1.jpg"),
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
