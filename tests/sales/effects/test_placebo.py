"""Made-up changes: no effect where there is none, one where sales drifted, and none at all with too few periods."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.sales.effects.event_study import single_changes
from core.sales.effects.placebo import COLUMNS, SHIFTS, placebo
from tests.sales.shops import exact_panel


def test_the_true_effect_does_not_leak_into_made_up_dates():
    tests = placebo(exact_panel(periods=60, noise=0.1, effect=0.5))
    assert list(tests.columns) == COLUMNS and set(tests["shift"]) == set(SHIFTS)
    assert (tests["p"] > 0.01).all() and (tests["beta"].abs() < 0.2).all()
    assert ((tests["beta_low"] < tests["beta"]) & (tests["beta"] < tests["beta_high"])).all()


def test_sales_that_moved_earlier_show():
    columns = exact_panel(periods=40, noise=0.05, effect=0.0)
    lag = columns.table["period"] - columns.table["product"].map(single_changes(columns)["period"])
    earlier = columns.table.assign(y=columns.table["y"] * np.exp(0.4 * (lag >= -6)))
    tests = placebo(replace(columns, table=earlier))
    six = tests[tests["shift"] == 6].iloc[0]
    assert six["beta"] == pytest.approx(0.4, abs=0.1) and six["p"] < 0.01


@pytest.mark.parametrize(("periods", "shifts"), [(8, set()), (26, {6}), (60, {6, 12})])
def test_a_shift_needs_twice_as_many_periods_before(periods, shifts):
    assert set(placebo(exact_panel(periods=periods, noise=0.1))["shift"]) == shifts


def test_without_changes_there_is_nothing_to_move():
    columns = exact_panel()
    tests = placebo(replace(columns, table=columns.table.assign(kind_0=0.0)))
    assert list(tests.columns) == COLUMNS and not len(tests)
