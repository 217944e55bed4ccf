"""Picture tests: published limits, a plan from the shop's own past, a readout that finds what was planted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import InputError, Misuse
from core.sales.effects.prior import Prior
from core.sales.experiments.plan import TestPlan, plan
from core.sales.experiments.readout import read_test
from core.sales.experiments.stopping import boundaries
from core.sales.simulation import simulated_history


@pytest.fixture(scope="module")
def shop():
    return simulated_history(4, products=60, weeks=90, design="fixed")[0]


@pytest.fixture(scope="module")
def planned(shop):
    rows = shop.table
    past = replace(shop, table=rows[rows["period"] < np.sort(rows["period"].unique())[80]])
    return plan(past, "drone", effect_percent=25, weeks=8)


def run(shop, planned, percent: float):
    rows = shop.table.copy()
    during = (rows["period"] >= planned.start) & rows["product"].isin(planned.treated)
    rows.loc[during, "kind"] = "drone"
    more = np.random.default_rng(1).poisson(rows.loc[during, "units"] * percent / 100)
    rows.loc[during, "units"] += more
    return replace(shop, table=rows)


def test_published_limits():
    """Lan and DeMets (1983), five looks, two-sided 0.05; the values that all textbooks print."""
    assert boundaries([0.2, 0.4, 0.6, 0.8, 1.0]) == pytest.approx([4.877, 3.357, 2.680, 2.290, 2.031], abs=0.03)
    assert boundaries([1.0]) == pytest.approx([1.96], abs=1e-3)


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


def test_a_planted_effect_is_found(shop, planned):
    found = read_test(run(shop, planned, 25), planned)
    assert found.verdict == "works" and found.percent_low < 25 < found.percent_high
    assert found.prior.kind == "drone" and found.better > 0.95
    assert Prior.from_dict(found.to_dict()) == found.prior


def test_nothing_is_found_where_nothing_is(shop, planned):
    found = read_test(run(shop, planned, 0), planned)
    assert found.verdict == "no difference" and found.percent_low < 0 < found.percent_high


def test_a_test_is_read_at_its_looks_only(shop, planned):
    done = run(shop, planned, 0)
    second = np.datetime64(planned.start) + np.timedelta64(7, "D")
    early = replace(done, table=done.table[done.table["period"] < second])
    found = read_test(early, planned)
    assert found.verdict == "too early" and found.percent is None and found.prior is None
    assert found.next_look == planned.looks[0]


def test_a_test_that_was_not_followed_says_so(shop, planned):
    problems = " ".join(read_test(shop, planned).problems)
    assert f"{len(planned.treated)} of {len(planned.treated)} products did not get the photo" in problems


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
