"""Products stand on boards side by side, gaps lie between two of them."""

from __future__ import annotations

import numpy as np
import pytest

from core.images.shelves.arrangement import arrange
from core.images.shelves.layouts import LAYOUTS
from tests.images.shelves.made import packshots


@pytest.mark.parametrize("layout", ["gondola", "pegboard", "wire"])
@pytest.mark.parametrize("aim", [20, 100])
def test_products_stand_in_their_row_and_do_not_overlap(layout: str, aim: int) -> None:
    plan = arrange(packshots(), LAYOUTS[layout], (1600, 1200), facings=aim, rng=np.random.default_rng(1))
    assert 0.4 * aim <= len(plan.facings) <= 1.9 * aim
    for row, (top, bottom) in enumerate(plan.boards):
        standing = [each.xyxy for each in plan.facings if each.row == row and abs(each.xyxy[3] - top) < 0.1]
        assert standing, "each row carries something"
        edges = sorted((xyxy[0], xyxy[2]) for xyxy in standing)
        tolerance = 0.15 * min(right - left for left, right in edges)
        assert all(one[1] <= other[0] + tolerance for one, other in zip(edges, edges[1:], strict=False))
        above = plan.boards[row - 1][1] if row else 0
        assert all(above <= each.xyxy[1] < bottom for each in plan.facings if each.row == row)


def test_gaps_are_empty_and_between_two_products() -> None:
    plan = arrange(packshots(), LAYOUTS["pegboard"], (1600, 1200), facings=150, rng=np.random.default_rng(3))
    assert plan.gaps
    for row, (left, top, right, bottom) in plan.gaps:
        inside = [each for each in plan.facings if each.row == row and each.xyxy[0] < right - 4
                  and each.xyxy[2] > left + 4]
        assert not inside and right - left > 20 and bottom > top
        assert any(each.xyxy[2] <= left + 4 for each in plan.facings if each.row == row)
        assert any(each.xyxy[0] >= right - 4 for each in plan.facings if each.row == row)
