"""Tests read against their own lots: a published example, alpha kept whatever sales are like, intervals that agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import InputError, Misuse
from core.sales.experiments.plan import TestPlan, plan
from core.sales.experiments.randomization import critical_ranks, flip_signs, interval, randomize, rank
from core.sales.experiments.readout import read_test
from core.sales.simulation import simulated_history

SHARES = (0.5, 0.75, 1.0)


@pytest.fixture(scope="module")
def shop():
    return simulated_history(6, products=24, weeks=70, design="fixed")[0]


@pytest.fixture(scope="module")
def planned(shop):
    rows = shop.table
    return plan(replace(shop, table=rows[rows["period"] < np.sort(rows["period"].unique())[64]]), "drone", weeks=6)


def wild(seed: int, pairs: int) -> tuple[np.ndarray, np.ndarray]:
    """Sales of a test without an effect, (2, pairs, looks) and before (2, pairs), with tails that no t test stands."""
    random = np.random.default_rng(seed)
    before = np.exp(random.normal(5, 1, (2, pairs)))
    weekly = before[:, :, None] * np.exp(0.3 * random.standard_cauchy((2, pairs, 3)).clip(-20, 20))
    return np.cumsum(weekly, axis=2), before


def swapped(sales: np.ndarray, lot: np.ndarray) -> np.ndarray:
    return np.where(lot.reshape(-1, *[1] * (sales.ndim - 2)), sales[::-1], sales)


def test_fisher_and_darwins_maize():
    """Fisher (1935), The design of experiments, section 21: 1,726 of 32,768 lots of the 15 pairs show as much."""
    taller = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    gaps = np.stack([taller, np.ones(15)], axis=1)
    assert 2 * rank(flip_signs(gaps), 0) == 1726


@pytest.mark.parametrize("seed", range(3))
def test_alpha_is_kept_by_every_fall_of_the_lots(seed):
    """All 256 lots of 8 pairs in turn are the true one: at most 5 % of them stop at some look, whatever sales are."""
    sales, before = wild(seed, 8)
    stopped = 0
    for number in range(256):
        lot = (number >> np.arange(8) & 1).astype(bool)
        lots = randomize(swapped(sales, lot), swapped(before, lot))
        counts = critical_ranks(lots, SHARES, 0.05)
        stopped += any(rank(lots, look) <= count for look, count in enumerate(counts))
    assert 0 < stopped <= 0.05 * 256


@pytest.mark.parametrize("pairs", [9, 40])  # all lots, and some of them
def test_the_interval_holds_what_the_lots_do_not_refute(pairs):
    random = np.random.default_rng(pairs)
    before = np.exp(random.normal(12, 1, (2, pairs)))  # sales so large that half a unit is nothing
    sales = before[:, :, None] * np.exp(random.normal(0, 0.3, (2, pairs, 1)))
    sales[0] *= 1.4
    count = round(0.05 * len(randomize(sales, before).sums))
    beta, low, high = interval(randomize(sales, before), 0, count)
    assert low < beta < high and 0.1 < high - low < 1
    for effect in np.linspace(low - 0.2, high + 0.2, 23):
        taken = sales.copy()
        taken[0] *= np.exp(-effect)
        refuted = rank(randomize(taken, before), 0) <= count
        assert refuted == (not low <= effect <= high), effect


def test_later_weeks_leave_earlier_looks_alone():
    sales, before = wild(5, 30)
    whole, early = randomize(sales, before), randomize(sales[:, :, :2], before)
    assert critical_ranks(whole, SHARES, 0.05)[:2] == critical_ranks(early, SHARES[:2], 0.05)
    assert interval(whole, 1, 900) == interval(early, 1, 900) == interval(randomize(sales, before), 1, 900)


def test_twelve_products_are_read_once_and_may_stop(shop):
    found = plan(shop, "drone", effect_percent=60, weeks=6, products=12)
    assert found.looks == (6,) and "32 random assignments" in found.how and "at its only look" in found.how
    with pytest.raises(Misuse, match="at least 12"):
        plan(shop, "drone", products=10)
    with pytest.raises(Misuse, match="at least 16"):
        plan(shop, "drone", products=12, alpha=0.01)


def test_the_verdict_and_the_interval_agree(shop, planned):
    for percent in range(0, 120, 8):
        rows = shop.table.copy()
        during = (rows["period"] >= planned.start) & rows["product"].isin(planned.treated)
        rows.loc[during, "units"] = (rows.loc[during, "units"] * (1 + percent / 100)).round()
        rows.loc[during, "kind"] = "drone"
        found = read_test(replace(shop, table=rows), planned)
        assert (found.verdict == "works") == (found.percent_low > 0) == (found.z >= found.limit)
    assert found.verdict == "works"


def test_a_plan_of_before_is_read_by_its_equal_pairs(shop, planned):
    values = planned.to_dict()
    del values["paired"], values["how"]
    old = TestPlan.from_dict({**values, "treated": sorted(planned.treated), "control": sorted(planned.control)})
    now = read_test(shop, planned)
    then = read_test(shop, old)
    assert then.beta == pytest.approx(now.beta) and then.percent_low == pytest.approx(now.percent_low, abs=0.5)
    other = replace(shop, table=shop.table.assign(units=shop.table["units"].to_numpy()[::-1]))
    with pytest.raises(Misuse, match="earlier version"):
        read_test(other, old)


def test_a_product_that_is_gone_takes_its_pair_along(shop, planned):
    gone = replace(shop, table=shop.table[shop.table["product"] != planned.treated[0]])
    found = read_test(gone, planned)
    assert "1 of 24 products of the plan is not in the table; its pair is left out" in " ".join(found.problems)
    few = replace(shop, table=shop.table[shop.table["product"].isin([*planned.treated[:5], *planned.control])])
    with pytest.raises(InputError, match="5 of the plan's 12 pairs of products are in the table.*at least 6"):
        read_test(few, planned)


def test_sales_that_are_all_alike_say_nothing(shop, planned):
    rows = shop.table.assign(units=shop.table["units"].where(shop.table["period"] < planned.start, 0.0))
    with pytest.raises(InputError, match="too much alike"):
        read_test(replace(shop, table=rows), planned)
