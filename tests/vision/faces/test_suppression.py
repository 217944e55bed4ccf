"""Suppression equals its definition, and a round counts what stays."""

import numpy as np
import pytest

from core.vision.faces.suppression import all_pass, suppress


@pytest.mark.parametrize("of_smaller", [False, True])
def test_suppression_equals_the_definition(of_smaller):
    """Several blocks of 128 rows, against each pair on its own."""
    random = np.random.default_rng(0)
    corners = random.uniform(0, 100, (300, 2))
    boxes = np.column_stack([corners, corners + random.uniform(5, 40, (300, 2)), np.linspace(1, 0, 300)])

    def overlap(one, other):
        sides = np.minimum(one[2:4], other[2:4]) - np.maximum(one[:2], other[:2])
        shared = sides.prod() if (sides > 0).all() else 0.0
        areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
        return shared / (min(areas) if of_smaller else sum(areas) - shared)

    expected = [row for row in range(300) if all(overlap(boxes[best], boxes[row]) <= 0.5 for best in range(row))]
    assert suppress(boxes, 0.5, of_smaller=of_smaller).tolist() == expected
    assert suppress(np.zeros((0, 5)), 0.5).tolist() == []


def test_a_round_without_threshold_keeps_what_no_better_box_overlaps():
    boxes = np.array([[0, 0, 10, 10, 0.9], [5, 0, 15, 10, 0.8], [20, 0, 30, 10, 0.7]])
    one = all_pass(boxes, 0.3)
    assert one.passed.tolist() == [0, 1, 2] and one.kept.tolist() == [0, 2] and one.boxes is boxes
