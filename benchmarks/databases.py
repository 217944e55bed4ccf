"""SQLite and PostgreSQL side by side: python -m benchmarks.databases --count 100000.

For each: results a second through the job board with a judge that is free; the report of an audit, made for the first
time, opened after a restart and looked at again; pages and texts as the page Audits asks for them (median and 95th
percentile of 20 tries). PostgreSQL is a server of its own in a temporary folder, with its defaults, on this machine:
it shares the cores. Results are printed, and written to `benchmarks/results/databases.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.audit_questions import filled, questions, report
from benchmarks.chain import machine
from benchmarks.jobs import memory
from benchmarks.postgres_server import installed, postgres_server
from core.catalog.store import Store
from core.settings import ROOT

DATABASES = ("sqlite", "postgresql")
TRIES = 20
ASKED = ("first page", "middle page", "filter a rare word", "filter a common word", "filter a phrase",
         "filter a letter", "count of a common word", "middle page of a common word",
         "middle page of most broken rule and kind", "counts of all filters")


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.databases", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000, help="rows of the audit that is asked")
    parser.add_argument("--results", type=int, default=10_000, help="results that go through the job board")
    parser.add_argument("--only", choices=DATABASES)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "databases.json")
    options = parser.parse_args()
    found = json.loads(options.out.read_text("utf-8")) if options.out.is_file() else {}
    for name in [options.only] if options.only else DATABASES:
        figures = {"rows": options.count, "results": options.results, "machine": machine(),
                   **measured(name, options.count, options.results), "load_at_end": round(os.getloadavg()[0], 1)}
        found[name] = figures
        print(json.dumps({name: figures}, indent=2), flush=True)
    options.out.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def measured(name: str, count: int, results: int) -> dict[str, float]:
    """All figures of one database."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="merchlens-bench-")))
        server = opened.enter_context(_server()) if name == "postgresql" else ""
        found = {f"board: {key}": value for key, value in
                 memory(_fresh(server, folder, "board"), results, 8, folder).items() if "tenth" not in key}
        found |= {f"report: {key}": value for key, value in
                  report(_fresh(server, folder, "report"), count, 8, folder).items()}
        found |= asked(_fresh(server, folder, "asked"), count)
    return {key: round(value, 3) for key, value in found.items()}


def asked(url: str, count: int) -> dict[str, float]:
    """Milliseconds of the page's questions."""
    store = Store(url)
    start = time.perf_counter()
    job_id = filled(store, count)
    found = {"rows written a second, many at a time": count / (time.perf_counter() - start)}
    for name, ask in questions(store, job_id, count).items():
        if name in ASKED:
            walls = []
            for _ in range(TRIES):
                start = time.perf_counter()
                ask()
                walls.append(1000 * (time.perf_counter() - start))
            found |= {f"{name}: median ms": statistics.median(walls),
                      f"{name}: p95 ms": statistics.quantiles(walls, n=20, method="inclusive")[-1]}
    store.close()
    return found


def _server() -> AbstractContextManager[str]:
    programs = installed()
    if programs is None:
        raise SystemExit("PostgreSQL's programs are missing: apt-get install postgresql, or use --only sqlite.")
    return postgres_server(programs)


def _fresh(server: str, folder: Path, name: str) -> str:
    """The URL of an empty database."""
    if not server:
        return f"sqlite:///{folder / name}.db"
    engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{server.rpartition('/')[0]}/{name}"


if __name__ == "__main__":
    main()
