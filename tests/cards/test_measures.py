"""Measures from stored scores: reliability, thresholds, coverage on left-out sources."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.cards.measures import Row, left_out_coverage, measures, read_rows, recorded, reliability, threshold_cost
from core.errors import SetupError
from core.nouns.label_set import LabelSets
from core.nouns.proportion import share_of

SURE = Row("shop", "white", "apparel", "0", (0.05, 0.9, 0.03, 0.02), 0.01)
WRONG = Row("shop", "natural", "negative", "1", (0.3, 0.62, 0.05, 0.03), 0.7)


def test_reliability_compares_scores_with_hits() -> None:
    low, high = reliability([SURE, SURE, WRONG])
    assert (low.score, low.correct.hits) == (0.62, 0) and high.correct == share_of(2, 2)


def test_a_threshold_has_precision_and_recall() -> None:
    cost = threshold_cost([SURE, WRONG, replace(SURE, scores=(0.6, 0.3, 0.05, 0.05))], 0.5, in_use=True)
    assert (cost.precision.hits, cost.precision.count) == (1, 2) and (cost.recall.hits, cost.recall.count) == (1, 2)


def test_coverage_of_a_source_comes_from_the_other_sources() -> None:
    easy = [replace(SURE, source=f"easy {k % 5}") for k in range(50)]
    hard = [replace(SURE, source="hard", scores=(0.5, 0.2, 0.2, 0.1))] * 10
    coverage = {item.name: item.share for item in left_out_coverage([*easy, *hard], 0.9)}
    assert coverage["hard"].share == 0.0  # its own pictures would have lowered the threshold to 0.2
    assert coverage["All sources"] == share_of(50, 60)
    assert left_out_coverage(easy[:6], 0.9) == ()


def test_all_measures_of_stored_rows() -> None:
    result = measures([SURE, WRONG, replace(SURE, label="")], {"shoppable": 0.5, "sensitive": 0.5},
                      LabelSets(0.25, 0.9, 100))
    assert (result.count, result.sources, result.set_sizes) == (2, 1, (1, 1, 0, 0))
    assert result.accuracy[0].share == share_of(1, 2)
    assert result.sensitive_recall == share_of(1, 1) and result.sensitive_false_alarms == share_of(0, 2)
    assert [item.threshold for item in result.thresholds if item.in_use] == [0.5]


@pytest.mark.parametrize("text", ["", "source,label\nshop,shoes\n",
                                  "source,background,label,sensitive,negative,apparel,home_decor,other,sensitive_score\n"
                                  "a,white,apparel,0,x,0,0,0,0\n"])
def test_damaged_scores_are_a_setup_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scores.csv"
    if text:
        path.write_text(text)
    with pytest.raises(SetupError, match=r"scores\.csv"):
        read_rows(path)


def test_recorded_metrics_keep_their_intervals() -> None:
    rows = dict(recorded({"val": {"true_faces": {"count": 9, "of": 10, "interval": [0.5, 1]}}, "ap50_pooled": 0.8,
                          "accuracy": {"n": 4, "share": 0.75, "interval": [0.3, 0.95]}}))
    assert rows == {"val · true faces": share_of(9, 10), "ap50 pooled": 0.8, "accuracy": share_of(3, 4)}
