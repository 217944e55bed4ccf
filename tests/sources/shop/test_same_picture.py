"""Which addresses are one picture: sizes where a shop system writes them so, never by a look alone."""

from __future__ import annotations

import pytest

from core.sources.shop.same_picture import any_size, identity, sized_name


@pytest.mark.parametrize(("one", "other"), [
    ("a_300x.jpg?v=1", "a_1200x1200_crop_center.jpg?v=2"), ("cdn/shop/a_small.jpg", "cdn/shop/a_grande.jpg"),
    ("cdn/shop/a_64x64.jpg", "cdn/shop/a.jpg"), ("a.jpg?w=100&h=5", "a.jpg?width=900"), ("a@2x.jpg", "a.jpg"),
    ("upload/w_100,h_100/x/a.jpg", "upload/x/a.jpg"), ("upload/c_fill,g_auto,w_1/a.jpg", "upload/f_auto/a.jpg"),
    ("cdn-cgi/image/width=80,quality=75/a.jpg", "a.jpg"), ("I/41a._AC_SX300_.jpg", "I/41a.jpg"),
    ("a.jpg?fm=webp&auto=format,compress", "a.jpg?fm=jpg&fit=crop&crop=faces"), ("a.jpg?size=300x300", "a.jpg"),
    ("media/cache/0f1e2d3c/j/k/a.jpg", "media/cache/aa11bb22/j/k/a.jpg"), ("a.jpg?format=500w", "a.jpg?format=1500w"),
    ("cache/1/image/700x700/9df78eab/j/a.jpg", "cache/1/thumbnail/9df78eac/j/a.jpg"),
    ("images/stencil/80w/a.jpg", "images/stencil/1280x1280/a.jpg"), ("12-home_default/a.jpg", "12-large_default/a.jpg"),
    ("media/a.jpg/v1/fill/w_80,h_80/a.jpg", "media/a.jpg/v1/fit/w_900,h_900/b.jpg"),
    ("_next/image?url=%2Fmedia%2Fa.jpg&w=640&q=75", "media/a.jpg"), ("a.jpg?background=ffffff", "a.jpg"),
])
def test_one_picture_in_two_sizes_is_one_picture(one: str, other: str) -> None:
    assert identity(f"https://s.example/{one}")[0] == identity(f"https://s.example/{other}")[0]


@pytest.mark.parametrize(("one", "other"), [
    ("a-1.jpg", "a-2.jpg"), ("a.jpg?id=1", "a.jpg?id=2"), ("a.jpg", "b/a.jpg"), ("shoe-2024.jpg", "shoe-2023.jpg"),
    ("c_red/a.jpg", "d_blue/a.jpg"), ("c_red/a.jpg", "c_blue/a.jpg"), ("b_red/a.jpg", "b_blue/a.jpg"),
    ("carpet-80x150.jpg", "carpet-120x180.jpg"), ("frame_small.jpg", "frame_large.jpg"), ("tv-55x.jpg", "tv-65x.jpg"),
    ("tv_55x.jpg", "tv_65x.jpg"), ("photo?fm=front", "photo?fm=back"), ("p?id=1&size=S", "p?id=1&size=XL"),
    ("r?background=red", "r?background=blue"), ("r?crop=sleeve", "r?crop=collar"), ("r?v=front", "r?v=back"),
    ("r?q=shoe", "r?q=boot"), ("r?scale=model", "r?scale=room"), ("wash_original.jpg", "wash.jpg"),
    ("_next/image?url=%2Fa.jpg&w=640", "_next/image?url=%2Fb.jpg&w=640"), ("x?url=%2Fa.jpg", "x?url=%2Fb.jpg"),
])
def test_two_pictures_stay_two(one: str, other: str) -> None:
    assert identity(f"https://s.example/{one}")[0] != identity(f"https://s.example/{other}")[0]


@pytest.mark.parametrize(("address", "width"), [
    ("https://s.example/a.jpg", 0), ("https://s.example/a.jpg?w=480", 480), ("https://s.example/a-640x480.jpg", 640),
    ("https://s.example/cdn/w_320,c_fill/a.jpg", 320), ("https://s.example/a.jpg?w=huge", 0), ("http://[::1/a.jpg", 0),
    ("https://cdn.shopify.com/a_240x.jpg", 240), ("https://s.example/_next/image?url=%2Fa.jpg&w=1080", 1080),
])
def test_an_address_may_ask_for_a_width(address: str, width: int) -> None:
    assert identity(address)[1] == width


def test_numbers_of_a_name_are_told_apart_from_it() -> None:
    assert sized_name("s.example/a-80x150.jpg?x=1") == ("s.example/a.jpg?x=1", (80, 150))
    assert sized_name("s.example/a-80x150/b.jpg?") is None
    assert any_size("https://s.example/a-80x150.jpg") == any_size("https://s.example/a-300x200.jpg")
