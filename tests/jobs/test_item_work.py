"""One item: bytes that two jobs meet at once are analyzed once, and each job gets the verdicts of its own rules."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from core.catalog.store import Store
from core.errors import SetupError
from core.jobs.item_work import ItemWork
from core.jobs.kinds import LongKind, PictureKind
from core.nouns.job import Item, ItemResult, Job
from core.nouns.product import Candidate
from tests.jobs.audits_at_work import QUICK, judge, offers, read, sqlite

BOTH = ({"rules": ["amazon"]}, {"rules": ["amazon", "google"]})


def ignore(item: Item, picture_id: str) -> None:
    """Nobody waits for the host of these items."""


@pytest.mark.parametrize(("useful", "analyses"), [(True, 1), (False, 2)])
def test_two_jobs_with_other_rules_share_one_analysis(tmp_path: Path, useful: bool, analyses: int) -> None:
    """Where the measures of the first are of no use to the second, that one analyzes by itself."""
    started, may_end, calls = threading.Event(), threading.Event(), []

    def analyze(path: str, uri: str, options: dict[str, Any]) -> Any:
        calls.append(options["rules"])
        started.set()
        may_end.wait(60)
        analysis, measures, _ = judge(path, uri, options)
        return analysis, measures, dict.fromkeys(options["rules"], "pass")

    def check(picture_id: str, measures: dict[str, Any], options: dict[str, Any]) -> dict[str, str] | None:
        assert measures == {"fill": 0.5}
        return dict.fromkeys(options["rules"], "pass") if useful else None

    kind = PictureKind(offers, read, analyze, lambda options: ("models 1", "measures 1"), check)
    store = Store(sqlite(tmp_path))
    work = ItemWork(store, lambda name: kind, QUICK)
    jobs = [store.job(store.create_job(f"shelf {number}", "list", options))
            for number, options in enumerate(BOTH)]
    results: dict[int, ItemResult] = {}

    def run(place: int) -> None:
        item = Item(jobs[place].job_id, 1, Candidate("picture 1"))
        results[place] = work.result(item, jobs[place], ignore)

    threads = [threading.Thread(target=run, args=(place,)) for place in (0, 1)]
    threads[0].start()
    assert started.wait(60)
    threads[1].start()
    may_end.set()
    for thread in threads:
        thread.join(60)
    verdicts = [results[place].picture.verdicts for place in (0, 1)]
    assert verdicts == [{"amazon": "pass"}, {"amazon": "pass", "google": "pass"}]
    assert len(calls) == analyses
    store.close()


def test_a_picture_that_was_judged_while_models_changed_is_judged_again(tmp_path: Path) -> None:
    """Which of the two models it was, nobody can say, so its result is kept under neither."""
    keys = iter(["models 1", "models 2", "models 2", "models 2"])
    kind = PictureKind(offers, read, judge, lambda options: (next(keys), "measures 1"))
    store = Store(sqlite(tmp_path))
    work = ItemWork(store, lambda name: kind, QUICK)
    job = store.job(store.create_job("shelf", "list", {}))
    item = Item(job.job_id, 1, Candidate("picture 1"))
    first, second = (work.result(item, job, ignore) for _ in range(2))
    assert first.picture is None and first.retry_in == 0.0 and first.attempts == 0
    assert second.picture is not None and second.models == "models 2"
    store.close()


def test_pictures_that_wait_when_the_workers_end_go_back_without_a_word(tmp_path: Path, caplog: Any) -> None:
    """The pool cancels what waits; two threads that met the same bytes are both told."""
    entered, may_end = threading.Event(), threading.Event()

    def analyze(path: str, uri: str, options: dict[str, Any]) -> Any:
        entered.set()
        may_end.wait(60)
        waiting: Future[Any] = Future()
        waiting.cancel()
        return waiting.result()

    kind = PictureKind(offers, read, analyze, lambda options: ("models 1", "measures 1"))
    store = Store(sqlite(tmp_path))
    work = ItemWork(store, lambda name: kind, QUICK)
    job = store.job(store.create_job("shelf 2", "list", {}))
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(work.result, Item(job.job_id, 1, Candidate("picture 1")), job, ignore)
        assert entered.wait(60)
        second = threads.submit(work.result, Item(job.job_id, 2, Candidate("picture 1")), job, ignore)
        time.sleep(0.1)
        may_end.set()
        results = [first.result(60), second.result(60)]
    assert [(result.retry_in, result.attempts, result.failure, result.picture) for result in results] == [
        (0.0, 0, None, None)] * 2
    assert not caplog.records
    store.close()


def long_item(folder: Path, run: Any) -> tuple[Store, ItemWork, Job, Item]:
    """The one item of a study, before anybody works on it."""
    store = Store(sqlite(folder))
    work = ItemWork(store, lambda name: LongKind(run), QUICK)
    job = store.job(store.create_job("sales.csv", "table", {}, "study"))
    return store, work, job, Item(job.job_id, 1, Candidate("sales.csv"))


def test_a_held_database_is_not_the_end_of_a_long_item(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheduler says what is wrong with the database; the study goes on and is written later."""
    runs = []
    store, work, job, item = long_item(tmp_path, lambda job, progress: runs.append(progress("Reading", 0.5)))

    def held(*arguments: object) -> bool:
        raise SetupError("The database is held by another program.", "Close it.")

    monkeypatch.setattr(store, "progress", held)
    result = work.result(item, job, ignore)
    assert runs == [True] and result.failure is None and result.retry_in is None
    store.close()


def test_a_long_item_that_the_end_of_the_process_interrupts_begins_again(tmp_path: Path) -> None:
    def run(job: Job, progress: Any) -> None:
        work.close()
        assert not progress("Reading", 0.5)

    store, work, job, item = long_item(tmp_path, run)
    result = work.result(item, job, ignore)
    assert (result.retry_in, result.failure, result.attempts) == (0.0, None, 0)
    store.close()


def test_a_long_item_of_a_job_that_is_over_does_not_begin(tmp_path: Path) -> None:
    store, work, job, item = long_item(tmp_path, lambda job, progress: pytest.fail("nobody wants it"))
    store.cancel(job.job_id)
    assert work.result(item, job, ignore).failure is None
    store.close()


def test_a_bug_in_a_long_item_is_a_failure_with_words(tmp_path: Path) -> None:
    store, work, job, item = long_item(tmp_path, lambda job, progress: 1 / 0)
    result = work.result(item, job, ignore)
    assert result.retry_in is None and result.failure.error == "WorkFailed"
    assert "bug in Merchlens" in result.failure.hint
    store.close()
