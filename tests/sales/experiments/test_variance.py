"""The noise of a shop's past: regression residuals, windows, looks, and pairs of equal sellers."""

import math

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from core.errors import InputError
from core.sales.experiments.variance import (
    attainable_alpha,
    look_weeks,
    pair_by_sales,
    residual_spread,
    smallest_effect,
    weekly,
    window_spread,
    windows,
)
from core.sales.simulation import simulated_history


def test_residual_spread_is_that_of_least_squares():
    random = np.random.default_rng(1)
    before = np.exp(random.normal(5, 1, 40))
    test = before * np.exp(random.normal(0, 0.3, 40))
    design = np.column_stack([np.ones(40), np.log(before + 0.5)])
    assert residual_spread(test, before) == pytest.approx(math.sqrt(OLS(np.log(test + 0.5), design).fit().mse_resid))


@pytest.mark.parametrize(("weeks", "length", "count"), [(10, 10, 0), (30, 18, 3), (104, 8, 12)])
def test_windows_stay_inside_the_past(weeks, length, count):
    starts = windows(weeks, length)
    assert len(starts) == count and all(4 <= start <= weeks - length for start in starts)


def test_looks_end_with_the_test_and_pairs_are_neighbors():
    assert look_weeks(12, 40, 0.05)[-1] == 12 and look_weeks(1, 40, 0.05) == [1]
    assert pair_by_sales(np.array([])).shape == (0, 2) and pair_by_sales(np.array([3.0])).shape == (0, 2)
    assert attainable_alpha(8, 0.05) <= 0.05


def test_more_pairs_find_smaller_effects():
    assert smallest_effect(0.3, 100, 0.8, 0.05) < smallest_effect(0.3, 10, 0.8, 0.05)


def test_a_short_past_has_no_spread():
    assert window_spread(np.ones((4, 6)), 6) is None


def test_weeks_without_rows_count_as_no_sales():
    history, _ = simulated_history(1, products=5, weeks=12)
    rows = history.table
    history.table.drop(rows.index[rows["period"] == rows["period"].unique()[5]], inplace=True)
    past = weekly(history)
    assert past.sales.shape == (5, 12) and (past.sales[:, 5] == 0).all()


def test_months_are_refused():
    from dataclasses import replace

    with pytest.raises(InputError, match="months"):
        weekly(replace(simulated_history(1, products=5, weeks=12)[0], period="month"))
