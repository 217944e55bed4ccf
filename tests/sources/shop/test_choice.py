"""Of one picture in several sizes the largest is kept; different pictures are never taken for sizes of one."""

from __future__ import annotations

import pytest

from core.sources.shop.choice import candidates_of
from core.sources.shop.mention import Mention

SHOP = "https://s.example/"


def kept(*mentions: Mention) -> list[str]:
    return [item.url.removeprefix(SHOP) for item in candidates_of(mentions) if not item.skipped]


def named(*names: str) -> list[Mention]:
    return [Mention(SHOP + name, "img") for name in names]


@pytest.mark.parametrize("names", [
    ("carpet-80x150.jpg", "carpet-120x180.jpg"), ("rug-120x180.jpg", "rug-200x300.jpg"), ("a-45x45.jpg", "a-60x60.jpg"),
    ("frame_small.jpg", "frame_large.jpg"), ("photo?fm=front", "photo?fm=back"), ("tile_30x60.png", "tile_60x60.png"),
    ("p?size=S", "p?size=XL"), ("a-300x200.jpg", "a.jpg"), ("a-80x150.jpg", "a-1200x800.jpg")])
def test_names_that_only_look_like_sizes_are_kept(names: tuple[str, ...]) -> None:
    assert kept(*named(*names)) == list(names)


@pytest.mark.parametrize(("names", "largest"), [
    (("a-150x150.jpg", "a-900x600.jpg", "a-300x200.jpg"), "a-900x600.jpg"),
    (("a-1024x683.jpg", "a-150x150.jpg"), "a-1024x683.jpg"), (("a_150x150.jpg", "a_600x600.jpg"), "a_600x600.jpg"),
    (("a.jpg?w=80", "a.jpg?w=900"), "a.jpg?w=900"), (("cdn/shop/a_80x80.jpg", "cdn/shop/a.jpg"), "cdn/shop/a.jpg")])
def test_sizes_in_pixels_are_one_picture(names: tuple[str, ...], largest: str) -> None:
    assert kept(*named(*names)) == [largest]


def test_a_page_may_prove_that_numbers_are_pixels() -> None:
    small, large = SHOP + "a-300x200.jpg", SHOP + "a.jpg"
    assert kept(Mention(small, "img", shown_wh=(300, 200)), Mention(large, "link")) == ["a.jpg"]
    assert kept(Mention(small, "img", shown_wh=(300, 0)), Mention(large, "link")) == ["a.jpg"]
    assert kept(Mention(small, "srcset", claimed=300.0), Mention(large, "link")) == ["a.jpg"]
    assert kept(Mention(small, "img", 5), Mention(large, "link", 5, (3, 0.0))) == ["a.jpg"]
    assert kept(Mention(small, "img", shown_wh=(80, 53)), Mention(large, "link")) == ["a.jpg"]
    assert kept(Mention(small, "img", shown_wh=(225, 150)), Mention(large, "link")) == ["a-300x200.jpg", "a.jpg"]


def test_what_is_called_or_shown_like_an_icon_is_kept_when_its_real_size_says_so() -> None:
    icon = SHOP + "sprite.png"
    assert kept(Mention(icon, "img")) == [] and kept(Mention(icon, "img", shown_wh=(40, 40))) == []
    assert kept(Mention(icon, "img", shown_wh=(400, 600))) == ["sprite.png"]
    small = Mention(SHOP + "1.jpg", "img", 1, shown_wh=(80, 80))
    assert kept(small) == []
    assert kept(small, Mention(SHOP + "1b.jpg", "srcset", 1, (2, 900.0), 900.0, (80, 80))) == ["1b.jpg"]


def test_a_thumbnail_does_not_hide_the_same_picture_shown_large() -> None:
    thumbnail = Mention(f"{SHOP}a.jpg", "img", 1, shown_wh=(80, 80))
    large = Mention(f"{SHOP}a.jpg", "img", 2, shown_wh=(300, 220))
    assert kept(thumbnail, large) == kept(large, thumbnail) == ["a.jpg"]
    assert kept(thumbnail, thumbnail) == []
