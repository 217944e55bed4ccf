"""Seconds from the click on "Open the demo" to the finished demo, cold and warm.

    python -m benchmarks.demo                  # prints a table and writes benchmarks/results/demo.json
    python -m benchmarks.demo --runs 5

Cold: a fresh data folder and worker processes that have just started. Warm: the demo is finished already. The bar is 20
seconds on two cores.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from core import demo
from core.doors.opening import open_site
from core.settings import read_settings

BAR_SECONDS = 20.0
RESULTS = Path(__file__).with_name("results") / "demo.json"


def measured(folder: Path, workers: int) -> dict[str, float]:
    """Seconds of one cold and one warm opening, and what is there for both: opening the site."""
    start = time.perf_counter()
    with open_site(read_settings(data_dir=folder, workers=workers)) as site:
        opened = time.perf_counter()
        demo.open_demo(site, wait=True)
        cold = time.perf_counter()
        demo.open_demo(site, wait=True)
        return {"site": opened - start, "cold": cold - opened, "warm": time.perf_counter() - cold}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.demo", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="how often (default: 3)")
    parser.add_argument("--workers", type=int, default=2, help="worker processes (default: 2)")
    options = parser.parse_args()
    runs = []
    for number in range(1, options.runs + 1):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(measured(Path(folder), options.workers))
        print(f"run {number}: cold {runs[-1]['cold']:.1f} s, warm {1000 * runs[-1]['warm']:.0f} ms")
    median = {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}
    verdict = "met" if median["cold"] < BAR_SECONDS else "missed"
    print(f"median of {len(runs)}: cold {median['cold']:.1f} s (bar {BAR_SECONDS:.0f} s, {verdict}), "
          f"warm {1000 * median['warm']:.0f} ms")
    RESULTS.write_text(json.dumps({"workers": options.workers, "runs": len(runs), "median_seconds": median}, indent=1)
                       + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
