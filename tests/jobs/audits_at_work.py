"""Audits with a cheap judge: a picture is a number, its bytes and verdict follow from it."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.catalog.store import Store
from core.jobs.board import Board, RetryPolicy
from core.jobs.kinds import PictureKind
from core.nouns.analysis import KINDS, Analysis
from core.nouns.job import Job
from core.nouns.product import Candidate, Product
from tests.made_up import made_up_analysis

QUICK = RetryPolicy(lease_seconds=2.0, first_wait=0.05, longest_wait=0.4, batch=50, look_seconds=0.05)


def shelf(count: int, host: str = "") -> list[Candidate]:
    """So many pictures, on this machine or at a host."""
    return [Candidate(f"picture {number}", url=f"https://{host}/{number}.jpg" if host else "", origin="list",
                      product=Product(sku=f"sku-{number}", category="shoes" if number % 3 else "bags"))
            for number in range(1, count + 1)]


def offers(job: Job) -> Iterator[Candidate]:
    """The source "shelf 40" has 40 pictures."""
    yield from shelf(int(job.source.split()[-1]))


def read(candidate: Candidate) -> tuple[str, str, str]:
    """The picture's identity follows from its address."""
    return hashlib.sha256(candidate.uri.encode()).hexdigest(), candidate.uri, ""


def judge(path: str, uri: str, options: dict[str, Any]) -> tuple[Analysis, dict[str, Any], dict[str, str]]:
    """The kind goes round with the number."""
    number = int(uri.split()[-1])
    analysis = replace(made_up_analysis(uri, KINDS[number % 3], "apparel" if number % 2 else "negative"),
                       picture_id=hashlib.sha256(uri.encode()).hexdigest())
    return analysis, {"fill": 0.5}, {"amazon": "pass" if number % 4 else "fail"}


def sqlite(folder: Path) -> str:
    """The URL of a database in a folder."""
    return f"sqlite:///{folder / 'catalogue.db'}"


@contextmanager
def at_work(url: str, *, threads: int = 4, policy: RetryPolicy = QUICK,
            **changes: Any) -> Iterator[tuple[Store, Board]]:
    """An open store and the board that works on its audits; `changes` replace parts of the kind."""
    store = Store(url)
    parts = {"candidates": offers, "read": read, "analyze": judge, "key": lambda options: ("models 1", "measures 1")}
    kind = PictureKind(**(parts | changes))
    board = Board(store, lambda name: kind, threads=threads, policy=policy)
    try:
        yield store, board
    finally:
        board.close()
        store.close()


def program(url: str, work_log: str, seconds_each: str) -> None:
    """What a process of its own runs until it is killed or all jobs are over; every judgment leaves a line."""
    def judge_slowly(path: str, uri: str, options: dict[str, Any]) -> Any:
        with open(work_log, "a", encoding="utf-8") as log:
            log.write(f"{uri}\n")
        time.sleep(float(seconds_each))
        return judge(path, uri, options)

    with at_work(url, analyze=judge_slowly) as (store, audits):
        for job in store.jobs():
            audits.wait(job.job_id)


if __name__ == "__main__":
    program(*sys.argv[1:])
