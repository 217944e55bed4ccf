"""The row of a job: counters end it, a rate is that of the last seconds, a long item says how far it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.catalog import job_rows
from core.catalog.job_rows import RATE_SECONDS, advance, lock_job
from core.catalog.store import Store
from core.errors import NotFound
from core.nouns.job import Job


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    yield opened
    opened.close()


def changed(store: Store, job_id: str, plus: dict[str, int], **changes: object) -> Job:
    with store.writing() as connection:
        advance(connection, lock_job(connection, job_id), plus, **changes)
    return store.job(job_id)


def test_the_last_item_ends_a_job_once_its_listing_is_over(store: Store) -> None:
    job_id = store.create_job("shop", "list", {})
    assert changed(store, job_id, {"listed": 4, "skipped": 1}).state == "listing"
    job = changed(store, job_id, {"done": 2})
    assert (job.state, job.total, job.settled, job.ended) == ("listing", 3, 2, None) and job.started is not None
    assert changed(store, job_id, {}, listing_over=True).state == "running"
    job = changed(store, job_id, {"failed": 1})
    assert job.state == "done" and job.ended is not None and job.fraction == 1.0 and job.seconds_left is None
    assert store.create_job("shop", "list", {}) != job_id, "the source is free again"


def test_a_job_that_ends_has_no_trouble_but_its_message(store: Store) -> None:
    job_id = store.create_job("shop", "list", {})
    store.note(job_id, "The shop asks for a pause.", "It takes longer.")
    store.say(job_id, "The disk is full.", "Make room.")
    assert (store.job(job_id).message, store.job(job_id).hint) == ("The disk is full.", "Make room.")
    job = changed(store, job_id, {}, state="cancelled")
    assert (job.message, job.hint) == ("The shop asks for a pause.", "It takes longer.")


def test_the_rate_is_that_of_the_last_seconds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = time.time()
    now = [begin]
    monkeypatch.setattr(job_rows.time, "time", lambda: now[0])
    job_id = store.create_job("shop", "list", {})
    changed(store, job_id, {"listed": 1000}, listing_over=True)
    now[0] += RATE_SECONDS
    assert changed(store, job_id, {"done": 50}).rate == pytest.approx(10)
    now[0] += RATE_SECONDS
    job = changed(store, job_id, {"done": 100})
    assert job.rate == pytest.approx(20) and job.seconds_left == pytest.approx(850 / 20)
    store.pause(job_id)
    assert store.job(job_id).rate == 0.0 and store.job(job_id).seconds_left is None


def test_a_long_item_says_how_far_it_is_until_its_job_has_ended(store: Store,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    now = [time.time()]
    monkeypatch.setattr(job_rows.time, "time", lambda: now[0])
    job_id = store.create_job("sales.csv", "table", {}, "study")
    changed(store, job_id, {"listed": 1}, listing_over=True)
    assert store.progress(job_id, "Starting", 0.0)
    now[0] += 30
    assert store.progress(job_id, "Reading", 0.25)
    job = store.job(job_id)
    assert (job.step, job.fraction) == ("Reading", 0.25) and job.seconds_left == pytest.approx(90, abs=1)
    store.cancel(job_id)
    assert not store.progress(job_id, "Estimating", 0.5) and store.job(job_id).step == "Reading"


def test_an_unknown_job_is_not_found(store: Store) -> None:
    with store.reading() as connection, pytest.raises(NotFound, match="no job 'abc'"):
        job_rows.job(connection, "abc")
    with store.writing() as connection, pytest.raises(NotFound):
        lock_job(connection, "abc")
