"""Rows and gaps follow from boxes alone, also where the camera looks from the side."""

from __future__ import annotations

import numpy as np
import pytest

from core.images.shelves.shelf import make_shelf
from core.nouns.detections import overlaps
from core.shelf.layout import gaps_of, rows_of
from tests.images.shelves.made import packshots


def grid(rows: int, columns: int, *, lean: float = 0.0) -> np.ndarray:
    """Boxes of 30 x 40 px, 10 px apart, on boards 60 px apart; each row falls by `lean` px a px."""
    boxes = [(40 * c, 60 * r + lean * 40 * c, 40 * c + 30, 60 * r + lean * 40 * c + 40)
             for r in range(rows) for c in range(columns)]  # fmt: skip
    return np.array(boxes, float)


@pytest.mark.parametrize("lean", [0.0, 0.08, -0.12])
def test_rows_are_counted_from_the_top_even_when_they_lean(lean: float) -> None:
    boxes = grid(4, 20, lean=lean)
    order = np.random.default_rng(0).permutation(len(boxes))
    assert rows_of(boxes[order]).tolist() == np.repeat(range(4), 20)[order].tolist()


def test_piles_belong_to_the_row_below_them() -> None:
    cans = [(30 * c, 100 - 20 * k, 30 * c + 28, 120 - 20 * k) for c in range(6) for k in range(3)]
    bottles = [(30 * c, 160, 30 * c + 28, 230) for c in range(6)]
    assert rows_of(np.array(cans + bottles)).tolist() == [0] * 18 + [1] * 6


def test_nothing_and_one() -> None:
    assert rows_of(np.zeros((0, 4))).tolist() == [] and gaps_of(np.zeros((0, 4)), np.zeros(0, int)).shape == (0, 4)
    assert rows_of(np.array([[0, 0, 5, 5]])).tolist() == [0]
    assert len(gaps_of(np.array([[0, 0, 5, 5]]), np.array([0]))) == 0


def test_what_is_taken_out_is_a_gap_and_the_end_of_a_row_is_none() -> None:
    boxes = grid(2, 8)
    taken = np.delete(boxes, [3, 15], axis=0)  # one inside the upper row, the last one of the lower
    gaps = gaps_of(taken, rows_of(taken))
    assert len(gaps) == 1 and overlaps(gaps, boxes[3])[0] > 0.55
    assert not len(gaps_of(boxes, rows_of(boxes)))


def test_generated_shelves() -> None:
    right = facings = hits = computed = there = 0
    for seed in range(6):
        shelf = make_shelf(packshots(), seed, size_wh=(1000, 750), facings=90)
        rows = rows_of(shelf.xyxy)
        right += sum(int((rows == row)[shelf.rows == np.bincount(shelf.rows[rows == row]).argmax()].sum())
                     for row in set(rows.tolist()))
        facings += len(rows)
        gaps = gaps_of(shelf.xyxy, rows)
        hits += sum(overlaps(shelf.gaps, gap).max(initial=0) >= 0.5 for gap in gaps) if len(shelf.gaps) else 0
        computed, there = computed + len(gaps), there + len(shelf.gaps)
    assert right >= 0.95 * facings
    assert there >= 10 and hits >= 0.7 * there and hits >= 0.7 * computed
