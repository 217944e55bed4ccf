"""What a curve of costs answers."""

from __future__ import annotations

from core.nouns.cost_curve import CostCurve, CostPoint
from core.nouns.proportion import share_of


def test_the_answer_names_the_cheapest_threshold_and_the_one_in_use() -> None:
    points = tuple(CostPoint(threshold, share_of(alarms, 10), share_of(misses, 10))
                   for threshold, alarms, misses in ((0.3, 4, 0), (0.5, 2, 1), (0.7, 0, 3)))
    curve = CostCurve("shoppable", 0.5, points)
    answer = curve.answer(4)
    assert answer["cheapest"]["threshold"] == 0.3 and answer["cheapest"]["cost"] == 4
    assert answer["in_use"]["cost"] == 6 and len(answer["points"]) == 3
    assert curve.cheapest(0.1).threshold == 0.7
