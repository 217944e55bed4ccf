"""The reports' style sheet asks no other host, knows light, dark and print, and its text can be read."""

from __future__ import annotations

import re

from core.words.colors import rgb
from core.words.html_style import STYLE


def test_it_loads_nothing() -> None:
    assert not re.search(r"url\(|@import|http", STYLE)


def test_it_is_balanced_and_cannot_end_its_own_tag() -> None:
    assert STYLE.count("{") == STYLE.count("}") and "</" not in STYLE


def test_light_dark_and_print_define_the_same_colors() -> None:
    blocks = re.findall(r":root\{(.*?)\}", STYLE, re.DOTALL)
    names = [set(re.findall(r"--(\w+):", block)) for block in blocks]
    assert len(blocks) == 3 and names[0] == names[1] == names[2]
    used = set(re.findall(r"var\(--(\w+)\)", STYLE))
    assert used <= names[0]


def test_ink_on_its_background_can_be_read() -> None:
    for block in re.findall(r":root\{(.*?)\}", STYLE, re.DOTALL):
        values = dict(re.findall(r"--(\w+):(#\w+)", block))
        back, ink, soft = (_gray(values[name]) for name in ("back", "ink", "soft"))
        assert abs(back - ink) > 150 and abs(back - soft) > 100


def _gray(color: str) -> float:
    full = color if len(color) == 7 else "#" + "".join(letter * 2 for letter in color[1:])
    return sum(rgb(full)) / 3
