"""Listing writes a source batch by batch; one process lists a job, a fault ends it in words, a pause is noted."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.catalog.store import Store
from core.errors import FetchFailed, InputError
from core.jobs import holders
from core.jobs.kinds import PictureKind
from core.jobs.listing import Listing
from core.nouns.job import Job
from core.nouns.product import Candidate
from tests.jobs.audits_at_work import QUICK, judge, offers, read, shelf, sqlite


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(sqlite(tmp_path))
    yield opened
    opened.close()


def listing(store: Store, candidates: Any = offers, holder: str = "me") -> Listing:
    kind = PictureKind(candidates, read, judge, lambda options: ("m", "v"))
    with store.writing() as connection:
        holders.heartbeat(connection, holder, 60)
    return Listing(store, holder, lambda name: kind, QUICK)


def wait_for_end(store: Store, job_id: str, seconds: float = 60) -> Job:
    end = time.monotonic() + seconds
    while (job := store.job(job_id)).state == "listing":
        assert time.monotonic() < end, "the listing did not end"
        time.sleep(0.02)
    return job


def test_a_source_is_written_in_batches_and_then_runs(store: Store) -> None:
    job_id = store.create_job("shelf 120", "list", {})
    listing(store).begin(store.job(job_id))
    job = wait_for_end(store, job_id)
    assert (job.state, job.listed) == ("running", 120)


def test_an_empty_source_is_done(store: Store) -> None:
    job_id = store.create_job("shelf 0", "list", {})
    listing(store).begin(store.job(job_id))
    assert wait_for_end(store, job_id).state == "done"


def test_one_living_process_lists_a_job(store: Store) -> None:
    gate, starts = threading.Event(), []

    def slow(job: Job) -> Iterator[Candidate]:
        starts.append(job.job_id)
        yield from shelf(3)
        gate.wait(60)

    job_id = store.create_job("shelf", "list", {})
    first, second = listing(store, slow, "first"), listing(store, slow, "second")
    first.begin(store.job(job_id))
    first.begin(store.job(job_id))
    second.begin(store.job(job_id))
    time.sleep(0.3)
    assert starts == [job_id]
    with store.writing() as connection:
        connection.execute(text("DELETE FROM holders WHERE holder = 'first'"))
    second.begin(store.job(job_id))
    gate.set()
    assert wait_for_end(store, job_id).listed == 3 and starts == [job_id, job_id]


def test_what_came_before_a_fault_counts(store: Store) -> None:
    def half(job: Job) -> Iterator[Candidate]:
        yield from shelf(4)
        raise InputError("Line 5 is broken.", "Repair it.")

    job_id = store.create_job("half", "list", {})
    listing(store, half).begin(store.job(job_id))
    job = wait_for_end(store, job_id)
    assert (job.state, job.listed, job.message, job.hint) == ("running", 4, "Line 5 is broken.", "Repair it.")


def test_a_server_that_fails_is_asked_again_and_the_job_says_so(store: Store) -> None:
    calls, messages = [], []

    def flaky(job: Job) -> Iterator[Candidate]:
        calls.append(1)
        if len(calls) < 3:
            raise FetchFailed("The shop failed.", "Try later.")
        messages.append(store.job(job.job_id).message)
        yield from shelf(2)

    job_id = store.create_job("shop", "page", {})
    listing(store, flaky).begin(store.job(job_id))
    job = wait_for_end(store, job_id)
    assert (len(calls), job.listed, job.message) == (3, 2, "") and messages[0].startswith("The shop failed.")


def test_a_fault_of_the_program_fails_the_job_in_words(store: Store) -> None:
    def wrong(job: Job) -> Iterator[Candidate]:
        raise ZeroDivisionError("division by zero")
        yield

    job_id = store.create_job("shop", "page", {})
    listing(store, wrong).begin(store.job(job_id))
    job = wait_for_end(store, job_id)
    assert job.state == "failed" and "ZeroDivisionError" in job.message and "bug in Merchlens" in job.hint


def test_the_pause_that_a_host_asks_for_is_noted(store: Store) -> None:
    slow = [Candidate("a.jpg", url="https://shop.example/a.jpg", pause=7.0)]
    job_id = store.create_job("shop", "site", {})
    listing(store, lambda job: iter(slow)).begin(store.job(job_id))
    job = wait_for_end(store, job_id)
    assert "shop.example" in job.message and "7" in job.message


@pytest.mark.parametrize(("facts", "asked"), [({"no_server": True}, 3), ({"status": 302}, 1), ({"final": True}, 1),
                                              ({"status": 429, "retry_after": 86_400.0}, 1)])
def test_a_source_that_cannot_be_read_fails_soon(store: Store, facts: dict[str, Any], asked: int) -> None:
    starts = []

    def missing(job: Job) -> Iterator[Candidate]:
        starts.append(job.job_id)
        raise FetchFailed("There is no server called shop.example.", "Check the spelling.", **facts)
        yield

    job_id = store.create_job("https://shop.example/", "auto", {})
    listing(store, missing).begin(store.job(job_id))
    job = wait_for_end(store, job_id)
    assert (job.state, job.message) == ("failed", "There is no server called shop.example.") and len(starts) == asked
