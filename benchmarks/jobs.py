"""Durable audits: what they add to the chain, whether memory stays flat, what five kills cost, how fast tables answer.

    python -m benchmarks.jobs speed  --count 10000       # pictures from a loopback server, against the chain alone
    python -m benchmarks.jobs memory --count 1000 100000 # peak memory of the process with a judge that costs nothing
    python -m benchmarks.jobs kills  --count 10000       # kill -9 five times: what is lost, how much is done twice
    python -m benchmarks.jobs rows   --count 1000000     # first page, filter and count of the results table

`--database URL` takes PostgreSQL instead of an SQLite file in a temporary folder. Results are printed as JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import http.server
import json
import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from core.catalogue import leases
from core.catalogue.store import RowFilter, Store
from core.catalogue.tables import items, results
from core.catalogue.work import Job
from core.jobs.audit import Audits
from core.jobs.workers import Workers
from core.listings import Candidate, Product
from core.settings import ROOT, Settings, read_settings
from core.sources.fetch import fetch
from core.structures import INTENT_LABELS, KINDS, Analysis, Classification, Decision, Detections, Intent

SIDE = 96
ERRORS = ("FetchFailed", "NotFound", "NotAPicture")


def main() -> None:
    """Run one part and print what it measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["speed", "memory", "kills", "rows", "work"])
    parser.add_argument("--count", type=int, nargs="+", default=[10_000])
    parser.add_argument("--database", default="")
    parser.add_argument("--threads", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{folder}/catalogue.db"
        part: Callable[..., Any] = {"speed": speed, "memory": memory, "kills": kills, "rows": rows, "work": work}[
            options.part]
        for count in options.count:
            print(json.dumps({"part": options.part, "count": count, **part(url, count, options.threads, Path(folder))}))


def speed(url: str, count: int, threads: int, folder: Path) -> dict[str, Any]:
    """The same pictures through the workers alone, from files, and as an audit, from a server."""
    settings = read_settings(data_dir=folder, allow_networks="127.0.0.0/8")
    for name in ("inbox", "previews"):
        (folder / name).mkdir(exist_ok=True)
    files = [_drawn(folder / "inbox", number) for number in range(count)]
    workers = Workers(settings)
    workers.wait_until_warm()
    for file in files[:20]:
        workers.submit("analyze", str(file), file.name, "full").result()
    began = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda file: workers.submit("analyze", str(file), file.name, "full").result(), files))
    alone = count / (time.monotonic() - began)
    with _served(folder / "inbox") as address:
        audited = _audited(url, settings, workers, [f"{address}/{file.name}" for file in files], threads=threads)
    workers.close()
    return {"chain_alone_per_second": round(alone, 1), "audit_per_second": round(audited, 1),
            "overhead_percent": round(100 * (1 - audited / alone), 1)}


def _audited(url: str, settings: Settings, workers: Workers, addresses: list[str], *, threads: int) -> float:
    inbox = settings.data_dir / "read"
    inbox.mkdir()

    def listed(job: Job) -> Iterator[Candidate]:
        yield from (Candidate(address, url=address) for address in addresses)

    def read(candidate: Candidate) -> tuple[str, str, str]:
        data = fetch(candidate.url, settings).data
        picture_id = hashlib.sha256(data).hexdigest()
        (inbox / picture_id).write_bytes(data)
        return picture_id, str(inbox / picture_id), ""

    def judge(path: str, uri: str, options: dict[str, Any]) -> tuple[Analysis, dict[str, Any], dict[str, str]]:
        return workers.submit("analyze", path, uri, "full").result(), {}, {}

    store = Store(url)
    with Audits(store, listed, read, judge, models_key=lambda options: ("models", ""), threads=threads) as audits:
        began = time.monotonic()
        job = audits.wait(audits.start(f"speed {time.time()}"))
        seconds = time.monotonic() - began
    assert job.done == len(addresses), job
    return job.done / seconds


def memory(url: str, count: int, threads: int, folder: Path) -> dict[str, Any]:
    """A process of its own for each size, so that peaks do not mix."""
    store = Store(url)
    job_id = store.create_job(f"memory {count}", "list", {"count": count})
    process = _begin(url, threads, folder / "log")
    found = json.loads(process.communicate()[0])
    assert store.job(job_id).done == count
    return {name: found[name] for name in ("peak_mb", "seconds")}


def kills(url: str, count: int, threads: int, folder: Path) -> dict[str, Any]:
    """Kill the working process at five points, begin anew, and count what is there and what was done."""
    store = Store(url)
    job_id = store.create_job(f"kills {time.time()}", "list", {"count": count})
    for part in (0.05, 0.25, 0.45, 0.65, 0.85):
        process = _begin(url, threads, folder / "log")
        while store.job(job_id).done < part * count:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    _begin(url, threads, folder / "log").wait()
    done = len((folder / "log").read_text("utf-8").splitlines())
    numbers = {row.number for row in store.rows(job_id)}
    return {"lost": count - len(numbers), "rows": store.count(job_id), "work_ratio": round(done / count, 3)}


def rows(url: str, count: int, threads: int, folder: Path) -> dict[str, Any]:
    """Milliseconds (95th percentile and worst) of what the page of an audit asks."""
    store = Store(url)
    job_id = _filled(store, count)
    asked: dict[str, Callable[[], Any]] = {
        "first page": lambda: list(store.rows(job_id, limit=50)),
        "last page": lambda: list(store.rows(job_id, offset=count - 50, limit=50)),
        "least shoppable": lambda: list(store.rows(job_id, order="score", limit=50)),
        "filter kind": lambda: list(store.rows(job_id, where=RowFilter(kind="worn_no_face"), limit=50)),
        "filter kind and category": lambda: list(store.rows(job_id, limit=50, where=RowFilter(
            kind="worn_no_face", category="category 3"))),
        "filter error": lambda: list(store.rows(job_id, where=RowFilter(error="NotFound"), limit=50)),
        "filter text": lambda: list(store.rows(job_id, limit=50, where=RowFilter(
            text=f"sku-{random.randrange(count)}"))),
        "count": lambda: store.count(job_id), "counts": lambda: store.counts(job_id),
        "count of filter": lambda: store.count(job_id, RowFilter(kind="model_face", shoppable=True)),
        "count of text": lambda: store.count(job_id, RowFilter(text="sku-77")),
    }
    found = {}
    for name, ask in asked.items():
        times = []
        for _ in range(20):
            began = time.monotonic()
            ask()
            times.append(1000 * (time.monotonic() - began))
        found[name] = [round(statistics.quantiles(times, n=20)[-1], 1), round(max(times), 1)]
    return {"p95_and_worst_ms": found}


def work(url: str, count: int, threads: int, folder: Path) -> dict[str, Any]:
    """What the processes of `memory` and `kills` run: every unfinished job, with a judge that costs almost nothing."""
    log = os.open(os.environ["BENCHMARK_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def listed(job: Job) -> Iterator[Candidate]:
        for number in range(job.options["count"]):
            yield Candidate(f"{job.job_id} picture {number}", path=f"{number}.jpg",
                            product=Product(sku=f"sku-{number}", title="A shoe", category=f"category {number % 30}"))

    def read(candidate: Candidate) -> tuple[str, str, str]:
        return hashlib.sha256(candidate.uri.encode()).hexdigest(), candidate.path, ""

    def judge(path: str, uri: str, options: dict[str, Any]) -> tuple[Analysis, dict[str, Any], dict[str, str]]:
        os.write(log, f"{uri}\n".encode())
        return _made_up(uri, hash(uri) % 3), {"fill": 0.8}, {"amazon": "pass"}

    store = Store(url)
    with Audits(store, listed, read, judge, models_key=lambda options: ("m", "v"), threads=threads) as audits:
        began = time.monotonic()
        for job in store.jobs():
            audits.wait(job.job_id)
        seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return {"peak_mb": round(peak), "seconds": round(seconds, 1)}


def _begin(url: str, threads: int, log: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.jobs", "work", "--database", url, "--threads", str(threads)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True,
                            env={**os.environ, "BENCHMARK_LOG": str(log), "OMP_NUM_THREADS": "1"})


def _filled(store: Store, count: int) -> str:
    """A finished audit of so many rows, written as audits write them but many at a time."""
    job_id = store.create_job(f"rows {time.time()}", "list", {})
    plain = _made_up("a", 0).to_dict()
    with store.writing() as connection:
        connection.execute(results.insert(), [
            {"result_id": place + 1, "picture_id": f"{place:064x}", "models": "m", "measures_version": job_id,
             "created": 0.0, "analysis": json.dumps(plain), "measures": '{"fill": 0.8}', "verdicts": "{}",
             "scores": "[0.1, 0.7, 0.1, 0.1]", "sensitive_score": 0.02, "width": 800, "height": 800}
            for place in range(1000)])
    for start in range(1, count + 1, 10_000):
        made = [_row(job_id, number) for number in range(start, min(start + 10_000, count + 1))]
        with store.writing() as connection:
            connection.execute(items.insert(), made)
            leases.tally(connection, job_id, made)
    return job_id


def _row(job_id: str, number: int) -> dict[str, Any]:
    failed = number % 50 == 0
    uri = f"https://shop.example/media/{number:08d}.jpg"
    product = {"sku": f"sku-{number}", "title": "A shoe for running on roads", "category": f"category {number % 97}"}
    return {
        "job_id": job_id, "number": number, "uri_id": hashlib.sha256(uri.encode()).hexdigest()[:32], "uri": uri,
        "candidate": json.dumps({"url": uri, "path": "", "origin": "feed", "product": product}),
        "words": f"{uri} sku-{number} a shoe for running on roads", "host": "shop.example", "shown": 1,
        "state": "failed" if failed else "done", "result_id": None if failed else number % 1000 + 1,
        "picture_id": "" if failed else f"{number % 1000:064x}", "kind": "" if failed else KINDS[number % 3],
        "top_label": "" if failed else INTENT_LABELS[number % 4], "shoppable": None if failed else number % 5 > 0,
        "score": random.random(), "category": product["category"], "verdicts": '{"amazon": "pass"}',
        "error": ERRORS[number % 3] if failed else "",
    }


def _made_up(uri: str, kind: int) -> Analysis:
    scores = np.array([0.1, 0.7, 0.1, 0.1], np.float32)
    return Analysis(uri, hashlib.sha256(uri.encode()).hexdigest(), (800, 800),
                    Decision(KINDS[kind], "none", None, 0.1, 0.5, 0.4), Detections.empty("face", landmarks=True),
                    Detections.empty("person"), Intent(Classification(INTENT_LABELS, scores), 0.02, True, 0.7))


def _drawn(folder: Path, number: int) -> Path:
    """A small picture that differs from all others."""
    import cv2

    noise = np.random.default_rng(number).integers(0, 256, (12, 12, 3), np.uint8)
    path = folder / f"{number}.jpg"
    cv2.imwrite(str(path), cv2.resize(noise, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))
    return path


class _served:
    """A loopback server of a folder, for the time of a with block."""

    def __init__(self, folder: Path) -> None:
        class Quiet(http.server.SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def __init__(self, *arguments: Any) -> None:
                super().__init__(*arguments, directory=str(folder))

            def log_message(self, *arguments: Any) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()


if __name__ == "__main__":
    main()
