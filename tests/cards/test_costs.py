"""The cost of thresholds, against a count by hand over the stored validation scores."""

from __future__ import annotations

import pytest

from core import cards
from core.cards.costs import cost_curve
from core.cards.measures import Row
from core.errors import Misuse
from core.settings import ROOT, Settings

ROWS = [Row("", "", label, "", (1 - score, score, 0.0, 0.0), 0.0) for label, score in (
    ("negative", 0.1), ("negative", 0.3), ("negative", 0.62), ("apparel", 0.25), ("apparel", 0.7), ("apparel", 0.9))]


def test_counts_at_each_threshold_are_those_counted_by_hand() -> None:
    curve = cost_curve(ROWS, "shoppable", 0.5)
    for point in curve.points:
        scored = [(row.scores[1] > point.threshold, row.label == "apparel") for row in ROWS]
        assert point.false_alarms.hits == sum(above and not product for above, product in scored)
        assert point.misses.hits == sum(product and not above for above, product in scored)
    assert (curve.original.false_alarms.hits, curve.original.misses.hits) == (1, 1)


def test_dear_misses_lower_the_threshold_and_dear_false_alarms_raise_it() -> None:
    curve = cost_curve(ROWS, "shoppable", 0.5)
    assert curve.cheapest(10).misses.hits == 0 and curve.cheapest(10).threshold < 0.25
    assert curve.cheapest(0.1).false_alarms.hits == 0 and 0.62 <= curve.cheapest(0.1).threshold < 0.7
    assert curve.cheapest(1).threshold == 0.62, "of equal costs the one nearest to the threshold in use"


@pytest.mark.parametrize("decision", ["shoppable", "sensitive"])
def test_no_threshold_of_the_bundled_model_is_cheaper_than_the_cheapest(decision: str) -> None:
    settings = Settings(models_dir=ROOT / "models")
    name = cards.model_names(settings)["intent"][0]
    curve = cards.model_costs(settings, name, decision)
    thresholds = [curve.cheapest(ratio).threshold for ratio in (0.1, 1, 10, 100)]
    assert thresholds == sorted(thresholds, reverse=True)
    for ratio in (0.1, 1, 10):
        assert curve.cheapest(ratio).cost(ratio) == min(point.cost(ratio) for point in curve.points)


def test_what_has_no_cost_is_said() -> None:
    settings = Settings(models_dir=ROOT / "models")
    with pytest.raises(Misuse, match="both sides"):
        cost_curve([row for row in ROWS if row.label == "apparel"], "shoppable", 0.5)
    with pytest.raises(Misuse, match="one of shoppable, sensitive"):
        cost_curve(ROWS, "faces", 0.5)
    with pytest.raises(Misuse, match="No validation scores"):
        cards.model_costs(settings, "persons_2", "shoppable")
    with pytest.raises(Misuse, match="a number over 0"):
        cost_curve(ROWS, "shoppable", 0.5).cheapest(0)
