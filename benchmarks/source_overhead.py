"""What the source of an audit costs: the same pictures through the workers alone, and as an audit from a server.

A part of `benchmarks.jobs`. Both sides run the product: one site, its workers and the task that audits give them.
Chunk by chunk they take turns, so that noise hits both alike; the server is a process of its own.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.picture_server import PictureServer, cpu_seconds
from core import audits
from core.doors.opening import WARM_UP
from core.jobs.board import FETCHES_AT_ONCE, open_board
from core.nouns.analysis import AnalysisOptions
from core.settings import read_settings
from core.site import Site

SIDE = 96
CHUNK = 1000


def speed(url: str, count: int, threads: int, folder: Path) -> dict[str, float]:
    """Pictures a second and milliseconds of processor time a picture, of both sides.

    "Overhead" is by how many percent fewer pictures the audit does: in the same wall time, or in the same processor
    time. The latter is given for our processes alone (the program and its workers) and with the server's.
    """
    settings = read_settings(data_dir=folder / "data", database_url=url, allow_networks="127.0.0.0/8")
    if threads != settings.workers + FETCHES_AT_ONCE:
        raise SystemExit(f"Audits here have {settings.workers + FETCHES_AT_ONCE} threads; say so by --threads.")
    drawn = folder / "drawn"
    drawn.mkdir()
    seed = time.time_ns()
    files = [_drawn(drawn, number, seed) for number in range(count)]
    spent = {"alone": Counter[str](), "audit": Counter[str]()}
    with Site(settings, WARM_UP) as site, PictureServer(drawn) as server:
        site.pool.wait_until_warm()
        _alone(site, files[:20])
        site.part(open_board)
        for start in range(0, count, CHUNK):
            chunk = files[start:start + CHUNK]
            turns: list[tuple[str, Callable[[], None]]] = [
                ("alone", lambda chunk=chunk: _alone(site, chunk)),  # type: ignore[misc]
                ("audit", lambda chunk=chunk: _audited(site, server, chunk))]  # type: ignore[misc]
            for name, work in turns[::1 if start // CHUNK % 2 else -1]:
                spent[name].update(_measured(work, site, server))
    return _figures(spent, count)


def _measured(work: Callable[[], None], site: Site, server: PictureServer) -> dict[str, float]:
    def now() -> dict[str, float]:
        return {"wall": time.perf_counter(), "program": time.process_time(),
                "workers": cpu_seconds(*site.pool.pids), "server": server.cpu_seconds}

    before = now()
    work()
    return {name: value - before[name] for name, value in now().items()}


def _alone(site: Site, files: list[Path]) -> None:
    def judge(file: Path) -> None:
        site.pool.submit("core.audits.tasks:audit", str(file), file.name, ([], AnalysisOptions())).result()

    with ThreadPoolExecutor(site.settings.workers + FETCHES_AT_ONCE) as pool:
        list(pool.map(judge, files))


def _audited(site: Site, server: PictureServer, files: list[Path]) -> None:
    addresses = files[0].parent.parent / f"{files[0].stem}.txt"
    addresses.write_text("".join(f"{server.address}/{file.name}\n" for file in files))
    job = site.part(open_board).wait(audits.start(site, str(addresses), audits.AuditRequest("urls")))
    assert job.done == len(files), job


def _figures(spent: dict[str, Counter[str]], count: int) -> dict[str, float]:
    alone, audit = spent["alone"], spent["audit"]
    ours = {name: side["program"] + side["workers"] for name, side in spent.items()}
    figures = {"alone_per_second": count / alone["wall"], "audit_per_second": count / audit["wall"],
             "overhead_wall_percent": 100 * (1 - alone["wall"] / audit["wall"]),
             "overhead_cpu_percent": 100 * (1 - ours["alone"] / ours["audit"]),
             "overhead_cpu_with_server_percent": 100 * (1 - ours["alone"] / (ours["audit"] + audit["server"]))}
    figures |= {f"{side}_{name}_cpu_ms": 1000 * values[name] / count for side, values in spent.items()
              for name in ("program", "workers", "server")}
    return {name: float(value) for name, value in figures.items()}


def _drawn(folder: Path, number: int, seed: int) -> Path:
    """A small picture that differs from all others, those of other runs too: nothing is known of it yet."""
    import cv2

    noise = np.random.default_rng([seed, number]).integers(0, 256, (12, 12, 3), np.uint8)
    path = folder / f"{number}.jpg"
    cv2.imwrite(str(path), cv2.resize(noise, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))
    return path
