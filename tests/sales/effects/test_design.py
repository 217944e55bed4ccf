"""Which comparison a table allows, and variables that cannot have an effect."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.sales.effects.design import LEAST_CHANGES, LEAST_PERIODS, can_vary, choose_design, facts, method
from core.sales.effects.panel import panel
from core.sales.effects.regression import Fit
from core.sales.history import History


def shop(changes: int, *, products: int = 20, periods: int = 12, **columns: np.ndarray) -> History:
    """Products that sell 1, 2, 3 ... units; the first `changes` switch from product_only to model_face half way."""
    rows = pd.DataFrame([(f"P{product:02}", period, "model_face" if product < changes and period >= periods // 2
                          else "product_only") for product in range(products) for period in range(periods)],
                        columns=["product", "period", "kind"])
    units = np.arange(1.0, len(rows) + 1)
    rows["period"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(7 * rows["period"], unit="D")
    return History(rows.assign(**{"units": units, **columns}), "units", name="Shop")


@pytest.mark.parametrize(("changes", "periods", "design"), [
    (0, 12, "between"), (LEAST_CHANGES - 1, 12, "between"), (LEAST_CHANGES, 12, "within"), (20, 12, "within"),
    (20, LEAST_PERIODS - 2, "between"), (20, LEAST_PERIODS, "within")])
def test_products_are_compared_with_themselves_where_enough_changed(changes, periods, design):
    assert choose_design(shop(changes, periods=periods)) == design


def test_facts_count_what_the_table_covers():
    coverage = facts(shop(9, products=15, periods=10))
    assert (coverage["rows"], coverage["products"], coverage["periods"], coverage["changed"]) == (150, 15, 10, 9)
    assert coverage["kinds"] == {"product_only": 15, "model_face": 9} and coverage["outcome"] == "units"
    assert (coverage["first"], coverage["last"]) == ("2024-01-01", "2024-03-04")


def test_a_variable_must_change_where_the_design_looks():
    each = np.repeat(np.arange(1.0, 21.0), 12)  # a price of its own for each product, which never changes
    own = shop(20, price=each)
    assert not can_vary(own, "price", "within") and can_vary(own, "price", "between")
    same = shop(20, price=np.full(240, 9.99))
    assert not can_vary(same, "price", "within") and not can_vary(same, "price", "between")
    assert can_vary(same, "units", "within") and can_vary(same, "units", "between")
    assert not can_vary(shop(20, price=np.full(240, np.nan)), "price", "within")


@pytest.mark.parametrize(("design", "words"), [("within", "each product is compared with itself"),
                                               ("between", "different products are compared")])
def test_the_method_says_why(design, words):
    history = shop(9)
    columns = panel(history, "units")
    result = method(history, columns, Fit(("kind_0",), np.array([0.1]), np.eye(1), np.ones(1)), design)
    assert words in result.why and "9 of 20 products" in result.why and result.design == design
    assert "+ 0.100 × Model with face" in result.words
    assert ("product effect" in result.words) == (design == "within")


def test_revenue_without_zeros_is_log_linear():
    history = replace(shop(9, revenue=np.arange(1.0, 241.0)), dependent="revenue")
    result = method(history, panel(history, "revenue"), Fit((), np.empty(0), np.empty((0, 0)), np.empty(0)), "within")
    assert result.family == "log-linear" and result.name.startswith("Log-linear regression with product and week")
