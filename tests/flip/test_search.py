"""The search on a made-up score: the smallest amount, the margin, the budget, and pairs."""

from __future__ import annotations

from core.flip.search import SEARCH_MARGIN, Search
from core.nouns.flip import Edit, Reading

CROP, DARK = Edit("crop", 0.4, "left"), Edit("exposure", -1.0)


def reading(gap: float) -> Reading:
    return Reading(0.5 + gap, gap, "other", gap > 0)


def search(slopes: dict[str, float], start: float = -0.1, budget: int = 200) -> tuple[Search, list]:
    """The gap grows by the slope of each kind times the share of its largest amount."""
    most = {"crop": 0.4, "exposure": 1.0}

    def read(edits):
        return reading(start + sum(slopes[edit.kind] * abs(edit.amount) / most[edit.kind] for edit in edits))

    one = Search(read, reading(start), sign=1, budget=budget)
    return one, one.run([CROP, DARK])


def test_the_smallest_amount_with_the_margin_is_found():
    _, (flip, other) = search({"crop": 0.4, "exposure": 0.2})
    needed = (0.1 + SEARCH_MARGIN) / 0.4
    assert flip.edits == (CROP,) and needed <= flip.share <= needed + 0.02 and flip.size < other.size
    amounts = [step.amount for step in flip.curve(reading(-0.1))]
    assert amounts[0] == 0 and amounts == sorted(amounts) and round(0.4 * flip.share, 4) in amounts


def test_pairs_come_only_where_no_single_edit_is_enough():
    one, (flip,) = search({"crop": 0.1, "exposure": 0.09})
    assert flip.edits == (CROP, DARK) and 0.6 < flip.share < 0.75
    assert search({"crop": 0.2, "exposure": 0.09})[1][0].edits == (CROP,)


def test_the_budget_is_kept_and_the_nearest_attempt_is_known():
    one, flips = search({"crop": 0.01, "exposure": -0.1}, budget=9)
    assert not flips and one.left == 0 and one.nearest().edits == (CROP,)
    assert sum(len(candidate.steps) for candidate in one.tried) == 9
