"""The naive regression and beta weights, in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from core.sales.effects.naive import beta_weights, naive
from core.sales.effects.panel import panel
from core.sales.effects.regression import Fit
from tests.sales.conftest import without
from tests.sales.shops import exact_shop


def test_without_a_price_it_is_the_difference_of_mean_logs():
    shop = exact_shop(noise=0.1)
    logs = np.log(shop.table["units"]).groupby(shop.table["kind"]).mean()
    beta, low, high = naive(panel(shop, "units"), shop)["model_face"]
    assert beta == pytest.approx(logs["model_face"] - logs["product_only"])
    assert low < beta < high and high - beta == pytest.approx(beta - low)


def test_it_takes_better_products_for_a_better_photo():
    shop = exact_shop(changes=0, effect=0.0)
    table = shop.table.assign(kind=np.where(shop.table["product"] >= "P06", "model_face", "product_only"))
    shop = type(shop)(table, "units")
    assert naive(panel(shop, "units"), shop)["model_face"][0] == pytest.approx(0.6)  # six products of 0.1 each


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_with_next_to_no_sales_it_has_no_estimate(rows):
    shop = exact_shop()
    few = without(shop, (shop.table["product"] == "P00") & (shop.table.index % 24 >= 24 - rows))
    columns = panel(shop, "units")
    few_columns = type(columns)(columns.table.head(rows), columns.names, columns.kinds, columns.controls, "units",
                                "poisson")
    assert naive(few_columns, few) == {}


def test_a_type_that_no_row_has_leaves_no_estimate_that_is_not_unique():
    shop = exact_shop()
    columns = panel(shop, "units")
    nobody = type(columns)(columns.table.assign(kind_0=0.0), columns.names, columns.kinds, (), "units", "poisson")
    assert naive(nobody, shop) == {}


def test_a_beta_weight_is_in_standard_deviations():
    columns = panel(exact_shop(), "units")
    fit = Fit(("kind_0",), np.array([0.3]), np.array([[0.01]]), np.array([1e9]))
    weight, low, high = beta_weights(columns, fit)["kind_0"]
    scale = columns.table["kind_0"].std() / np.log(columns.table["y"]).std()
    assert (weight, high - weight) == (pytest.approx(0.3 * scale), pytest.approx(1.959964 * 0.1 * scale))
    assert low == pytest.approx(2 * weight - high)
    same = type(columns)(columns.table.assign(log_y=1.0), columns.names, columns.kinds, (), "units", "poisson")
    assert np.isnan(beta_weights(same, fit)["kind_0"]).all() and beta_weights(columns, fit.drop(["kind_0"])) == {}
