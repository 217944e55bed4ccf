"""Before and after a change: an exact step, drift, changes back, and products with none, one or two changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.sales.effects.event_study import (
    AFTER,
    BEFORE,
    LEAST_PRODUCTS,
    did_effects,
    event_rows,
    event_study,
    pre_trend_p,
    single_changes,
)
from core.sales.effects.panel import panel
from tests.sales.shops import exact_panel, exact_shop


def test_a_product_counts_if_it_changed_exactly_once():
    shop = exact_shop(products=4, changes=2, periods=8)
    table = shop.table
    twice = (table["product"] == "P03") & table["period"].isin(sorted(table["period"].unique())[3:5])
    table = table.assign(kind=table["kind"].mask(twice, "model_face"))
    once = single_changes(panel(replace(shop, table=table), "units"))
    assert once.index.tolist() == [0, 1] and once["period"].tolist() == [4, 5]
    assert set(once["to"]) == {0} and set(once["away"]) == {-1}


def test_rows_of_products_that_changed_twice_are_left_out_and_others_show_the_season():
    columns = exact_panel(products=12, changes=8)
    table = columns.table.copy()
    table.loc[(table["product"] == 11) & (table["period"] == 3), "kind_0"] = 1.0
    events = event_rows(replace(columns, table=table))
    assert set(events.table["product"]) == set(range(11)) and events.kinds == [0]
    assert events.table.groupby("product")["lag"].min().iloc[0] == -12
    assert events.table.loc[events.table["product"] == 10, "lag"].isna().all()


def test_an_exact_step_is_flat_before_and_the_effect_after():
    lags = event_study(exact_panel(effect=0.4))
    assert lags["lag"].tolist() == list(range(-BEFORE, lags["lag"].max() + 1)) and lags["lag"].max() <= AFTER
    assert np.allclose(lags.loc[lags["lag"] < 0, "beta"], 0, atol=1e-5)
    assert np.allclose(lags.loc[lags["lag"] >= 0, "beta"], 0.4, atol=1e-5)


def test_a_change_away_counts_with_the_opposite_sign():
    shop = exact_shop(effect=0.4)
    swapped = shop.table["kind"].map({"model_face": "product_only", "product_only": "model_face"})
    lags = event_study(panel(replace(shop, table=shop.table.assign(kind=swapped)), "units"))
    assert np.allclose(lags.loc[lags["lag"] >= 0, "beta"], -0.4, atol=1e-5)


@pytest.mark.parametrize("changes", [0, 1, LEAST_PRODUCTS - 1])
def test_too_few_changes_are_no_study(changes):
    columns = exact_panel(changes=max(1, changes))
    if not changes:
        columns = replace(columns, table=columns.table.assign(kind_0=0.0))
    lags = event_study(columns)
    assert list(lags.columns) == ["kind", "lag", "beta", "beta_low", "beta_high"] and not len(lags)
    assert pre_trend_p(columns) == {} and did_effects(columns) == {}


def test_drift_before_the_change_is_seen_and_noise_is_not():
    columns = exact_panel(noise=0.1)
    assert pre_trend_p(columns)["model_face"] > 0.05
    once = single_changes(columns)["period"]
    lag = columns.table["period"] - columns.table["product"].map(once)
    drift = np.exp(0.08 * (lag.clip(-BEFORE, 0) + BEFORE).fillna(0))
    assert pre_trend_p(replace(columns, table=columns.table.assign(y=columns.table["y"] * drift)))["model_face"] < 0.01


def test_differences_in_differences_hold_the_planted_effect():
    beta, low, high = did_effects(exact_panel(effect=0.4, noise=0.05))["model_face"]
    assert low < 0.4 < high and beta == pytest.approx(0.4, abs=0.05)


def test_where_every_product_began_with_the_photo_there_is_no_first_stage():
    """No row before a change: nothing that expected sales could come from."""
    columns = exact_panel()
    once = single_changes(columns)["period"]
    after = columns.table["period"] >= columns.table["product"].map(once)
    table = columns.table[after].reset_index(drop=True)
    assert did_effects(replace(columns, table=table)) == {} and not len(event_study(replace(columns, table=table)))
    assert isinstance(single_changes(replace(columns, table=table.head(0))), pd.DataFrame)
