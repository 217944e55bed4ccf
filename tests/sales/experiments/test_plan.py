"""Plans of picture tests: balanced pairs, the shop's own variance, looks and limits, and what cannot be planned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import InputError, Misuse
from core.sales.experiments.plan import TestPlan, plan
from core.sales.simulation import simulated_history


@pytest.fixture(scope="module")
def shop():
    return simulated_history(4, products=60, weeks=90, design="fixed")[0]


@pytest.fixture(scope="module")
def planned(shop):
    rows = shop.table
    past = replace(shop, table=rows[rows["period"] < np.sort(rows["period"].unique())[80]])
    return plan(past, "drone", effect_percent=25, weeks=8)


def test_the_plan_is_balanced_and_comes_from_the_past(shop, planned):
    assert len(planned.treated) == len(planned.control) and not set(planned.treated) & set(planned.control)
    sold = shop.table.groupby("product")["units"].sum()
    assert sold[list(planned.treated)].mean() == pytest.approx(sold[list(planned.control)].mean(), rel=0.2)
    assert 0.5 < planned.power <= 1 and planned.variance_reduction > 0.5
    assert planned.mock_power == pytest.approx(planned.power, abs=0.15) and planned.false_alarms < 0.12
    longer = [one["mde_percent"] for one in planned.curve]
    assert longer[0] > longer[-1]
    assert TestPlan.from_dict(planned.to_dict()) == planned
    assert "131,072 random assignments" in planned.how
    assert "At most 5 % of tests" in planned.how and "all 4 looks" in planned.how


def test_what_cannot_be_planned_is_said(shop):
    with pytest.raises(Misuse, match="power|Power"):
        plan(shop, "drone", power=2)
    with pytest.raises(InputError, match="at least 12: with fewer, no assignment is rare enough"):
        few = shop.table["product"].isin([f"Product {number}" for number in range(1, 12)])
        plan(replace(shop, table=shop.table[few]), "drone")
    with pytest.raises(InputError, match="weeks"):
        plan(replace(shop, table=shop.table[shop.table["period"] < "2024-01-15"]), "drone")
    with pytest.raises(Misuse, match="not a plan"):
        TestPlan.from_dict({"kind": "x"})
    small = plan(shop, "drone", effect_percent=1)
    assert small.warnings and small.power < 0.8


def test_products_that_have_the_photo_or_hardly_sell_take_no_part(shop):
    has = shop.table["product"].isin(["Product 1", "Product 2"])
    silent = shop.table["product"] == "Product 3"
    table = shop.table.assign(kind=shop.table["kind"].mask(has, "drone"), units=shop.table["units"].mask(silent, 0.0))
    result = plan(replace(shop, table=table), "drone", weeks=4)
    assert not {"Product 1", "Product 2", "Product 3"} & {*result.treated, *result.control}
    assert len(result.treated) == len(result.control) == 28  # of 57 products one has no counterpart


def test_fewer_products_are_the_best_sellers(shop):
    result = plan(shop, "drone", weeks=4, products=20)
    sold = shop.table[shop.table["period"] >= np.sort(shop.table["period"].unique())[-26]]
    best = sold.groupby("product")["units"].sum().nlargest(20).index
    assert {*result.treated, *result.control} == set(best)
    with pytest.raises(Misuse, match="at least 12 products, not 4"):
        plan(shop, "drone", products=4)


def test_a_plan_is_the_same_for_the_same_table_and_begins_after_it(shop):
    first, again = plan(shop, "drone", weeks=6), plan(shop, "drone", weeks=6)
    assert first == again and first.start == f"{shop.table['period'].max() + np.timedelta64(7, 'D'):%Y-%m-%d}"
    assert first.looks[-1] == first.weeks == 6 and len(first.limits) == len(first.looks)
    assert list(first.limits) == sorted(first.limits, reverse=True), "the earlier, the stricter"


def test_a_table_without_a_usable_row_is_said(shop):
    with pytest.raises(InputError, match="no usable row"):
        plan(replace(shop, table=shop.table.head(0)), "drone")


def test_a_larger_effect_takes_no_longer_and_a_loss_can_be_looked_for(shop):
    small, large, loss = (plan(shop, "drone", effect_percent=percent) for percent in (8, 40, -40))
    assert large.weeks <= small.weeks and large.power >= 0.8 and loss.power >= 0.8


@pytest.mark.parametrize(("limits", "words"), [
    ({"effect_percent": 0}, "not 0"), ({"effect_percent": 900}, "not 900"), ({"power": 0.2}, "not 0.2"),
    ({"weeks": 0}, "1 to 26 weeks, not 0"), ({"weeks": 30}, "not 30"), ({"alpha": 0.5}, "not 0.5")])
def test_limits_out_of_range_are_said(shop, limits, words):
    with pytest.raises(Misuse, match=words) as error:
        plan(shop, "drone", **limits)
    assert error.value.hint


@pytest.mark.parametrize("change", [
    {"treated": []}, {"control": ["Product 1"]}, {"looks": []}, {"looks": [9, 8]}, {"start": "soon"}, {"alpha": 2},
    {"weeks": None}])
def test_a_plan_that_contradicts_itself_is_not_one(planned, change):
    with pytest.raises(Misuse, match="not a plan of a picture test"):
        TestPlan.from_dict({**planned.to_dict(), **change})
