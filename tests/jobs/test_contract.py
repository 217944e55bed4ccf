"""The contract of every kind of job: it opens by name, ends, fails in words, can be cancelled, survives a restart."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.catalog.store import Store
from core.errors import NotAPicture
from core.jobs.board import Board
from core.jobs.kinds import LONG_KINDS, ROOMS, Kind, LongKind, PictureKind, Progress, kinds_of
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.settings import Settings
from core.site import Site
from tests.jobs.audits_at_work import QUICK, judge, read, shelf

pytestmark = pytest.mark.parametrize("name", ROOMS)


class Work:
    """The kind's own object, its heavy parts replaced by a picture that is a number and a table that is a wait."""

    def __init__(self, kind: Kind) -> None:
        self.gate, self.started, self.broken = threading.Event(), threading.Event(), False
        self.gate.set()
        self.kind: Kind
        if isinstance(kind, PictureKind):
            self.kind = replace(kind, read=read, analyze=self.analyze, key=lambda options: ("m", "v"), check=None)
        else:
            self.kind = LongKind(self.run)

    def analyze(self, path: str, uri: str, options: dict[str, Any]) -> Any:
        self.wait(lambda: True)
        return judge(path, uri, options)

    def run(self, job: Job, progress: Progress) -> None:
        self.wait(lambda: progress("Reading", 0.5))

    def wait(self, is_wanted: Any) -> None:
        self.started.set()
        end = time.monotonic() + 60
        while not self.gate.wait(0.02) and is_wanted() and time.monotonic() < end:
            pass
        if self.broken:
            raise NotAPicture("It cannot be read.", "Take another one.")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        yield opened


def board_of(site: Site, work: Work) -> Board:
    return Board(site.store, lambda name: work.kind, threads=3, policy=QUICK)


def begin(board: Board, name: str) -> str:
    offers = [Candidate("sales.csv")] if name in LONG_KINDS else shelf(2)
    return board.start("", "list", {}, kind=name, offers=offers)


def work_of(site: Site, name: str) -> Work:
    return Work(kinds_of(site)(name))


def test_it_opens_by_name_once(site: Site, name: str) -> None:
    kinds = kinds_of(site)
    kind = kinds(name)
    assert isinstance(kind, LongKind if name in LONG_KINDS else PictureKind) and kinds(name) is kind


def test_it_ends_done(site: Site, name: str) -> None:
    with board_of(site, work_of(site, name)) as board:
        job = board.wait(begin(board, name), 60)
    assert (job.kind, job.state, job.failed, job.fraction) == (name, "done", 0, 1.0)
    assert job.done == job.total == (1 if name in LONG_KINDS else 2)
    assert job.ended is not None and job.seconds_left is None and job.message == ""


def test_it_fails_in_words(site: Site, name: str) -> None:
    """A picture that fails is a row of a job that ends; a long item that fails is the end of its job."""
    work = work_of(site, name)
    work.broken = True
    with board_of(site, work) as board:
        job = board.wait(begin(board, name), 60)
    assert job.state == ("failed" if name in LONG_KINDS else "done") and (job.done, job.failed) == (0, job.total)
    rows = list(site.store.rows(job.job_id))
    assert {(row.error, row.message, row.hint) for row in rows} == {
        ("NotAPicture", "It cannot be read.", "Take another one.")}
    if name in LONG_KINDS:
        assert (job.message, job.hint) == ("It cannot be read.", "Take another one.")


def test_it_is_cancelled_while_it_works(site: Site, name: str) -> None:
    work = work_of(site, name)
    work.gate.clear()
    with board_of(site, work) as board:
        job_id = begin(board, name)
        assert work.started.wait(60)
        board.cancel(job_id)
        assert board.wait(job_id, 60).state == "cancelled"
        work.gate.set()
        time.sleep(0.3)
        job = board.job(job_id)
    assert job.state == "cancelled" and job.done == 0 == site.store.count(job_id)


def test_it_survives_a_restart(site: Site, name: str) -> None:
    work = work_of(site, name)
    work.gate.clear()
    board = board_of(site, work)
    job_id = begin(board, name)
    assert work.started.wait(60)
    board.close(0.5)
    assert site.store.job(job_id).state == "running"
    work.gate.set()
    again = Store(site.settings.database)
    with Board(again, lambda name: work.kind, threads=3, policy=QUICK) as board:
        job = board.wait(job_id, 60)
    assert (job.state, job.done, again.count(job_id)) == ("done", job.total, job.total)
    again.close()
