"""Addresses of pictures are found in a cell however people and programs write them."""

from __future__ import annotations

import pytest

from core.sources.feeds.cells import addresses_in, is_absolute, is_nothing, is_picture

A, B = "https://a.example/1.jpg", "https://a.example/2.jpg"
WIX = "ab12cd_0123456789abcdef0123456789abcdef~mv2.jpg"


@pytest.mark.parametrize(("text", "addresses"), [
    ("", []), (f" {A} ", [A]), ("1.jpg", ["1.jpg"]), ("no_selection", []), ("NULL", []), ("\\N", []), ("0", []),
    (f"{A}|{B};//a.example/3.jpg", [A, B, "//a.example/3.jpg"]),
    ("https://a.example/w_1,h_2/1.jpg", ["https://a.example/w_1,h_2/1.jpg"]),
    ("https://a.example/a b.jpg", ["https://a.example/a b.jpg"]),
    *((sign.join((A, B)), [A, B]) for sign in (",", ", ", " ", "\n", "\r\n", ";", " | ", "^", "\t")),
    *((sign.join(("a.jpg", "b c.png", "d.webp")), ["a.jpg", "b c.png", "d.webp"]) for sign in (",", "; ", "|", "\n")),
    ("/w/b/1.jpg,/w/b/2.jpg", ["/w/b/1.jpg", "/w/b/2.jpg"]), ("a,b.jpg", ["a,b.jpg"]),
    (f'<img src="{A}" alt="x">', [A]), (f"<a href='{A}'><img src='{B}'></a>", [A, B]), (f"<{A}>", [A]),
    (f"'{A}'", [A]), (f'["{A}","{B}"]', [A, B]), (f'["{A}"]'.replace("/", "\\/"), [A]), (f"&lt;img src={A}&gt;", [A]),
    ("https://a.example/1.jpg?a=1&amp;b=2", ["https://a.example/1.jpg?a=1&b=2"]),
    ("https://a.example/1.jpg?a=1&copy=2", ["https://a.example/1.jpg?a=1&copy=2"]),
    ("www.a.example/1.jpg", ["https://www.a.example/1.jpg"]), (f"\u200b{A}\x00", [A]),
    (f"{WIX};{WIX}", [f"https://static.wixstatic.com/media/{WIX}"] * 2),
    (f"wix:image://v1/{WIX}/shoe.jpg#originWidth=9", [f"https://static.wixstatic.com/media/{WIX}"]),
    ("img\\a.jpg", ["img\\a.jpg"]),
    (f"{A} ! alt : Red ! title : Shoe.jpg ! desc : | {B} ! alt : ", [A, B]), (f'=IMAGE("{A}")', [A]),
    (f'[{{"src": "{A}", "alt": "x"}}, {{"src": "{B}"}}]', [A, B]), (f"1.jpg ({A}),2.jpg ({B})", [A, B]),
    (f"![front]({A})", [A]), (f"front: {A}", [A]), ("https://a.example/my shoe.jpg", ["https://a.example/my shoe.jpg"]),
])
def test_addresses_of_a_cell(text: str, addresses: list[str]) -> None:
    assert addresses_in(text) == addresses


def test_a_description_with_a_picture_in_it_is_no_address() -> None:
    assert not any(map(is_picture, addresses_in(f"<p>Nice shoe</p><img src='{A}'>")))


def test_what_an_address_tells_by_itself() -> None:
    assert is_absolute("//a.example/1") and is_absolute("www.a.example/1") and not is_absolute("/1.jpg")
    assert is_picture("/1.JPEG?v=2") and not is_picture("https://a.example/p/1")
    assert is_nothing(" n/a ") and not is_nothing("0")
