"""Means, intervals and paired differences of a benchmark."""

from __future__ import annotations

import numpy as np
import pytest

from core.explain.summary import COLUMNS, estimate, row_values, summarize
from tests.explain.benchmark_rows import row


def test_the_interval_holds_the_true_mean_about_19_times_in_20() -> None:
    draws = np.random.default_rng(1).normal(0.3, 0.2, (200, 60))
    intervals = [estimate(values) for values in draws]
    held = np.mean([item.low <= 0.3 <= item.high for item in intervals if item])
    assert 0.88 <= held <= 0.99


def test_the_interval_is_that_of_the_normal_distribution_for_many_values() -> None:
    values = np.random.default_rng(2).normal(0.5, 0.1, 400)
    result = estimate(values)
    assert result and result.mean == pytest.approx(values.mean())
    half = 1.96 * values.std() / 20
    assert (result.high - result.low) / 2 == pytest.approx(half, rel=0.15) and estimate(values) == result


def test_one_picture_has_no_interval_and_none_has_no_mean() -> None:
    one = estimate([0.4])
    assert one and (one.low, one.high, one.count) == (None, None, 1) and estimate([]) is None


def test_differences_are_paired_by_picture() -> None:
    """Photos differ by far more than methods do: unpaired, the difference would drown."""
    rows = [row(f"{k}.jpg", base, center=base + 0.05, random=base - 0.02)
            for k, base in enumerate(np.linspace(0.1, 0.9, 30))]
    summary = summarize(rows).methods[0]
    against_center, against_random = summary.against_center["deletion"], summary.against_random["deletion"]
    assert against_center.mean == pytest.approx(-0.05) and against_center.high < 0
    assert against_random.mean == pytest.approx(0.02) and against_random.low > 0
    assert summary.measures["deletion"].low < 0.45 < 0.55 < summary.measures["deletion"].high


def test_methods_stand_in_their_usual_order_with_badges_and_pointing_of_known_products() -> None:
    rows = [row("a", 0.1, method="rise"), row("a", 0.2, badge="faithful", pointing=(True, False, False)),
            row("b", 0.4, pointing=(True, True, False)), row("c", 0.3)]
    result = summarize(rows, [("d", "broken")])
    assert [item.method for item in result.methods] == ["grad-cam", "rise"] and result.pictures == 3
    first, second = result.methods
    assert first.badges == {"faithful": pytest.approx(1 / 3), "weak": pytest.approx(2 / 3), "do_not_trust": 0}
    assert first.measures["pointing"].count == 2 and first.against_center["pointing"].mean == 0.5
    assert "pointing" not in second.measures and result.failures == (("d", "broken"),)
    assert result.center["deletion"].count == 3


def test_a_row_of_the_table_has_every_column() -> None:
    cells = row_values(row("a", 0.2, pointing=(True, False, True)))
    assert set(cells) == set(COLUMNS)
    assert (cells["deletion"], cells["center_deletion"], cells["random_deletion"]) == (0.2, 0.5, 0.6)
    assert (cells["pointing"], cells["center_pointing"], cells["badge"]) == (1.0, 0.0, "weak")
