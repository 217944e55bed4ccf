"""What a picture costs in a short job and in a long one, networks and all: python -m benchmarks.growth FOLDER.

Pictures are crops of the folder's photos, each other bytes; every job has a database of its own. Processor milliseconds
of the program and its workers, and wall milliseconds, a picture; jobs of each size come in turns.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.chain import machine
from benchmarks.photos import cropped
from benchmarks.ray_nodes import cpu_seconds, judged
from core.doors.opening import open_site
from core.settings import read_settings


def main() -> None:
    """Measure jobs of each size in turns."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="photos")
    parser.add_argument("--counts", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--side", type=int, default=320, help="pixels of a crop")
    parser.add_argument("--repetitions", type=int, default=1)
    options = parser.parse_args()
    found: dict[int, list[tuple[float, float]]] = {count: [] for count in options.counts}
    with tempfile.TemporaryDirectory(prefix="merchlens-bench-") as folder:
        crops = cropped(options.folder, Path(folder), max(options.counts), options.side)
        for _ in range(options.repetitions):
            for count in options.counts:
                found[count].append(measured(crops[:count]))
                print(f"{count:,} pictures: {found[count][-1][0]:.2f} ms of processor and {found[count][-1][1]:.2f} ms "
                      "of wall each", flush=True)
    figures = {f"{count:,} pictures, ms of processor each": round(statistics.median(cpu for cpu, _ in values), 2)
               for count, values in found.items()}
    print(json.dumps({"machine": machine(), **figures}, indent=1))


def measured(paths: list[str]) -> tuple[float, float]:
    """Processor and wall milliseconds a picture of one job by a fresh site with two workers."""
    with tempfile.TemporaryDirectory(prefix="merchlens-bench-") as folder, open_site(read_settings(
            data_dir=Path(folder), workers=2)) as site:
        site.pool.wait_until_warm()
        judged(site, paths[:40])
        wall, work = time.perf_counter(), cpu_seconds(os.getpid(), *site.pool.pids)
        judged(site, paths)
        work, wall = cpu_seconds(os.getpid(), *site.pool.pids) - work, time.perf_counter() - wall
    return 1000 * work / len(paths), 1000 * wall / len(paths)


if __name__ == "__main__":
    main()
