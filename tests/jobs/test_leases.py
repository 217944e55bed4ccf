"""Leases: a share for each host, one holder for each item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from core.catalog import results
from core.catalog.job_rows import lock_job
from core.catalog.query import RowFilter
from core.catalog.store import Store
from core.jobs import leases
from core.nouns.failure import Failure
from core.nouns.job import ItemRead, ItemResult
from core.nouns.product import Candidate
from tests.jobs.audits_at_work import shelf


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


def filled(store: Store, offers: list[Candidate | Failure], kind: str = "audit") -> str:
    return store.create_job("", "list", {}, kind, fill=lambda connection, job_id: leases.add_all(
        connection, job_id, offers))


def test_a_job_brings_its_items_along_in_one_transaction(store: Store) -> None:
    wrong = Failure("row 3", "InputError", "Row 3 has no address.", "Add one.")
    job_id = filled(store, [Candidate("a.jpg"), Candidate("a.jpg"), wrong, Candidate("b.svg", skipped="A drawing.")])
    job = store.job(job_id)
    assert (job.state, job.listed, job.total, job.failed, job.skipped) == ("running", 4, 3, 1, 1)
    assert store.counts(job_id)["error"] == {"InputError": 1}

    def fail(connection: object, job_id: str) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.create_job("shop", "list", {}, fill=fail)
    assert [job.job_id for job in store.jobs()] == [job_id], "neither the job nor an item"


def test_each_host_gets_a_share_and_files_get_all(store: Store) -> None:
    offers = [candidate for host in ("a.example", "b.example", "c.example") for candidate in shelf(40, host)]
    job_id = filled(store, offers)
    with store.writing() as connection:
        items = leases.claim(connection, job_id, "me", quotas={}, place="", most=30)
        more = leases.claim(connection, job_id, "me", quotas={"a.example": 20}, place="", most=10,
                            without=("b.example",))
    assert Counter(item.host for item in items) == {"a.example": 10, "b.example": 10, "c.example": 10}
    assert {item.host for item in more} == {"c.example"}
    files = filled(store, list(shelf(40)))
    with store.writing() as connection:
        assert len(leases.claim(connection, files, "me", quotas={}, place="", most=30)) == 30


def test_no_two_holders_have_one_item(store: Store) -> None:
    job_id = filled(store, list(shelf(20)))
    with store.writing() as connection:
        first = leases.claim(connection, job_id, "me", quotas={}, place="", most=12)
        other = leases.claim(connection, job_id, "other", quotas={}, place="", most=12)
    assert len(first) == 12 and len(other) == 8
    assert not {item.number for item in first} & {item.number for item in other}
    store.pause(job_id)
    with store.writing() as connection:
        leases.release(connection, "me", [ItemResult(item, retry_in=0.0) for item in first])
        assert leases.claim(connection, job_id, "me", quotas={}, place="", most=9) == [], "of a paused job nothing"


def test_a_retry_is_due_later_and_remembers_its_tries(store: Store) -> None:
    job_id = filled(store, list(shelf(1)))
    with store.writing() as connection:
        item = leases.claim(connection, job_id, "me", quotas={}, place="", most=1)[0]
        leases.release(connection, "me", [ItemResult(item, retry_in=60.0, attempts=2, crashes=1)])
        assert leases.claim(connection, job_id, "me", quotas={}, place="", most=1) == []
        connection.execute(text("UPDATE items SET due = 0"))
        again = leases.claim(connection, job_id, "me", quotas={}, place="", most=1)[0]
    assert (again.attempts, again.crashes) == (2, 1)


def test_what_was_fetched_is_remembered_for_the_next_holder_and_forgotten_with_a_failure(store: Store) -> None:
    job_id = filled(store, list(shelf(3, "shop.example")))
    with store.writing() as connection:
        first, second, third = leases.claim(connection, job_id, "me", quotas={}, place="", most=4)
        leases.note_reads(connection, "other", [ItemRead(third, "c" * 64)])  # which does not hold it
        leases.note_reads(connection, "me", [ItemRead(first, "a" * 64), ItemRead(second, "b" * 64)])
        leases.release(connection, "me", [ItemResult(item, retry_in=0.0) for item in (first, second, third)])
    assert list(store.pictures(job_id)) == [], "nothing of it is analyzed"
    with store.writing() as connection:
        again = leases.claim(connection, job_id, "next", quotas={}, place="", most=4)
        assert [item.candidate.picture_id for item in again] == ["a" * 64, "b" * 64, ""]
        result = ItemResult(again[0], failure=Failure("x", "NotAPicture", "It is torn.", "Save it again."))
        leases.complete(connection, lock_job(connection, job_id), "next", results.keep(connection, [result]))
    assert [(row.error, row.picture_id) for row in store.rows(job_id)] == [("NotAPicture", "")]


def test_a_host_that_asks_for_a_pause_is_left_alone(store: Store) -> None:
    job_id = filled(store, [*shelf(5, "slow.example"), *shelf(5, "well.example")])
    with store.writing() as connection:
        item = leases.claim(connection, job_id, "me", quotas={}, place="slow.example", most=1)[0]
        assert item.host == "slow.example"
        leases.pause_hosts(connection, job_id, [ItemResult(item, host_pause=60.0)])
        rest = leases.claim(connection, job_id, "me", quotas={}, place="", most=20)
    assert rest and {item.host for item in rest} == {"well.example"}


def test_a_failed_long_item_is_the_end_of_its_job(store: Store) -> None:
    job_id = filled(store, [Candidate("sales.csv")], "study")
    failure = Failure("sales.csv", "InputError", "The table has no dates.", "Add a column.")
    with store.writing() as connection:
        item = leases.claim(connection, job_id, "me", quotas={}, place="", most=1)[0]
        assert item.host == f"{leases.ONE_AT_A_TIME}study"
        values = {"error": "InputError", "message": failure.message, "hint": failure.hint, "attempts": 1}
        leases.complete(connection, lock_job(connection, job_id), "me", [(ItemResult(item, failure=failure), values)])
    job = store.job(job_id)
    assert (job.state, job.message, job.hint) == ("failed", "The table has no dates.", "Add a column.")
    assert store.count(job_id, RowFilter(error="any")) == 1
