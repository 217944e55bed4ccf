"""Do planned picture tests keep their promises: false alarms over all looks, and the planned power?

`python -m benchmarks.picture_tests` simulates shops, plans a test on each one's past, runs it on its future without an
effect and with the planned one, reads it at every look, and prints how often it stopped. The effect is the one that
the plan detects with the requested power; shocks persist from week to week and a few products sell most.
`--assignments 20` only repeats the random assignment of each shop, without an effect: false alarms, and nothing else.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context

import numpy as np
from scipy import stats

PAST = 78  # weeks before the test
CASES = ((80, 8), (120, 12), (40, 6))  # products, weeks of the test


def shop(seed: int, case: tuple[int, int]) -> tuple[float, bool, bool, bool, float]:
    """One shop: planned power, stopped without an effect, stopped with it, interval contains the truth, effect."""
    from core.sales.experiments.plan import plan
    from core.sales.experiments.readout import read_test
    from core.sales.simulation import simulated_history

    products, weeks = case
    history, _ = simulated_history(seed, products=products, weeks=PAST + weeks, design="fixed")
    rows = history.table
    past = replace(history, table=rows[rows["period"] < np.sort(rows["period"].unique())[PAST]])
    first = plan(past, "another", effect_percent=5, weeks=weeks)
    final = plan(past, "another", effect_percent=first.mde_percent, weeks=weeks)
    during = (rows["period"] >= final.start) & rows["product"].isin(final.treated)
    without = rows.assign(kind=rows["kind"].mask(during, "another"))
    more = np.random.default_rng(seed).poisson(rows.loc[during, "units"] * final.effect_percent / 100)
    lifted = without.copy()
    lifted.loc[during, "units"] += more
    nothing, effect = (read_test(replace(history, table=table), final) for table in (without, lifted))
    coverage = effect.percent_low <= final.effect_percent <= effect.percent_high
    return (final.power, nothing.verdict in ("works", "harms"), effect.verdict in ("works", "harms"), coverage,
            final.effect_percent)


def false_alarms(seed: int, case: tuple[int, int], assignments: int) -> int:
    """How many of a shop's tests without an effect stop at some look, each with an assignment of its own."""
    from core.sales.experiments.randomization import critical_ranks, randomize, rank
    from core.sales.experiments.variance import PRE_WEEKS, look_weeks, pair_by_sales, weekly
    from core.sales.simulation import simulated_history

    products, weeks = case
    sales = weekly(simulated_history(seed, products=products, weeks=PAST + weeks, design="fixed")[0]).sales
    before, looks = sales[:, PAST - PRE_WEEKS:PAST].sum(axis=1), look_weeks(weeks, products // 2, 0.05)
    during = np.stack([sales[:, PAST:PAST + look].sum(axis=1) for look in looks], axis=1)
    pairs, random, stops = pair_by_sales(before), np.random.default_rng(seed), 0
    for _ in range(assignments):
        flips = random.integers(0, 2, len(pairs))[:, None]
        assignment = np.where(flips, pairs[:, ::-1], pairs).T
        test = randomize(during[assignment], before[assignment])
        ranks = critical_ranks(test, [look / weeks for look in looks], 0.05)
        stops += any(rank(test, look) <= critical for look, critical in enumerate(ranks))
    return stops


def main() -> None:
    """Run all cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--assignments", type=int, default=0)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        for case in CASES:
            start = time.perf_counter()
            if options.assignments:
                total = options.tests * options.assignments
                stops = sum(pool.map(partial(false_alarms, case=case, assignments=options.assignments),
                                     range(options.tests)))
                print(f"{case[0]} products, {case[1]} weeks, {total:,} tests of {options.tests:,} shops: false alarms "
                      f"{_interval(stops, total)}", flush=True)
                continue
            rows = np.array(list(pool.map(partial(shop, case=case), range(options.tests), chunksize=10)), float)
            counts = rows[:, 1:4].sum(axis=0).astype(int)
            false, power, coverage = (_interval(count, len(rows)) for count in counts)
            print(f"{case[0]} products, {case[1]} weeks, {len(rows):,} tests: false alarms {false}, planned power "
                  f"{rows[:, 0].mean():.1%}, detected {power} at a mean effect of {rows[:, 4].mean():.1f} %, interval "
                  f"contains the truth {coverage}; {time.perf_counter() - start:.0f} s", flush=True)


def _interval(count: int, total: int) -> str:
    ends = stats.binomtest(count, total).proportion_ci(method="wilson")
    return f"{count / total:.1%} ({ends.low:.1%} to {ends.high:.1%})"


if __name__ == "__main__":
    main()
