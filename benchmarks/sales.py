"""Can the intervals be believed: on simulated shops with planted truth, how often do they hold it?

`python -m benchmarks.sales` runs 500 shops for each case and prints, for the method that the product would choose and
for the blog post's naive regression, how many of the 95 % intervals hold the truth, the bias and the spread. The case
with hidden confounding is there to be failed: its effects get no better grade than C.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np

CASES = (  # design, confounding, products, weeks
    ("changes", "none", 120, 104), ("changes", "observed", 120, 104), ("changes", "hidden", 120, 104),
    ("fixed", "none", 200, 52), ("fixed", "observed", 200, 52), ("fixed", "hidden", 200, 52))
OUTCOMES = ("units", "revenue", "price")


def shop(seed: int, case: tuple[str, str, int, int]) -> list[tuple[str, str, float, float, float, float]]:
    """One simulated shop: (method, outcome, truth, estimate, low, high) for each kind; logs."""
    from core.sales.effects import estimate, naive
    from core.sales.simulation import simulated_history

    design, confounding, products, weeks = case
    history, truth = simulated_history(seed, products=products, weeks=weeks, design=design, confounding=confounding)
    rows = []
    chosen = estimate.choose_design(history)
    for outcome in OUTCOMES:
        found = estimate.regress(history, outcome, chosen)
        for number, kind in enumerate(found.panel.kinds):
            price = truth.price_beta[kind]
            planted = {"units": truth.beta[kind], "price": price,
                       "revenue": truth.beta[kind] + (1 + truth.elasticity) * price}[outcome]
            rows.append((chosen, outcome, planted, *found.fit.interval(f"kind_{number}")))
            if outcome == "units":
                rows.append(("naive", outcome, planted, *naive.naive(found.panel, history)[kind]))
    return rows


def report(case: tuple[str, str, int, int], rows: np.ndarray, names: list[tuple[str, str]]) -> Iterator[str]:
    """Lines of the table."""
    for method, outcome in dict.fromkeys(names):
        mine = np.array([name == (method, outcome) for name in names])
        truth, beta, low, high = rows[mine].T
        held = (low <= truth) & (truth <= high)
        error = 1.96 * np.sqrt(held.mean() * (1 - held.mean()) / len(held))
        yield (f"{case[0]:8} {case[1]:9} {method:8} {outcome:8} {held.mean():7.1%} ±{error:.1%}  n={len(held):5,}  "
               f"bias {100 * (beta - truth).mean():+6.2f}  spread {100 * (beta - truth).std():5.2f}  "
               f"half width {50 * (high - low).mean():5.2f} (log points x 100)")


def main() -> None:
    """Run all cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shops", type=int, default=500)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    print("design   truth     method   outcome  held")
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        for case in CASES:
            start = time.perf_counter()
            found = [row for rows in pool.map(partial(shop, case=case), range(options.shops), chunksize=10)
                     for row in rows]
            numbers, names = np.array([row[2:] for row in found]), [row[:2] for row in found]
            print(*report(case, numbers, names), sep="\n", flush=True)
            print(f"  {options.shops:,} shops in {time.perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
