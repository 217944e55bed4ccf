"""Do the intervals hold: how often do those of simulated shops contain the true effect?

`python -m benchmarks.sales` runs 500 shops for each case and prints, for the method that the product would choose and
for the blog post's naive regression, how many of the 95 % intervals contain the truth, the bias and the spread. The
case with hidden confounding is there to fail: its effects get a C at best.
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
VARIABLES = ("units", "revenue", "price")
Case = tuple[str, str, int, int]


def shop(seed: int, case: Case) -> list[tuple[str, str, float, float, float, float]]:
    """One simulated shop: (method, variable, truth, estimate, low, high) for each photo type; logs."""
    from core.sales.effects import naive
    from core.sales.effects.design import choose_design
    from core.sales.effects.estimate import regress
    from core.sales.simulation import simulated_history

    design, confounding, products, weeks = case
    history, truth = simulated_history(seed, products=products, weeks=weeks, design=design, confounding=confounding)
    rows = []
    method = choose_design(history)
    for variable in VARIABLES:
        regression = regress(history, variable, method)
        for number, kind in enumerate(regression.panel.kinds):
            price = truth.price_beta[kind]
            true = {"units": truth.beta[kind], "price": price,
                    "revenue": truth.beta[kind] + (1 + truth.elasticity) * price}[variable]
            rows.append((method, variable, true, *regression.fit.interval(f"kind_{number}")))
            if variable == "units":
                rows.append(("naive", variable, true, *naive.naive(regression.panel, history)[kind]))
    return rows


def report(case: Case, rows: np.ndarray, names: list[tuple[str, str]]) -> Iterator[str]:
    """Lines of the table."""
    for method, variable in dict.fromkeys(names):
        own = np.array([name == (method, variable) for name in names])
        truth, beta, low, high = rows[own].T
        coverage = (low <= truth) & (truth <= high)
        error = 1.96 * np.sqrt(coverage.mean() * (1 - coverage.mean()) / len(coverage))
        yield (f"{case[0]:8} {case[1]:9} {method:8} {variable:8} {coverage.mean():8.1%} ±{error:.1%}  "
               f"n={len(coverage):5,}  bias {100 * (beta - truth).mean():+6.2f}  spread "
               f"{100 * (beta - truth).std():5.2f}  half width {50 * (high - low).mean():5.2f} (log points x 100)")


def main() -> None:
    """Run all cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shops", type=int, default=500)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    print("design   truth     method   variable coverage")
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        for case in CASES:
            start = time.perf_counter()
            rows = [row for rows in pool.map(partial(shop, case=case), range(options.shops), chunksize=10)
                    for row in rows]
            numbers, names = np.array([row[2:] for row in rows]), [row[:2] for row in rows]
            print(*report(case, numbers, names), sep="\n", flush=True)
            print(f"  {options.shops:,} shops in {time.perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
