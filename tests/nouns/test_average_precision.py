"""Boxes against true ones: a true box is found once, good order pays, the interval holds the value."""

from __future__ import annotations

import numpy as np
import pytest

from core.nouns.average_precision import ap50, ap50_change, assign, average_precision, match

TRUTH = np.array([[0, 0, 10, 10], [50, 50, 60, 60]], float)


def test_a_true_box_is_found_once_by_the_best() -> None:
    boxes = np.array([[0, 0, 10, 10], [0, 0, 10, 9], [50, 50, 60, 60], [80, 80, 90, 90]], float)
    assert assign(boxes, TRUTH).tolist() == [0, -1, 1, -1]
    scores, hits = match((boxes, np.array([0.9, 0.8, 0.7, 0.6])), TRUTH)
    assert hits.tolist() == [True, False, True, False] and scores[0] == 0.9
    assert assign(boxes, TRUTH[:0]).tolist() == [-1] * 4 and assign(boxes[:0], TRUTH).tolist() == []


def test_average_precision_rewards_good_order() -> None:
    scores = np.array([0.9, 0.8, 0.7])
    assert average_precision(scores, np.array([True, True, False]), 2) == pytest.approx(1)
    assert average_precision(scores, np.array([False, True, True]), 2) == pytest.approx(2 / 3)
    assert np.isnan(average_precision(np.zeros(0), np.zeros(0, bool), 0))
    assert average_precision(np.zeros(0), np.zeros(0, bool), 3) == 0


def test_the_interval_holds_the_value_and_whole_sources_widen_it() -> None:
    rng = np.random.default_rng(0)
    matched = [(np.sort(rng.random(3))[::-1], rng.random(3) < (0.9 if number < 20 else 0.3)) for number in range(40)]
    photos, again = ap50(matched, [3] * 40), ap50(matched, [3] * 40)
    sources = ap50(matched, [3] * 40, groups=["a"] * 20 + ["b"] * 20)
    assert photos == again and 0 < photos["low"] < photos["ap50"] < photos["high"] < 1
    assert sources["ap50"] == photos["ap50"] and sources["high"] - sources["low"] > photos["high"] - photos["low"]
    nothing = ap50([(np.array([0.9]), np.array([False]))], [0])
    assert np.isnan(nothing["ap50"]) and np.isnan(nothing["low"])


def test_a_change_is_measured_on_the_same_draws() -> None:
    rng = np.random.default_rng(1)
    before = [(np.sort(rng.random(3))[::-1], rng.random(3) < 0.5) for _ in range(30)]
    assert ap50_change(before, before, [3] * 30) == (0, 0, 0)
    better = [(scores, np.ones(3, bool)) for scores, _ in before]
    change, low, high = ap50_change(before, better, [3] * 30)
    assert 0 < low < change < high
    assert ap50_change([(np.zeros(0), np.zeros(0, bool))], [(np.zeros(0), np.zeros(0, bool))], [0]) == (None,) * 3
