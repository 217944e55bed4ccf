"""Options as text say the same after a round trip, and what cannot be is refused by name."""

from __future__ import annotations

import pytest

from core.crops.options import changed, read_options, write_options
from core.errors import Misuse
from core.nouns.crop_request import CropRequest

FULL = CropRequest("3:1", 500, 0, 2.0, "zoom", "webp", 60, (0.1, 0.2, 0.35, 0.5))


def test_a_round_trip() -> None:
    for request in (FULL, CropRequest(), CropRequest(poi=(0.5, 0.25, 0.5, 0.25), dpr=1.5)):
        name, version, changes = read_options(write_options(request))
        assert (name, version) == ("", None) and changed(CropRequest(), changes) == request
    base = CropRequest("1:1", quality=60)
    assert write_options(base, "shop", base) == "$shop$"
    name, version, changes = read_options(write_options(FULL, "shop", base))
    assert name == "shop" and changed(base, changes) == FULL
    assert read_options("$shop@12$")[:2] == ("shop", 12)


def test_another_width_replaces_the_whole_size_of_a_template() -> None:
    assert changed(CropRequest(width=1080, height=1920), {"width": 540}).height == 0


@pytest.mark.parametrize(("text", "words"), [
    ("color=red", "'color=red' is unknown"), ("width=1,$a$", "is unknown"), ("width", "is unknown"),
    ("width=0", "width of a crop is a whole number"), ("width=1.5", "whole number"), ("dpr=9", "from 0.5 to 4"),
    ("width=nan", "nan"), ("quality=101", "from 1 to 100"), ("mode=wide", "keep or zoom"), ("format=png", "jpeg"),
    ("aspect=a", "aspect"), ("poi=0.5", "x:y"), ("poi=0.9:0.9:0.5:0.5", "x:y"), ("poi=2:2", "x:y"),
    ("width=1," * 90, "at most 300")])
def test_what_cannot_be_is_named(text: str, words: str) -> None:
    with pytest.raises(Misuse, match=words):
        read_options(text)


def test_huge_files_are_refused() -> None:
    for changes in ({"width": 4000, "dpr": 2.0}, {"width": 5900, "height": 5900}):
        with pytest.raises(Misuse, match="too large"):
            changed(CropRequest(), changes)
