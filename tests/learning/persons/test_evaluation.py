"""Figures of a detector: persons of a size, slices, thresholds, shares with their intervals."""

from __future__ import annotations

import numpy as np
import pytest

from core.learning.persons import evaluation as module
from core.learning.persons.evaluation import (
    Prediction,
    choose_threshold,
    large_slice,
    match_large,
    precision_slice,
    share,
)


def test_small_persons_are_neither_right_nor_wrong() -> None:
    boxes = np.array([[0, 0, 10, 10], [20, 0, 22, 2], [40, 0, 50, 10]], np.float32)
    truth = np.array([[0, 0, 10, 10], [20, 0, 22, 2]], np.float32)
    scores, hits = match_large((boxes, np.array([0.9, 0.8, 0.7])), truth, least=50)
    assert scores.tolist() == [0.9, 0.7] and hits.tolist() == [True, False], "nobody is where the third one is"
    seen = Prediction(boxes, np.array([0.9, 0.8, 0.7]), truth, least=50)
    assert large_slice([seen])["ap50"] == 1 and large_slice([seen])["boxes"] == 1


BOX, ELSEWHERE = [0, 0, 10, 10], [50, 50, 60, 60]


def prediction(boxes: list, scores: list[float], truth: list) -> Prediction:
    seen, true = (np.array(values, np.float32).reshape(-1, 4) for values in (boxes, truth))
    return Prediction(seen, np.array(scores, np.float32), true)


def test_a_perfect_detector_has_a_perfect_interval() -> None:
    slice_ = precision_slice([prediction([BOX], [0.9], [BOX]), prediction([ELSEWHERE], [0.4], [ELSEWHERE])])
    assert slice_ == {"ap50": 1.0, "low": 1.0, "high": 1.0, "photos": 2, "boxes": 2}


def test_a_detection_counts_at_its_threshold_and_its_place() -> None:
    seen = prediction([BOX, ELSEWHERE], [0.8, 0.3], [ELSEWHERE])
    assert seen.best_score == pytest.approx(0.8) and prediction([], [], []).best_score == 0
    assert seen.finds(0.5) and not seen.finds(0.9)
    assert seen.finds(0.2, iou=0.5) and not seen.finds(0.5, iou=0.5), "the sure box lies elsewhere"


def test_the_threshold_keeps_alarms_below_the_ceiling() -> None:
    alone = [prediction([BOX], [score], []) for score in np.linspace(0.005, 0.995, 100)]
    threshold = choose_threshold(alone)
    assert threshold == pytest.approx(0.95, abs=0.011)
    assert np.mean([seen.finds(threshold) for seen in alone]) <= module.ALARM_CEILING
    assert choose_threshold([prediction([], [], [])] * 5) == 0.05
    assert choose_threshold([prediction([BOX], [1.0], [])] * 5) == 0.95, "the strictest there is"


def test_shares_have_intervals_and_survive_nothing() -> None:
    assert share(0, 0) == {"count": 0, "n": 0, "share": 0.0, "low": 0.0, "high": 1.0}
    half = share(5, 10)
    assert half["low"] < half["share"] == 0.5 < half["high"]


def test_products_alone_leave_out_the_negative_blocks() -> None:
    seen, nothing = prediction([BOX], [0.9], []), prediction([], [], [])
    alarms = module._alarms_by_block({"fashion_shoes": [seen, nothing], "nike": [nothing], "home": [nothing],
                                      "negative": [seen]}, 0.5)
    assert (alarms["footwear_product_only"]["count"], alarms["footwear_product_only"]["n"]) == (1, 3)
    assert (alarms["all_products"]["count"], alarms["all_products"]["n"]) == (1, 4)
    assert alarms["negative"]["share"] == 1


@pytest.mark.parametrize(("count", "limit", "kept"), [(0, 5, 0), (3, 5, 3), (100, 5, 5)])
def test_a_spread_takes_rows_from_end_to_end(count: int, limit: int, kept: int) -> None:
    rows = [{"path": str(number)} for number in range(count)]
    spread = module._spread(rows, limit)
    assert len(spread) == kept and spread[:1] == rows[:1] and spread[-1:] == rows[-1:]
