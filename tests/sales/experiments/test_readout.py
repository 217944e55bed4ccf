"""Reading a picture test: what was planted is found, nothing where nothing is, and only at its looks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import InputError
from core.sales.effects.prior import Prior
from core.sales.experiments.plan import plan
from core.sales.experiments.readout import read_test
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


@pytest.mark.parametrize("percent", [-30, 40])
def test_the_estimate_is_about_what_was_planted(shop, planned, percent):
    rows = run(shop, planned, 0).table
    during = (rows["period"] >= planned.start) & rows["product"].isin(planned.treated)
    rows = rows.assign(units=rows["units"].where(~during, (rows["units"] * (1 + percent / 100)).round()))
    readout = read_test(replace(shop, table=rows), planned)
    assert readout.verdict == ("works" if percent > 0 else "harms")
    assert readout.percent == pytest.approx(percent, abs=12) and np.sign(readout.z) == np.sign(percent)
    assert readout.percent_low < percent < readout.percent_high and abs(readout.z) >= readout.limit
    assert readout.year_low < readout.year < readout.year_high
    assert readout.better == pytest.approx(float(percent > 0), abs=0.05)
    assert ("raise" if percent > 0 else "lower") in readout.sentence and readout.look <= readout.planned_weeks


def test_a_table_of_another_shop_or_without_the_weeks_before_is_said(shop, planned):
    other = shop.table.assign(product="Other " + shop.table["product"])
    with pytest.raises(InputError, match=f"0 of the plan's {len(planned.treated)} pairs"):
        read_test(replace(shop, table=other), planned)
    late = shop.table[shop.table["period"] >= np.datetime64(planned.start) - np.timedelta64(14, "D")]
    with pytest.raises(InputError, match="2 weeks before the start of the test"):
        read_test(replace(shop, table=late), planned)


def test_a_pair_that_is_not_complete_is_left_out_and_named(shop, planned):
    done = run(shop, planned, 25)
    rest = done.table[done.table["product"] != planned.treated[0]]
    readout = read_test(replace(done, table=rest), planned)
    assert f"1 of {2 * len(planned.treated)} products of the plan is not in the table" in " ".join(readout.problems)
    assert readout.verdict == "works"


def test_plain_values_have_a_prior_once_the_test_is_over(shop, planned):
    over, early = read_test(run(shop, planned, 25), planned), read_test(
        replace(shop, table=shop.table[shop.table["period"] < np.datetime64(planned.start)]), planned)
    assert over.to_dict()["prior"]["source"] == f"A picture test of {over.look} weeks"
    assert over.to_dict()["outcome"] == "units" and "prior" not in early.to_dict()
    assert early.verdict == "too early" and early.sentence.startswith("0 weeks are over")
