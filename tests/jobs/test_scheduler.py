"""Whose turn it is: somebody who waits comes first, one long item of a kind runs at a time, and no job is held up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.catalog.store import Store
from core.errors import SetupError
from core.jobs.board import Board
from core.jobs.kinds import Kind, LongKind, PictureKind
from core.nouns.product import Candidate
from tests.jobs.audits_at_work import QUICK, judge, offers, read, shelf, sqlite


@contextmanager
def board_with(folder: Path, kinds: dict[str, Kind] | Callable[[str], Kind], *,
               threads: int = 4) -> Iterator[tuple[Store, Board]]:
    store = Store(sqlite(folder))
    board = Board(store, kinds if callable(kinds) else kinds.__getitem__, threads=threads, policy=QUICK)
    try:
        yield store, board
    finally:
        board.close()
        store.close()


def pictures(order: list[str], seconds: float = 0.0) -> PictureKind:
    """Pictures whose analysis takes a while and leaves its name in `order`; other bytes in each job."""
    def analyze(path: str, uri: str, options: dict[str, Any]) -> Any:
        time.sleep(seconds)
        order.append(f"{options.get('name')} {uri.split()[-1]}")
        return judge(path, uri, options)

    return PictureKind(offers, read, analyze, lambda options: (f"models of {options.get('name')}", ""))


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_an_analysis_comes_before_an_audit_that_fills_the_board(tmp_path: Path) -> None:
    order: list[str] = []
    kind = pictures(order, 0.05)
    with board_with(tmp_path, {"audit": kind, "analyze": kind}) as (_, board):
        audit = board.start("shelf 400", options={"name": "audit"})
        until(lambda: len(order) >= 8)
        before = len(order)
        analyze = board.start("", "pictures", {"name": "analyze"}, kind="analyze", offers=shelf(30))
        job = board.wait(analyze, 60)
        assert job.state == "done" and board.job(audit).state == "running"
        places = [place for place, name in enumerate(order) if name.startswith("analyze")]
        assert places[0] - before < 40, "only what was under way when the analysis was noticed comes before it"
        assert places[-1] - places[0] < 30 + 20, "then it has the threads nearly for itself; by turns it were 60"
        numbers = [int(order[place].split()[-1]) for place in places]
        late = max(place - number for place, number in enumerate(numbers, 1))
        assert late <= 8, "its pictures come in their order: none waits for the last one"
        board.cancel(audit)


def test_one_long_item_of_a_kind_at_a_time_while_pictures_go_on(tmp_path: Path) -> None:
    """More studies wait than the process has room for items; they neither run together nor keep pictures out."""
    order: list[str] = []
    gate, running, most = threading.Event(), [], []

    def run(job: Any, progress: Any) -> None:
        running.append(job.job_id)
        most.append(len(running))
        while not gate.wait(0.02):
            assert progress("Reading", 0.5)
        running.remove(job.job_id)

    with board_with(tmp_path, {"audit": pictures(order), "study": LongKind(run)}) as (store, board):
        studies = [board.start("", "table", {}, kind="study", offers=[Candidate(f"{number}.csv")])
                   for number in range(4 * 4 + 2)]
        until(lambda: bool(running))
        audit = board.wait(board.start("shelf 40", options={"name": "audit"}), 60)
        assert (audit.state, audit.done) == ("done", 40) and len(running) == 1
        assert [store.job(job_id).step for job_id in studies].count("Reading") == 1
        gate.set()
        assert {board.wait(job_id, 60).state for job_id in studies} == {"done"} and set(most) == {1}


def test_a_kind_that_cannot_be_opened_waits_in_words_and_costs_no_thread(tmp_path: Path) -> None:
    ready, order = threading.Event(), list[str]()
    kind = pictures(order)

    def kinds(name: str) -> Kind:
        if name == "analyze" and not ready.is_set():
            raise SetupError("The package is missing.", "Install it.")
        return kind

    with board_with(tmp_path, kinds) as (store, board):
        analyze = board.start("", "pictures", {}, kind="analyze", offers=shelf(20))
        until(lambda: store.job(analyze).message == "The package is missing.")
        assert store.job(analyze).hint == "Install it."
        ready.set()
        assert board.wait(analyze, 60).done == 20
        assert board.wait(board.start("shelf 10", options={}), 60).done == 10


def test_a_cancel_from_another_process_ends_a_long_item(tmp_path: Path) -> None:
    ended = threading.Event()

    def run(job: Any, progress: Any) -> None:
        while progress("Reading", 0.25):
            time.sleep(0.02)
        ended.set()

    with board_with(tmp_path, {"study": LongKind(run)}) as (_, board):
        job_id = board.start("", "table", {}, kind="study", offers=[Candidate("sales.csv")])
        until(lambda: board.job(job_id).fraction == 0.25)
        other = Store(sqlite(tmp_path))
        other.cancel(job_id)
        other.close()
        assert ended.wait(60) and board.wait(job_id, 60).state == "cancelled"


def test_what_a_dead_process_of_this_machine_held_is_taken_at_once(tmp_path: Path) -> None:
    import subprocess
    import sys

    from core.jobs import holders, leases

    code = "from core.jobs.retry import new_holder; print(new_holder())"
    dead = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    store = Store(sqlite(tmp_path))
    job_id = store.create_job("", "list", {}, fill=lambda connection, job_id: leases.add_all(
        connection, job_id, shelf(10)))
    with store.writing() as connection:
        holders.heartbeat(connection, dead, 3600)
        assert len(leases.claim(connection, job_id, dead, quotas={}, place="", most=10)) == 10
    store.close()
    order: list[str] = []
    with board_with(tmp_path, {"audit": pictures(order)}) as (_, board):
        job = board.wait(job_id, 60)
    assert (job.state, job.done) == ("done", 10)
