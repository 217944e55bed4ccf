"""Confusion and calibration, against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from core.explore.figures import confusion_of, reliability_of


def test_rows_are_the_shops_labels_and_unknown_ones_are_left_out() -> None:
    counts = confusion_of(np.array([1, 1, 2, -1]), np.array([1, 3, 2, 0]))
    assert counts[1].tolist() == [0, 1, 0, 1] and counts[2, 2] == 1 and counts.sum() == 3


def test_calibration_error_is_the_weighted_distance_of_score_and_share_right() -> None:
    measured = reliability_of(np.array([0.95, 0.95, 0.55, 1.0]), np.array([True, False, True, True]))
    assert measured is not None and [part.right.count for part in measured.bins] == [1, 3]
    assert measured.ece == pytest.approx((0.45 + abs(2 - 2.9)) / 4)
    assert reliability_of(np.array([]), np.array([], bool)) is None
