"""One Ray node against two on this machine, each with one core and one worker: python -m benchmarks.ray_nodes FOLDER.

Both analyze the same crops of photos, as `--run ray` does, in turns; the database and the program that leases, writes
and counts share the cores with the workers, and so do Ray's own processes. Wall seconds and processor seconds are
printed, the program's own apart, and how much of the time the workers computed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.chain import machine
from benchmarks.photos import cropped
from core import analyze
from core.doors.opening import open_site
from core.settings import read_settings
from core.site import Site

OBJECT_STORE_BYTES = 100_000_000


def main() -> None:
    """Measure one node and two in turns."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ray_nodes", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="photos")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--side", type=int, default=640, help="pixels of a crop")
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    rates: dict[int, list[float]] = {1: [], 2: []}
    cpu: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory(prefix="merchlens-bench-") as folder:
        photos = cropped(options.folder, Path(folder), options.count, options.side)
        for _ in range(options.repetitions):
            for nodes in rates:
                seconds, program, workers = on_nodes(nodes, photos)
                rates[nodes].append(len(photos) / seconds)
                cpu[nodes].append(1000 * (program + workers) / len(photos))
                print(f"{nodes} node(s): {rates[nodes][-1]:.2f} photos a second, {cpu[nodes][-1]:.1f} ms of processor "
                      f"each, {1000 * program / len(photos):.1f} of them the program's; workers compute "
                      f"{workers / seconds / nodes:.0%} of the time", flush=True)
    ratios = [two / one for one, two in zip(rates[1], rates[2], strict=True)]
    print(json.dumps({"photos": len(photos), "machine": machine(), "photos a second": rates, "cpu ms a photo": cpu,
                      "two against one: median": round(statistics.median(ratios), 2),
                      "least": round(min(ratios), 2), "most": round(max(ratios), 2)}, indent=1))


def on_nodes(nodes: int, photos: list[str]) -> tuple[float, float, float]:
    """Wall seconds, and the program's and its workers' processor seconds, with so many nodes of one core each."""
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster()
    for _ in range(nodes):
        cluster.add_node(num_cpus=1, object_store_memory=OBJECT_STORE_BYTES, include_dashboard=False)
    os.environ["RAY_ADDRESS"] = cluster.address
    try:
        with tempfile.TemporaryDirectory(prefix="merchlens-bench-") as folder, open_site(read_settings(
                data_dir=Path(folder), workers=nodes, runner="ray")) as site:
            site.pool.wait_until_warm()
            judged(site, photos[:4])
            pids = site.pool.pids
            wall, program, workers = time.perf_counter(), cpu_seconds(), cpu_seconds(*pids)
            judged(site, photos)
            return time.perf_counter() - wall, cpu_seconds() - program, cpu_seconds(*pids) - workers
    finally:
        ray.shutdown()
        cluster.shutdown()
        del os.environ["RAY_ADDRESS"]


def judged(site: Site, photos: list[str]) -> None:
    """Analyze photos anew."""
    job_id = analyze.start(site, analyze.sources_from_paths(site, photos), again=True)
    assert analyze.wait(site, job_id).state == "done"


def cpu_seconds(*pids: int) -> float:
    """Of some processes; of this one without any."""
    times = [psutil.Process(pid).cpu_times() for pid in pids or (os.getpid(),)]
    return float(sum(one.user + one.system for one in times))


if __name__ == "__main__":
    main()
