"""What an estimate depends on: a product that stands out, columns that carry the same, counts that vary more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.sales.effects.influence import dispersion, leave_one_out, negative_binomial, residuals, vif
from core.sales.effects.panel import Panel, panel
from core.sales.effects.regression import fit, fit_with_means
from tests.sales.shops import exact_panel, exact_shop


def with_counts(draw) -> Panel:
    """An exact shop whose units are drawn around its means."""
    columns = exact_panel(products=20, changes=12)
    return replace(columns, table=columns.table.assign(y=draw(columns.table["y"]).astype(float)))


def test_the_product_that_stands_out_comes_first_and_the_rest_agrees_without_it():
    columns = exact_panel(effect=0.3)
    loud = (columns.table["product"] == 2) & (columns.table["kind_0"] > 0)
    columns = replace(columns, table=columns.table.assign(y=columns.table["y"].where(~loud, columns.table["y"] * 5)))
    rows = leave_one_out(columns)
    assert rows["product"].iloc[0] == "P02" and rows["beta"].iloc[0] == pytest.approx(0.3, abs=1e-5)
    assert rows["beta"].iloc[1] > 0.4 and len(rows) <= 10 and set(rows["kind"]) == {"model_face"}


def test_without_a_type_there_is_nobody_to_leave_out():
    columns = exact_panel()
    alone = replace(columns, kinds=(), table=columns.table.assign(promotion=columns.table["kind_0"]),
                    controls=("promotion",))
    assert not len(leave_one_out(alone))


def test_one_column_is_inflated_by_none_and_two_alike_by_each_other():
    columns = exact_panel()
    assert vif(columns) == {"kind_0": 1.0}
    noise = np.random.default_rng(1).normal(0, 0.01, len(columns.table))
    alike = columns.table.assign(promotion=columns.table["kind_0"] + noise, weather=noise[::-1])
    values = vif(replace(columns, table=alike, controls=("promotion", "weather")))
    assert values["kind_0"] > 10 < values["promotion"] and values["weather"] == pytest.approx(1, abs=0.1)
    assert vif(replace(columns, table=columns.table.head(1)))["kind_0"] == 1.0


@pytest.mark.parametrize("family", ["poisson", "log-linear"])
def test_residuals_of_an_exact_shop_are_none(family):
    columns = replace(exact_panel(), family=family)
    rows = residuals(columns, fit_with_means(columns)[1])
    assert list(rows.columns) == ["fitted", "residual", "period"] and len(rows) == len(columns.table)
    assert np.allclose(rows["residual"], 0, atol=1e-3)
    assert not len(residuals(columns, fit_with_means(columns)[1] * np.nan))


def test_dispersion_is_one_for_poisson_counts_and_more_for_others():
    random = np.random.default_rng(1)
    poisson = with_counts(random.poisson)
    assert dispersion(poisson, fit_with_means(poisson)[1]) == pytest.approx(1, abs=0.2)
    spread = with_counts(lambda mean: random.poisson(mean * random.gamma(2, 1 / 2, len(mean))))
    assert dispersion(spread, fit_with_means(spread)[1]) > 5


def test_negative_binomial_agrees_with_poisson_where_counts_are_poisson():
    columns = with_counts(np.random.default_rng(1).poisson)
    result, mean = fit_with_means(columns)
    beta, low, high = negative_binomial(columns, mean)["model_face"]
    assert beta == pytest.approx(result.of("kind_0")[0], abs=0.01) and low < beta < high
    assert beta == pytest.approx(0.3, abs=0.05)


def test_negative_binomial_without_anything_to_estimate_is_empty():
    shop = exact_shop(noise=0.1)
    table = shop.table.assign(promotion=(shop.table["kind"] == "model_face").astype(float))
    columns = panel(replace(shop, table=table), "units")
    assert "kind_0" not in fit(columns).names, "it always comes with a promotion"
    mean = fit_with_means(columns)[1]
    assert negative_binomial(columns, mean) == {} == negative_binomial(columns, mean * np.nan)
