"""Borders are found with their sides, widths and color; margins and products are not borders."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.rules.measures.border import SIDES, Border, find_border, with_edge_lines
from core.rules.measures.measure import measure
from tests.rules.drawn import FACTS, measured, sheet, verdicts, with_block
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


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("width", "frame"), [(1, 400), (2, 400), (2, 1700), (4, 800), (8, 1700)])
@pytest.mark.parametrize(("level", "line"), [(255, 160), (255, 0), (244, 200), (30, 220)])
def test_a_thin_line_along_one_side_is_a_border_and_no_product(side: str, width: int, frame: int, level: int,
                                                               line: int) -> None:
    image = with_block(sheet(level, frame), tuple(round(frame * share) for share in (0.2, 0.2, 0.8, 0.8)))
    turned = {"left": image.transpose(1, 0, 2), "top": image, "right": image.transpose(1, 0, 2)[::-1],
              "bottom": image[::-1]}[side]
    turned[:width] = line
    found = measured(image)
    assert found.border_sides == (side,) and found.reach == pytest.approx(0.6, abs=0.02) and found.touches == ()
    assert width <= found.border_insets[SIDES.index(side)] <= width + 6
    judged = verdicts(found, "amazon")
    assert judged["no_border"].outcome == "fail" and judged["fill"].outcome == "fail"


def test_lines_along_several_sides_join_a_border() -> None:
    image = sheet(side=400)
    image[:3], image[:, -2:] = (90, 90, 90), (120, 120, 120)
    found = with_edge_lines(Border(("left",), (9, 0, 0, 0), (1, 2, 3)), image, (2.0, 2.0))
    assert found == Border(("left", "top", "right"), (9, 2, 1, 0), (1, 2, 3))


def test_a_product_at_the_edge_and_a_soft_rim_are_no_lines() -> None:
    image = with_block(sheet(side=400), (100, 100, 400, 300))
    assert with_edge_lines(Border(), image, (1.0, 1.0)) == Border()
    rim = np.clip(np.arange(400)[:, None, None] * 2 + 200, 0, 255) + np.zeros((1, 400, 3))
    assert with_edge_lines(Border(), rim.astype(np.uint8), (1.0, 1.0)) == Border()
    assert with_edge_lines(Border(), photos()["coffee"], (1.0, 1.0)) == Border()
    faint = sheet(side=400)
    faint[:2] = 245  # hardly seen
    assert with_edge_lines(Border(), faint, (1.0, 1.0)) == Border()
    strip = np.full((8, 400, 3), 9, np.uint8)
    assert with_edge_lines(Border(), strip, (1.0, 1.0)) == Border()
