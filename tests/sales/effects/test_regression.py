"""Regressions against closed forms: exact shops, two products in two weeks, and products left out one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.errors import InputError
from core.sales.effects.panel import panel
from core.sales.effects.regression import (
    MOST_LOG,
    Fit,
    deletion_steps,
    fit,
    fit_with_means,
    informative,
    residualize,
    try_fit,
)
from tests.sales.shops import exact_panel, exact_shop

FIT = Fit(("kind_0", "promotion"), np.array([0.2, -0.1]), np.array([[0.04, 0.0], [0.0, 0.01]]), np.array([5.0, 9.0]))


@pytest.mark.parametrize("family", ["poisson", "log-linear"])
@pytest.mark.parametrize("effect", [-0.7, 0.0, 0.3])
def test_a_planted_effect_is_found_to_the_last_digit(family, effect):
    assert fit(replace(exact_panel(effect=effect), family=family)).of("kind_0")[0] == pytest.approx(effect, abs=1e-6)


def test_two_weeks_are_a_difference_in_differences():
    table = pd.DataFrame({"product": [0, 0, 1, 1, 2, 2, 3, 3], "period": [0, 1] * 4, "y": [2.0, 8, 3, 15, 3, 6, 4, 4],
                          "kind_0": [0.0, 1, 0, 1, 0, 0, 0, 0]})
    columns = replace(exact_panel(), family="log-linear", table=table.assign(log_y=np.log(table["y"])))
    change = (np.log(8 / 2) + np.log(15 / 3)) / 2 - (np.log(6 / 3) + np.log(4 / 4)) / 2
    assert fit(columns).of("kind_0")[0] == pytest.approx(change)


def test_the_error_is_that_of_leaving_out_each_product():
    columns = replace(exact_panel(products=16, changes=10, noise=0.2), family="log-linear")
    result = fit(columns)
    betas = [fit(columns, table=columns.table[columns.table["product"] != product]).of("kind_0")[0]
             for product in range(16)]
    spread = np.sum((np.array(betas) - result.of("kind_0")[0]) ** 2) * 15 / 16
    assert result.of("kind_0")[1] == pytest.approx(np.sqrt(spread), rel=0.15)


def test_one_step_is_about_what_leaving_out_a_product_does():
    columns = exact_panel(products=16, changes=10, noise=0.2)
    steps, beta = deletion_steps(columns), fit(columns).of("kind_0")[0]
    true = [fit(columns, table=columns.table[columns.table["product"] != product]).of("kind_0")[0] - beta
            for product in range(16)]
    assert list(steps.index) == list(range(16)) and np.corrcoef(steps["kind_0"], true)[0, 1] > 0.95


def test_intervals_are_those_of_students_t():
    beta, low, high = FIT.interval("kind_0")
    assert beta == 0.2 and high - beta == pytest.approx(0.2 * stats.t.ppf(0.975, 5)) == pytest.approx(beta - low)
    assert FIT.p("kind_0") == pytest.approx(2 * stats.t.sf(1.0, 5))


def test_a_column_without_an_estimate_has_none():
    assert np.isnan([*FIT.of("kind_7"), *FIT.interval("kind_7"), FIT.p("kind_7")]).all()
    rest = FIT.drop(["kind_0"])
    assert rest.names == ("promotion",) and rest.of("promotion") == pytest.approx((-0.1, 0.1)) and len(rest.df) == 1
    assert np.isnan(replace(FIT, covariance=np.zeros((2, 2))).p("kind_0"))


def test_an_interval_that_says_nothing_is_none():
    wide = replace(FIT, covariance=np.diag([MOST_LOG**2, 0.01]))
    assert np.isnan(wide.interval("kind_0")).all() and np.isfinite(wide.interval("promotion")).all()


@pytest.mark.parametrize(("rows", "counts", "left"), [
    ([], False, []),
    ([(0, 0, 1)], False, []),
    ([(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)], False, [0, 1, 2, 3]),
    ([(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1), (2, 1, 1)], False, [0, 1, 2, 3]),
    ([(0, 0, 1), (0, 1, 1), (1, 0, 0), (1, 1, 0)], False, [0, 1, 2, 3]),
    ([(0, 0, 1), (0, 1, 1), (1, 0, 0), (1, 1, 0)], True, []),
    ([(0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 2, 1), (2, 2, 1), (2, 3, 1)], False, []),  # a chain, end by end
])
def test_rows_that_their_own_product_or_week_explains_are_left_out(rows, counts, left):
    table = pd.DataFrame(rows, columns=["product", "period", "y"]).astype({"product": int, "period": int, "y": float})
    assert list(informative(table, counts=counts).index) == left


def test_a_table_without_anything_to_compare_is_said_and_never_ends_the_process():
    columns = exact_panel()
    apart = columns.table.assign(period=columns.table.index)  # each row in a week of its own
    for table in (apart, columns.table.assign(y=0.0), columns.table.head(0)):
        with pytest.raises(InputError, match="no product has sales in several periods"):
            fit(columns, table=table)
        assert try_fit(columns, table=table) is None
    together = columns.table.assign(kind_0=(columns.table["period"] > 11).astype(float))
    with pytest.raises(InputError, match="change for all products at once") as error:
        fit(columns, table=together)
    assert "different times" in error.value.hint


def test_means_of_an_exact_shop_are_its_sales():
    columns = exact_panel()
    _, mean = fit_with_means(columns)
    assert np.allclose(mean, columns.table["y"], rtol=1e-5)
    silent = replace(columns, table=columns.table.assign(y=columns.table["y"].where(columns.table["product"] > 0, 0.0)))
    assert fit_with_means(silent)[1].isna().sum() == 24, "a product that never sold has no expected sales"


def test_what_is_left_of_a_column_has_no_product_and_no_week():
    columns = exact_panel()
    table = pd.concat([columns.table, columns.table.head(1).assign(product=12, period=24)], ignore_index=True)
    rest = residualize(replace(columns, table=table))["kind_0"]
    assert len(rest) == len(table) and rest.iloc[-1] == 0.0
    for name in ("product", "period"):
        assert np.allclose(rest.groupby(table[name]).mean(), 0, atol=1e-8)


def test_a_type_that_always_comes_with_a_control_is_not_estimated():
    shop = exact_shop(noise=0.1)
    table = shop.table.assign(promotion=(shop.table["kind"] == "model_face").astype(float))
    result = fit(panel(replace(shop, table=table), "units"))
    assert "kind_0" not in result.names
