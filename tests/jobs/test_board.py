"""Audits list, read, judge and count; retries, pauses, cancels; one bad picture, host or disk never ends the rest."""

import resource
import sqlite3
import threading
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import create_engine, text

from core.catalog.store import Store
from core.errors import Damaged, FetchFailed, InputError, Misuse, NotAPicture, SetupError, WorkFailed
from core.jobs import leases
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from tests.catalog.databases import fresh
from tests.jobs import audits_at_work
from tests.jobs.audits_at_work import QUICK, at_work, judge, shelf, sqlite


def test_every_picture_of_a_source_gets_a_row(database_url):
    with at_work(database_url) as (store, audits):
        job = audits.wait(audits.start("shelf 120", "list", {"rules": ["amazon"]}), 60)
        assert (job.state, job.listed, job.total, job.done, job.failed) == ("done", 120, 120, 120, 0)
        rows = list(store.rows(job.job_id))
        assert [row.number for row in rows] == list(range(1, 121))
        assert rows[4].uri == "picture 5" and rows[4].kind == "product_only" and rows[4].product.sku == "sku-5"
        assert rows[4].scores[1] == 0.85 and rows[4].measures == {"fill": 0.5}
        assert rows[3].verdicts == {"amazon": "fail"}
        assert job.rate > 0 and job.seconds_left is None and job.ended >= job.started >= job.created
        assert store.analysis(rows[4].picture_id).decided_by.stage == "none"


def test_bad_candidates_and_skipped_ones_are_told_apart(database_url):
    def offers(job):
        yield Failure("row 1", "InputError", "Row 1 has no address.", "Add one.")
        yield Candidate("logo.svg", skipped="A drawing, no photo.")
        yield from shelf(3)
        yield from shelf(2)  # offered twice: counted once

    def read(candidate):
        if candidate.uri == "picture 2":
            raise NotAPicture("This is a text.", "Take a picture.")
        return audits_at_work.read(candidate)

    with at_work(database_url, candidates=offers, read=read) as (store, audits):
        job = audits.wait(audits.start("feed"), 60)
        assert (job.listed, job.total, job.done, job.failed, job.skipped) == (5, 4, 2, 2, 1)
        rows = list(store.rows(job.job_id))
        assert [(row.uri, row.error) for row in rows] == [
            ("row 1", "InputError"), ("picture 1", ""), ("picture 2", "NotAPicture"), ("picture 3", "")]
        assert rows[2].message == "This is a text." and rows[2].product.sku == "sku-2"
        assert [(row.uri, row.message) for row in store.skipped(job.job_id)] == [("logo.svg", "A drawing, no photo.")]


def test_an_unchanged_picture_is_judged_once_ever(database_url):
    calls = Counter()

    def judge(path, uri, options):
        calls[uri] += 1
        time.sleep(0.01)
        return audits_at_work.judge(path, uri, options)

    def offers(job):  # each picture under three addresses, close together
        for candidate in shelf(30):
            yield from (Candidate(f"{candidate.uri} at {place}", path=candidate.uri) for place in range(3))

    def read(candidate):
        return audits_at_work.read(Candidate(candidate.path))

    parts = {"candidates": offers, "read": read, "analyze": judge}
    with at_work(database_url, **parts) as (store, audits):
        job = audits.wait(audits.start("shop"), 60)
        assert (job.done, len(calls), sum(calls.values())) == (90, 30, 30)
        again = audits.wait(audits.start("shop"), 60)
        assert again.done == 90 and sum(calls.values()) == 30
        assert [row.verdicts for row in store.rows(again.job_id)] == [row.verdicts for row in store.rows(job.job_id)]
    def check(picture_id, measures, options):
        return {"zalando": "warn"}

    with at_work(database_url, check=check, **parts) as (store, audits):
        job = audits.wait(audits.start("shop"), 60)
        assert {str(row.verdicts) for row in store.rows(job.job_id)} == {"{'zalando': 'warn'}"}
        assert sum(calls.values()) == 30
    with at_work(database_url, key=lambda options: ("models 2", "measures 1"), **parts) as (store, audits):
        audits.wait(audits.start("shop"), 60)
        assert sum(calls.values()) == 60, "other models judge anew"


def test_a_failed_fetch_is_tried_again_as_late_as_the_server_asks(tmp_path):
    tries: dict[str, list[float]] = {}

    def read(candidate):
        times = tries.setdefault(candidate.uri, [])
        times.append(time.monotonic())
        if candidate.uri == "picture 1" and len(times) <= 2:
            raise FetchFailed("The server failed.", "Try later.")
        if candidate.uri == "picture 2" and len(times) == 1:
            error = FetchFailed("Too many requests (429).", "Try later.")
            error.retry_after = 1.0
            raise error
        if candidate.uri == "picture 3":
            raise FetchFailed("The server is broken.", "Try later.")
        return audits_at_work.read(candidate)

    with at_work(audits_at_work.sqlite(tmp_path), read=read) as (store, audits):
        job = audits.wait(audits.start("shelf 20"), 60)
        assert (job.done, job.failed) == (19, 1)
        assert [len(tries[f"picture {number}"]) for number in (1, 2, 3, 4)] == [3, 2, 5, 1]
        assert tries["picture 2"][1] - tries["picture 2"][0] >= 1.0
        for attempts, (before, after) in enumerate(pairwise(tries["picture 3"]), 1):
            least = 0.5 * min(QUICK.longest_wait, QUICK.first_wait * 2 ** (attempts - 1))  # with the least jitter
            assert after - before >= least, f"wait {attempts}"
        assert store.counts(job.job_id)["error"] == {"FetchFailed": 1}


def test_a_host_that_wants_a_day_is_left_alone_at_once(tmp_path):
    requests: list[str] = []

    def read(candidate):
        requests.append(candidate.uri)
        raise FetchFailed("Too many requests (429).", "Try again in 24.0 h.", status=429, retry_after=86_400.0)

    with at_work(audits_at_work.sqlite(tmp_path), candidates=lambda job: shelf(40, "shop.example"), read=read,
                 threads=2) as (store, audits):
        job = audits.wait(audits.start("shelf 40"), 60)
        assert (job.state, job.failed) == ("done", 40)
        assert len(requests) <= 2, "the rest of the host is not asked"
        messages = {row.message for row in store.rows(job.job_id)}
        assert any("pause of more than 5 min" in message for message in messages)


def test_a_slow_host_does_not_hold_up_others(tmp_path):
    release = threading.Event()

    def offers(job):
        yield from shelf(200, "slow.example")
        yield from (Candidate(f"quick {number}", url=f"https://quick.example/{number}") for number in range(100))

    def read(candidate):
        if "slow" in candidate.url:
            release.wait(60)
        return audits_at_work.read(Candidate(f"picture {candidate.uri.split()[-1]}"))

    judge = {"analyze": lambda path, uri, options: audits_at_work.judge(path, f"picture {uri.split()[-1]}", options)}
    with at_work(audits_at_work.sqlite(tmp_path), candidates=offers, read=read, threads=6, **judge) as (store, audits):
        job_id = audits.start("two hosts")
        until(lambda: store.job(job_id).done == 100)  # all of the quick host, while the slow one has answered nothing
        release.set()
        assert audits.wait(job_id, 60).done == 300


def test_a_host_is_asked_by_few_at_once_and_left_alone_when_it_asks_for_that(tmp_path):
    lock, now, most, times = threading.Lock(), Counter(), Counter(), []

    def read(candidate):
        with lock:
            now["reading"] += 1
            most["reading"] = max(most["reading"], now["reading"])
            times.append(time.monotonic())
            first = len(times) == 30
        time.sleep(0.01)
        with lock:
            now["reading"] -= 1
        if first:
            raise FetchFailed("Too many requests (429).", "Try later.", status=429, retry_after=1.5)
        return audits_at_work.read(candidate)

    parts = {"candidates": lambda job: iter(shelf(150, "shop.example")), "read": read, "threads": 12}
    with at_work(audits_at_work.sqlite(tmp_path), **parts) as (store, audits):
        assert audits.wait(audits.start("one host"), 60).done == 150
    assert 2 <= most["reading"] <= QUICK.per_host
    gaps = [after - before for before, after in pairwise(times)]
    assert max(gaps) > 1.0, "after those under way nothing is asked for, until its time has come"


def test_a_dead_host_is_given_up_and_the_audit_ends(tmp_path):
    requests = Counter()

    def offers(job):
        yield from shelf(400, "dead.example")
        yield from (Candidate(f"picture {number}", url=f"https://well.example/{number}") for number in range(401, 441))

    def read(candidate):
        host = candidate.url.split("/")[2]
        requests[host] += 1
        if host == "dead.example":
            time.sleep(0.01)
            raise FetchFailed("The server cannot be reached.", "Try later.")
        return audits_at_work.read(candidate)

    policy = replace(QUICK, host_patience=0.5)
    with at_work(audits_at_work.sqlite(tmp_path), candidates=offers, read=read, policy=policy) as (store, audits):
        job = audits.wait(audits.start("two hosts"), 60)
        assert (job.state, job.done, job.failed) == ("done", 40, 400)
        assert requests["well.example"] == 40 and requests["dead.example"] < 1000, "without giving up it were 2,000"
        assert any("delivered nothing" in row.message for row in store.rows(job.job_id))


def test_an_answer_that_stays_what_it_is_is_not_asked_for_again(tmp_path):
    requests = Counter()

    def read(candidate):
        requests[candidate.uri] += 1
        raise FetchFailed("The server does not let this address be read (403).", "Save it.", status=403)

    with at_work(audits_at_work.sqlite(tmp_path), read=read) as (store, audits):
        assert audits.wait(audits.start("shelf 5"), 60).failed == 5 and set(requests.values()) == {1}


def test_work_goes_on_after_the_database_was_held_or_its_disk_full(tmp_path, monkeypatch):
    monkeypatch.setattr("core.catalog.database.BUSY_SECONDS", 0.2)

    def read(candidate):
        time.sleep(0.01)
        return audits_at_work.read(candidate)

    with at_work(audits_at_work.sqlite(tmp_path), read=read) as (store, audits):
        job_id = audits.start("shelf 600")
        until(lambda: store.job(job_id).done > 50)
        with sqlite3.connect(tmp_path / "catalogue.db", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            until(lambda: "held by another" in audits.job(job_id).message)
            other.execute("ROLLBACK")
        until(lambda: store.job(job_id).done > 200)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # every file that grows now meets its end
        try:
            until(lambda: "disk of the database is full" in audits.job(job_id).message)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        job = audits.wait(job_id, 60)
        assert (job.state, job.done, job.failed, job.message) == ("done", 600, 0, "")
        assert [row.number for row in store.rows(job_id)] == list(range(1, 601))


def test_work_goes_on_after_the_server_of_the_database_dropped_all_connections(postgres):
    def read(candidate):
        time.sleep(0.01)
        return audits_at_work.read(candidate)

    with fresh(postgres) as url, at_work(url, read=read) as (store, audits):
        job_id = audits.start("shelf 500")
        for part in (50, 200, 350):
            until(lambda part=part: store.job(job_id).done > part)
            with create_engine(url.replace("postgresql:", "postgresql+psycopg:")).connect() as connection:
                connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                                        "datname = current_database() AND pid <> pg_backend_pid()"))
        job = audits.wait(job_id, 60)
        assert (job.state, job.done, job.failed) == ("done", 500, 0)


def until(true, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_a_picture_that_crashes_its_worker_is_left_out_after_the_second_time(tmp_path):
    crashed = Counter()

    def judge(path, uri, options):
        if uri in ("picture 7", "picture 8"):
            crashed[uri] += 1
            if uri == "picture 7" or crashed[uri] == 1:
                raise WorkFailed("The worker ended while it judged this picture.", "Take another file.")
        return audits_at_work.judge(path, uri, options)

    with at_work(audits_at_work.sqlite(tmp_path), analyze=judge) as (store, audits):
        job = audits.wait(audits.start("shelf 20"), 60)
        assert (job.done, job.failed, dict(crashed)) == (19, 1, {"picture 7": 2, "picture 8": 2})
        row = next(row for row in store.rows(job.job_id) if row.error)
        assert row.uri == "picture 7" and "2 times" in row.message


def test_a_fault_of_the_program_costs_one_picture(tmp_path):
    def judge(path, uri, options):
        return 1 / 0 if uri == "picture 3" else audits_at_work.judge(path, uri, options)

    with at_work(audits_at_work.sqlite(tmp_path), analyze=judge) as (store, audits):
        job = audits.wait(audits.start("shelf 5"), 60)
        assert (job.state, job.done, job.failed) == ("done", 4, 1)


def test_work_waits_while_the_disk_is_full_and_says_so(tmp_path):
    room = threading.Event()

    def read(candidate):
        if not room.is_set():
            raise SetupError("The picture could not be stored: No space left on device.", "Make room on the disk.")
        return audits_at_work.read(candidate)

    with at_work(audits_at_work.sqlite(tmp_path), read=read) as (store, audits):
        job_id = audits.start("shelf 30")
        until(lambda: store.job(job_id).message)
        job = store.job(job_id)
        assert "No space left" in job.message and job.hint == "Make room on the disk." and job.state == "running"
        room.set()
        job = audits.wait(job_id, 60)
        assert (job.done, job.failed, job.message) == (30, 0, "")


def test_pause_resume_and_cancel(database_url):
    def read(candidate):
        time.sleep(0.02)
        return audits_at_work.read(candidate)

    with at_work(database_url, read=read) as (store, audits):
        job_id = audits.start("shelf 400")
        until(lambda: store.job(job_id).done >= 20)
        audits.pause(job_id)
        assert audits.wait(job_id).state == "paused"
        time.sleep(0.5)
        before = store.job(job_id).done
        time.sleep(0.5)
        assert store.job(job_id).done == before < 400, "nothing new begins"
        assert store.job(job_id).seconds_left is None
        audits.resume(job_id)
        until(lambda: store.job(job_id).done >= before + 20)
        audits.cancel(job_id)
        job = audits.wait(job_id)
        assert job.state == "cancelled" and job.ended and job.done < 400
        time.sleep(0.5)
        assert store.job(job_id).done == job.done == store.count(job_id)
        with pytest.raises(Misuse, match="has ended"):
            audits.resume(job_id)


def test_two_audits_of_one_running_source_are_refused(database_url):
    hold = threading.Event()

    def read(candidate):
        hold.wait(60)
        return audits_at_work.read(candidate)

    with at_work(database_url, read=read) as (store, audits):
        first = audits.start("shelf 10")
        with pytest.raises(Misuse, match=first):
            audits.start(" shelf 10 ")
        other = audits.start("shelf 11")
        hold.set()
        assert audits.wait(first, 60).state == audits.wait(other, 60).state == "done"
        assert audits.wait(audits.start("shelf 10"), 60).done == 10


def test_a_source_that_cannot_be_read_fails_with_words(database_url):
    def offers(job):
        if job.source == "half":
            yield from shelf(4)
        raise InputError("The feed has no column image_link.", "It has: id, title.")

    with at_work(database_url, candidates=offers) as (store, audits):
        job = audits.wait(audits.start("feed"), 60)
        assert (job.state, job.message, job.hint) == ("failed", "The feed has no column image_link.",
                                                      "It has: id, title.")
        half = audits.wait(audits.start("half"), 60)
        assert half.state == "done" and half.done == 4 and "image_link" in half.message
        nothing = audits.wait(audits.start("feed"), 60)
        assert nothing.job_id != job.job_id


def test_a_listing_that_was_interrupted_goes_on(tmp_path):
    """The first process lists half of it and is closed; the second lists all again and counts nothing twice."""
    stop = threading.Event()

    def half(job):
        yield from shelf(60)
        stop.set()
        time.sleep(1.5)
        yield from shelf(100)[60:]

    with at_work(audits_at_work.sqlite(tmp_path), candidates=half) as (store, audits):
        job_id = audits.start("shelf 100")
        assert stop.wait(60)
        time.sleep(0.2)
    with at_work(audits_at_work.sqlite(tmp_path)) as (store, audits):
        assert store.job(job_id).state == "listing" and 50 <= store.job(job_id).listed < 100
        job = audits.wait(job_id, 60)
        assert (job.listed, job.done) == (100, 100)
        assert [row.uri for row in store.rows(job_id)] == [candidate.uri for candidate in shelf(100)]


@pytest.mark.parametrize("table", ["items", "holders", "jobs", "results", "tallies"])
def test_a_database_that_is_damaged_meanwhile_ends_the_wait(tmp_path, table):
    """A table that is gone stands for pages that cannot be read; pausing for it would be for ever."""
    store = Store(sqlite(tmp_path))
    job_id = store.create_job("shelf 400", "list", {})
    with at_work(sqlite(tmp_path), analyze=lambda *options: time.sleep(0.02) or judge(*options)) as (_, audits):
        while store.job(job_id).done < 4:
            time.sleep(0.02)
        with store.writing() as connection:
            connection.execute(text(f"DROP TABLE {table}"))
        with pytest.raises(Damaged, match=f"no such table.*{table}"):
            audits.wait(job_id, 60)
    store.close()


def test_a_listing_that_meets_a_damaged_database_ends_the_wait(tmp_path, monkeypatch):
    def damaged(*_: object) -> None:
        raise Damaged("The database is damaged.", "Put a backup in its place.")

    monkeypatch.setattr(leases, "add_items", damaged)
    with at_work(sqlite(tmp_path)) as (_, audits), pytest.raises(Damaged, match="is damaged"):
        audits.wait(audits.start("shelf 5"), 60)


def test_a_kept_result_that_cannot_be_read_costs_its_picture_only(tmp_path):
    with at_work(sqlite(tmp_path)) as (store, audits):
        audits.wait(audits.start("shelf 3"), 60)
        with store.writing() as connection:
            connection.execute(text("UPDATE results SET analysis = '{' WHERE result_id = 2"))
        job = audits.wait(audits.start("shelf 3"), 60)
    assert (job.state, job.done, job.failed) == ("done", 2, 1)
