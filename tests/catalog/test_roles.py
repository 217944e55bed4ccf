"""Roles in the database: settled with a result, filtered and counted, moved by people with a history."""

from __future__ import annotations

from dataclasses import replace

from core.catalog import corrections, results, roles
from core.catalog.job_rows import lock_job
from core.catalog.query import RowFilter
from core.catalog.store import Store
from core.jobs import leases
from core.nouns.job import ItemResult, PictureResult
from core.nouns.product import Candidate
from core.nouns.role import UNSURE, Role, settled_role
from tests.made_up import made_up_analysis

OFFERS = [Candidate("1.jpg", role=Role("product", "A price stands beside it.")), Candidate("2.jpg", role=UNSURE),
          Candidate("3.png", role=Role("icon", "It stands in the page's header.")), Candidate("4.jpg")]
BROKEN = {"amazon": "fail", "amazon.size": "fail"}


def audited(store: Store) -> str:
    """An audit of these offers, with an analysis each."""
    job_id = store.create_job("", "page", {},
                              fill=lambda connection, job_id: leases.add_all(connection, job_id, OFFERS))
    with store.writing() as connection:
        items = leases.claim(connection, job_id, "me", quotas={}, place="", most=9)
        done = []
        for item in items:
            analysis = replace(made_up_analysis(item.candidate.uri, "product_only", "apparel"),
                               picture_id=item.candidate.uri[0] * 64, size_wh=(800, 800))
            done.append(ItemResult(item, PictureResult(analysis, {}, BROKEN), "m", "1",
                                   role=settled_role(item.candidate.role, analysis)))
        leases.complete(connection, lock_job(connection, job_id), "me", results.keep(connection, done))
    return job_id


def role(store: Store, job_id: str, name: str) -> list[int]:
    where = RowFilter(facts=(("role", name),))
    rows = [row.number for row in store.rows(job_id, where=where)]
    assert len(rows) == store.count(job_id, where) == store.counts(job_id)["role"].get(name, 0)
    return rows


def test_rows_have_their_role_and_are_filtered_and_counted_by_it(store: Store) -> None:
    job_id = audited(store)
    rows = list(store.rows(job_id))
    assert [row.role for row in rows] == ["product", "unsure", "icon", "product"]
    assert all(row.role_reason for row in rows)
    assert (role(store, job_id, "product"), role(store, job_id, "icon")) == ([1, 4], [3])
    assert store.counts(job_id)["broken"] == {"amazon": 2, "amazon.size": 2}, "rules count products only"


def test_a_move_changes_row_counts_and_rules_and_is_kept(store: Store) -> None:
    job_id = audited(store)
    with store.writing() as connection:
        assert roles.places_of(connection, "2" * 64) == [(job_id, 2)]
        assert roles.move(connection, "2" * 64, "product", author="Ada", breaches=lambda job, number: list(BROKEN)) == 1
        roles.move(connection, "1" * 64, "banner", author="", breaches=lambda job, number: [])
    assert role(store, job_id, "product") == [2, 4] and role(store, job_id, "banner") == [1]
    assert role(store, job_id, "unsure") == []
    assert store.counts(job_id)["broken"] == {"amazon": 2, "amazon.size": 2}
    assert store.row(job_id, 1).role == "banner" and "moved" in store.row(job_id, 1).role_reason  # type: ignore[union-attr]
    with store.reading() as connection:
        (word,) = corrections.history(connection, "2" * 64)
        assert (word.value, word.before, word.author) == ("product", "unsure", "Ada")
        assert roles.newest_correction(connection, job_id) == 2 and roles.newest_correction(connection, "other") == 0


def test_what_a_person_said_counts_for_the_next_audit_too(store: Store) -> None:
    audited(store)
    with store.writing() as connection:
        roles.move(connection, "2" * 64, "product", author="", breaches=lambda job, number: [])
        roles.move(connection, "2" * 64, "content", author="", breaches=lambda job, number: [])
    later = audited(store)
    assert store.row(later, 2).role == "content"  # type: ignore[union-attr]
    assert store.counts(later)["role"] == {"product": 2, "content": 1, "icon": 1}


def test_rows_by_number(store: Store) -> None:
    job_id = audited(store)
    assert store.row(job_id, 3).uri == "3.png" and store.row(job_id, 9) is None  # type: ignore[union-attr]
