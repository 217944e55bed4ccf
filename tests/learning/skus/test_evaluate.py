"""Figures are shares with intervals by whole groups; a class that is not among the answers is no hit."""

from __future__ import annotations

import numpy as np

from core.learning.skus.evaluate import interval, rank_of


def test_an_interval_is_wider_where_photos_of_one_group_agree() -> None:
    right = np.repeat([1, 0, 1, 0, 1, 1, 0, 1], 5).astype(bool)
    alone = interval(right, [str(number) for number in range(40)])
    together = interval(right, [str(number // 5) for number in range(40)])
    assert alone["share"] == together["share"] == 0.625 and alone["count"] == 25 and alone["of"] == 40
    assert np.diff(together["interval"]) > np.diff(alone["interval"])


def test_the_place_of_the_right_class() -> None:
    assert rank_of(np.array([4, 2, 9]), 9) == 2 and rank_of(np.array([4, 2]), 9) == 99
