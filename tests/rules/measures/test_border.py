"""Borders are found with their sides, widths and color; margins and products are not borders."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.rules.measures.border import SIDES, Border, find_border
from core.rules.measures.measure import measure
from tests.rules.drawn import FACTS, sheet, with_block
from tests.rules.planted import photos


def test_borders_are_found_and_margins_are_none() -> None:
    photo = photos()["coffee"]
    framed = cv2.copyMakeBorder(photo, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=(200, 20, 20))
    found = find_border(framed)
    assert found.sides == ("left", "top", "right", "bottom") and found.color == (200, 20, 20)
    assert found.insets == pytest.approx((12,) * 4, abs=2)
    bars = cv2.copyMakeBorder(photos()["chelsea"], 20, 20, 0, 0, cv2.BORDER_CONSTANT, value=(0, 0, 0))
    assert find_border(bars).sides == ("top", "bottom")
    assert find_border(photo).sides == ()
    assert find_border(cv2.copyMakeBorder(photo, 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=(255,) * 3)).sides == ()
    assert find_border(with_block(sheet(), (40, 40, 760, 760))).sides == ()
    measured = measure(framed, FACTS)
    assert measured.border_insets == pytest.approx((12,) * 4, abs=2) and measured.background == "busy"


@pytest.mark.parametrize("sides", [("left", "right"), ("top", "bottom")])
def test_bars_stand_on_two_opposite_sides(sides: tuple[str, str]) -> None:
    widths = [24 if side in sides else 0 for side in ("top", "bottom", "left", "right")]
    found = find_border(cv2.copyMakeBorder(photos()["chelsea"], *widths, cv2.BORDER_CONSTANT, value=(0, 0, 0)))
    assert found.sides == sides and found.color == (0, 0, 0)
    assert found.insets == pytest.approx([24 if side in sides else 0 for side in SIDES], abs=2)


def test_one_dark_side_is_no_border() -> None:
    assert find_border(cv2.copyMakeBorder(photos()["coffee"], 24, 0, 0, 0, cv2.BORDER_CONSTANT)) == Border()


def test_a_thin_line_on_a_margin_is_a_border_and_its_inset_reaches_past_it() -> None:
    image = with_block(sheet(side=400), (120, 120, 280, 280))
    cv2.rectangle(image, (8, 8), (391, 391), (20, 20, 20), 3)
    found = find_border(image)
    assert found.sides == SIDES and all(10 <= inset <= 16 for inset in found.insets)


@pytest.mark.parametrize("shape", [(15, 400), (400, 15), (1, 1)])
def test_a_strip_is_too_narrow_for_a_border(shape: tuple[int, int]) -> None:
    assert find_border(np.zeros((*shape, 3), np.uint8)) == Border()
