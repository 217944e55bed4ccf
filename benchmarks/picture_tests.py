"""Do planned picture tests keep their promises? False alarms with every look, and the power that was planned.

`python -m benchmarks.picture_tests` simulates shops, plans a test on each one's past, runs it on its future with no
effect and with the planned one, reads it at every look, and prints how often it stopped. The effect is the one that
the plan says it finds with the power that was asked for; shocks linger from week to week and a few products sell most.
`--lots 20` only lets the lots of each shop fall so many times anew, without an effect: false alarms, and nothing else.
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
    """One shop: planned power, stopped without an effect, stopped with it, interval held the truth, effect."""
    from core.sales.experiments.plan import plan
    from core.sales.experiments.readout import read_test
    from core.sales.simulation import simulated_history

    products, weeks = case
    history, _ = simulated_history(seed, products=products, weeks=PAST + weeks, design="fixed")
    rows = history.table
    past = replace(history, table=rows[rows["period"] < np.sort(rows["period"].unique())[PAST]])
    first = plan(past, "another", effect_percent=5, weeks=weeks)
    planned = plan(past, "another", effect_percent=first.mde_percent, weeks=weeks)
    during = (rows["period"] >= planned.start) & rows["product"].isin(planned.treated)
    still = rows.assign(kind=rows["kind"].mask(during, "another"))
    more = np.random.default_rng(seed).poisson(rows.loc[during, "units"] * planned.effect_percent / 100)
    lifted = still.copy()
    lifted.loc[during, "units"] += more
    nothing, effect = (read_test(replace(history, table=table), planned) for table in (still, lifted))
    held = effect.percent_low <= planned.effect_percent <= effect.percent_high
    return (planned.power, nothing.verdict in ("works", "harms"), effect.verdict in ("works", "harms"), held,
            planned.effect_percent)


def false_alarms(seed: int, case: tuple[int, int], lots: int) -> int:
    """How many of a shop's tests without an effect stop at some look, each with lots of its own."""
    from core.sales.experiments.randomization import beyond, rare, redrawn
    from core.sales.experiments.variance import PRE_WEEKS, looks_of, paired, weekly
    from core.sales.simulation import simulated_history

    products, weeks = case
    sales = weekly(simulated_history(seed, products=products, weeks=PAST + weeks, design="fixed")[0]).sales
    before, looks = sales[:, PAST - PRE_WEEKS:PAST].sum(axis=1), looks_of(weeks, products // 2, 0.05)
    during = np.stack([sales[:, PAST:PAST + look].sum(axis=1) for look in looks], axis=1)
    pairs, random, stopped = paired(before), np.random.default_rng(seed), 0
    for _ in range(lots):
        drawn = np.where(random.integers(0, 2, len(pairs))[:, None], pairs[:, ::-1], pairs).T
        test = redrawn(during[drawn], before[drawn])
        counts = rare(test, [look / weeks for look in looks], 0.05)
        stopped += any(beyond(test, look) <= count for look, count in enumerate(counts))
    return stopped


def main() -> None:
    """Run all cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--lots", type=int, default=0)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        for case in CASES:
            start = time.perf_counter()
            if options.lots:
                stopped = sum(pool.map(partial(false_alarms, case=case, lots=options.lots), range(options.tests)))
                print(f"{case[0]} products, {case[1]} weeks, {options.tests * options.lots:,} tests of "
                      f"{options.tests:,} shops: false alarms {_interval(stopped, options.tests * options.lots)}",
                      flush=True)
                continue
            found = np.array(list(pool.map(partial(shop, case=case), range(options.tests), chunksize=10)), float)
            counts = found[:, 1:4].sum(axis=0).astype(int)
            false, power, held = (_interval(count, len(found)) for count in counts)
            print(f"{case[0]} products, {case[1]} weeks, {len(found):,} tests: false alarms {false}, planned power "
                  f"{found[:, 0].mean():.1%}, found {power} at a mean effect of {found[:, 4].mean():.1f} %, interval "
                  f"held the truth {held}; {time.perf_counter() - start:.0f} s", flush=True)


def _interval(count: int, total: int) -> str:
    ends = stats.binomtest(count, total).proportion_ci(method="wilson")
    return f"{count / total:.1%} ({ends.low:.1%} to {ends.high:.1%})"


if __name__ == "__main__":
    main()
