"""Lines about evaluations, comparisons and costs."""

from __future__ import annotations

from core.nouns.cost_curve import CostCurve, CostPoint
from core.nouns.evaluation import ChangedPicture, Comparison, Evaluation, ModelPair, ModelPoint
from core.nouns.paired import paired_difference
from core.nouns.proportion import share_of
from core.words.evaluation import (
    comparison_csv,
    comparison_lines,
    cost_lines,
    difference_words,
    evaluation_lines,
    verdict_words,
)


def test_a_difference_is_told_with_its_interval_and_its_limits() -> None:
    unclear = paired_difference([True, False, True], [True, True, False])
    clear = paired_difference([False] * 60 + [True] * 40, [True] * 100)
    assert "points (" in difference_words(unclear) and "1 better, 1 worse" in difference_words(unclear)
    assert "do not tell" in verdict_words(unclear) and "second model is better" in verdict_words(clear)
    assert "p < 0.001" in difference_words(clear) and difference_words(clear).startswith("+60.0")


def test_a_comparison_names_the_photos_that_changed_and_what_is_left_out() -> None:
    changed = ChangedPicture("a" * 64, "1.jpg", "other", "apparel", "other", 0.1, 0.9)
    difference = paired_difference([False, True], [True, True])
    found = Comparison("d" * 64, "test", 3, 2, (ModelPoint("m", share_of(1, 2), 0.1, 7_000_000, 3.5),
                                                ModelPoint("=n", share_of(2, 2), 0.1, 7_000_000)),
                       (ModelPair("m", "=n", difference, (("other", difference),), (changed,), ()),))
    text = "\n".join(comparison_lines(found))
    assert "1.jpg: Apparel → Other product; it is Other product" in text and "3.5 ms" in text
    assert "1 photo left out" in text and "'=n" in comparison_csv(found).decode("utf-8-sig")


def test_nothing_scored_and_costs() -> None:
    assert "none of 2 photos" in evaluation_lines(Evaluation("m", "d", "all", 2, 2, 0, None))[0]
    curve = CostCurve("sensitive", 0.5, (CostPoint(0.5, share_of(1, 4), share_of(2, 4)),))
    line = cost_lines(curve, 2)[1]
    assert "harmless photos above the threshold 1 of 4" in line and "cost 5" in line
