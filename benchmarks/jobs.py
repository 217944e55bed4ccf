"""Durable audits: what they add to the chain, whether memory stays flat, what five kills cost, how fast tables answer.

    python -m benchmarks.jobs speed  --count 10000       # pictures from a loopback server, against the chain alone
    python -m benchmarks.jobs memory --count 1000 10000 100000 # what a row costs, and peak memory; the judge is free
    python -m benchmarks.jobs kills  --count 10000       # kill -9 five times: what is lost, how much is done twice
    python -m benchmarks.jobs rows   --count 1000000     # pages, filters and counts of the results table
    python -m benchmarks.jobs report --count 100000      # the page's report: made, and opened after a restart

`--repetitions 3` repeats a part (`speed` is by itself) and gives the median, the least and the most of each figure.
`--database URL` takes PostgreSQL instead of an SQLite file in a temporary folder. Results are printed, and written to
`benchmarks/results/jobs.json` beside those of other parts, counts and databases.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from benchmarks.audit_questions import MEASURES, made_up, report, rows
from benchmarks.chain import machine
from benchmarks.source_overhead import speed
from core.catalog.store import Store
from core.jobs.board import Board
from core.jobs.kinds import PictureKind
from core.nouns.analysis import Analysis
from core.nouns.job import Job
from core.nouns.product import Candidate, Product
from core.settings import ROOT

KILLED_AT = (0.05, 0.25, 0.45, 0.65, 0.85)


def main() -> None:
    """Run one part, print what it measured and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["speed", "memory", "kills", "rows", "report", "work"])
    parser.add_argument("--count", type=int, nargs="+", default=[10_000])
    parser.add_argument("--repetitions", type=int)
    parser.add_argument("--database", default="")
    parser.add_argument("--threads", type=int, default=8, help="pictures under way at once; as many as workers + 6")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "jobs.json")
    options = parser.parse_args()
    if options.part == "work":
        print(json.dumps(work(options.database, options.threads)))
        return
    for count in options.count:
        command = f"python -m benchmarks.jobs {options.part} --count {count} --threads {options.threads}"
        figures = {"command": command, "machine": machine(), **_repeated(options, count),
                 "load_at_end": round(os.getloadavg()[0], 1)}
        _keep(options, count, figures)


def _repeated(options: argparse.Namespace, count: int) -> dict[str, Any]:
    part = {"speed": speed, "memory": memory, "kills": kills, "rows": rows, "report": report}[options.part]
    repetitions = options.repetitions or (3 if options.part == "speed" else 1)
    measured = []
    for _ in range(repetitions):
        with tempfile.TemporaryDirectory() as folder:
            url = options.database or f"sqlite:///{folder}/catalogue.db"
            measured.append(part(url, count, options.threads, Path(folder)))
    figures = {name: [round(one[name], 3) for one in measured] for name in measured[0]}
    return {"repetitions": repetitions,
            "figures": {name: {"median": statistics.median(values), "least": min(values), "most": max(values)}
                        if repetitions > 1 else values[0] for name, values in figures.items()}}


def _keep(options: argparse.Namespace, count: int, found: dict[str, Any]) -> None:
    database = make_url(options.database).get_backend_name() if options.database else "sqlite"
    name = f"{options.part} {count} {database}"
    print(json.dumps({name: found}, indent=2), flush=True)
    results = json.loads(options.out.read_text("utf-8")) if options.out.is_file() else {}
    options.out.write_text(json.dumps(dict(sorted({**results, name: found}.items())), indent=2) + "\n", "utf-8")


def memory(url: str, count: int, threads: int, folder: Path) -> dict[str, float]:
    """A process of its own for each size, so that peaks do not mix; and what a row costs it, at first and at last."""
    store = Store(url)
    job_id = store.create_job(f"memory {count}", "list", {"count": count})
    process = _begin(url, threads, folder / "log")
    figures: dict[str, float] = json.loads(process.communicate()[0])
    assert store.job(job_id).done == count
    return figures


def kills(url: str, count: int, threads: int, folder: Path) -> dict[str, float]:
    """Kill the working process at five points, begin anew, and count what is there and what was done."""
    store = Store(url)
    job_id = store.create_job(f"kills {time.time()}", "list", {"count": count})
    for part in KILLED_AT:
        process = _begin(url, threads, folder / "log")
        while store.job(job_id).done < part * count:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    _begin(url, threads, folder / "log").wait()
    done = len((folder / "log").read_text("utf-8").splitlines())
    numbers = {row.number for row in store.rows(job_id)}
    return {"lost": count - len(numbers), "rows": store.count(job_id), "work_ratio": round(done / count, 3)}


def work(url: str, threads: int) -> dict[str, float]:
    """What the processes of `memory` and `kills` run: every unfinished job, with a judge that costs almost nothing."""
    log = os.open(os.environ["BENCHMARK_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def listed(job: Job) -> Iterator[Candidate]:
        for number in range(job.options["count"]):
            yield Candidate(f"{job.job_id} picture {number}", path=f"{number}.jpg",
                            product=Product(sku=f"sku-{number}", title="A shoe", category=f"category {number % 30}"))

    def read(candidate: Candidate) -> tuple[str, str, str]:
        return hashlib.sha256(candidate.uri.encode()).hexdigest(), candidate.path, ""

    marks: list[tuple[float, float]] = []  # wall and processor seconds after each tenth of the pictures
    judged, rows = itertools.count(1), itertools.count()

    def judge(path: str, uri: str, options: dict[str, Any]) -> tuple[Analysis, dict[str, Any], dict[str, str]]:
        os.write(log, f"{uri}\n".encode())
        if next(judged) % max(1, options["count"] // 10) == 0:
            marks.append((time.monotonic(), time.process_time()))
        digits = f"{hash(uri) & 0xffffffffffffffff:016x}"
        return made_up(uri, next(rows) % 3), {**MEASURES, "hash": digits}, {"amazon": "pass"}

    store = Store(url)
    kind = PictureKind(listed, read, judge, lambda options: ("m", "v"))
    with Board(store, lambda name: kind, threads=threads) as audits:
        began, cpu = time.monotonic(), time.process_time()
        for job in store.jobs():
            audits.wait(job.job_id)
        seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    done = sum(job.done for job in store.jobs())
    found = {"peak_mb": round(peak), "seconds": round(seconds, 1), "rows a second": done / seconds,
             "cpu ms a row": 1000 * cpu / done}
    if len(marks) >= 10:
        tenth = done / 10
        found |= {f"{name} ms a row, {when} tenth": 1000 * (marks[at][which] - marks[at - 1][which]) / tenth
                  for when, at in (("second", 1), ("last", 9)) for which, name in enumerate(("wall", "cpu"))}
    return found


def _begin(url: str, threads: int, log: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.jobs", "work", "--database", url, "--threads", str(threads)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True,
                            env={**os.environ, "BENCHMARK_LOG": str(log), "OMP_NUM_THREADS": "1"})


if __name__ == "__main__":
    main()
