"""Many people at the dashboard while an audit runs: how long a rerun takes, and whether memory stays flat.

    python -m benchmarks.sessions --minutes 60

First, `--sessions` readers open a finished audit of 3,000 photos at once on a fresh server. Then an audit of small
photos from a server on loopback runs with the real models for `--minutes`. Half of the sessions look at the list of
audits, again after a pause of 1 to 5 seconds; half at the running audit, each second, as its page does by itself.
Memory is that of the server's process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np

from benchmarks.audit_questions import filled
from benchmarks.reruns import open_session, rerun, resident_mb, server
from core.catalog.store import Store
from core.settings import read_settings

FINISHED = 3000  # photos of the finished audit
PICTURES_A_MINUTE = 6000  # more than any machine analyzes
LEAST, MOST = 1.0, 5.0  # seconds between two reruns of one session
SAMPLE_SECONDS = 10.0


def main() -> None:
    """Measure, print, and write `--out`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--collect", action="store_true", help="collect garbage after each run, Streamlit's default")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, shop() as address:
        folder, settings = Path(name), {"MERCHLENS_WORKERS": str(options.workers),
                                        "MERCHLENS_ALLOW_NETWORKS": "127.0.0.0/8"}
        job_id = finished_audit(folder)
        with server(folder, collect=options.collect, **settings) as (port, pid):
            found = {"first screen, seconds": figures(first_screens(port, job_id, options.sessions))}
            found |= at_work(port, pid, address, options)
    text = json.dumps({"load": round(os.getloadavg()[0], 1), **vars(options), **found}, indent=2, default=str)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", "utf-8")


def finished_audit(folder: Path) -> str:
    """An audit of `FINISHED` photos with their thumbnails, in a data folder; returns its id."""
    store = Store(read_settings(data_dir=folder).database)
    job_id = filled(store, FINISHED)
    store.close()
    (folder / "previews").mkdir()
    for place in range(1000):
        (folder / "previews" / f"{place:064x}.small.jpg").write_bytes(small_picture(place))
    return job_id


def first_screens(port: int, job_id: str, sessions: int) -> list[float]:
    """Seconds until each of many readers who come at once has the whole page."""
    with ExitStack() as stack, ThreadPoolExecutor(sessions) as threads:
        opened = [stack.enter_context(open_session(port)) for _ in range(sessions)]
        rerun(opened[0], "")  # the site is open
        together = threading.Barrier(sessions)

        def first(session: Any) -> float:
            together.wait(30)
            return timed(session, "audits", f"job={job_id}")

        return list(threads.map(first, opened))


def at_work(port: int, pid: int, address: str, options: argparse.Namespace) -> dict[str, Any]:
    """Reruns and memory while an audit runs."""
    count = int(options.minutes * PICTURES_A_MINUTE)
    listed = "\n".join(f"{address}/{number}.jpg" for number in range(count))
    answer = httpx.post(f"http://127.0.0.1:{port}/api/jobs", files={"file": ("shop.txt", listed)}, timeout=60)
    job_id = answer.raise_for_status().json()["job_id"]
    seconds: dict[str, list[float]] = {"list of audits": [], "running audit": []}
    end, sizes = time.monotonic() + 60 * options.minutes, [resident_mb(pid)]

    def person(number: int) -> None:
        name, query = ("list of audits", "") if number % 2 else ("running audit", f"job={job_id}")
        with open_session(port) as session:
            while time.monotonic() < end:
                seconds[name].append(timed(session, "audits", query))
                time.sleep(random.uniform(LEAST, MOST) if number % 2 else LEAST)

    with ThreadPoolExecutor(options.sessions) as threads:
        people = [threads.submit(person, number) for number in range(options.sessions)]
        while time.monotonic() < end:
            time.sleep(min(SAMPLE_SECONDS, max(0.0, end - time.monotonic())))
            sizes.append(resident_mb(pid))
        for each in people:
            each.result()
    job = httpx.get(f"http://127.0.0.1:{port}/api/jobs/{job_id}", timeout=60).json()
    assert job["state"] == "running", job
    return {**{f"{name}, seconds": figures(values) for name, values in seconds.items()},
            "photos analyzed": job["done"], "photos failed": job["failed"],
            "open files": len(os.listdir(f"/proc/{pid}/fd")),
            "memory, MB": {"start": round(sizes[0]), "most": round(max(sizes)), "end": round(sizes[-1]),
                           "each": [round(size) for size in sizes]}}


def timed(session: Any, page: str, query: str) -> float:
    """Seconds of one run of a page."""
    start = time.perf_counter()
    rerun(session, page, query)
    return time.perf_counter() - start


def figures(seconds: list[float]) -> dict[str, float]:
    """Number of runs, median, 95th percentile and longest."""
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    return {"runs": len(seconds), "p50": round(statistics.median(seconds), 3), "p95": round(p95, 3),
            "longest": round(max(seconds), 3)}


def small_picture(seed: int) -> bytes:
    """A JPEG of 160 px, unlike those of other seeds."""
    image = np.random.default_rng(seed).integers(0, 255, (10, 10, 3), np.uint8)
    return bytes(cv2.imencode(".jpg", cv2.resize(image, (160, 160), interpolation=cv2.INTER_CUBIC))[1])


class _Photo(BaseHTTPRequestHandler):
    """Answers each address with a photo of its own."""

    protocol_version = "HTTP/1.1"
    photos = [small_picture(seed) for seed in range(50)]

    def do_GET(self) -> None:
        """A known photo, with bytes behind its end that are those of no other address."""
        data = self.photos[hash(self.path) % len(self.photos)] + self.path.encode()
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Shop(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """The server under test hangs up at its end."""


@contextmanager
def shop() -> Iterator[str]:
    """Address of a shop on loopback."""
    with _Shop(("127.0.0.1", 0), _Photo) as photos:
        threading.Thread(target=photos.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{photos.server_port}"
        photos.shutdown()


if __name__ == "__main__":
    main()
