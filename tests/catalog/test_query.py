"""Rows by the marketplace rule that they break: which, how many, with other filters, and again from what is known."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import text

from core.catalog.query import page
from core.catalog.store import RowFilter, Store
from core.catalog.tables import items
from core.nouns.failure import Failure
from core.nouns.job import PictureResult
from tests.catalog.test_store import KINDS, audit, candidate, judged


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


def found(number: int) -> PictureResult | Failure:
    """Every third picture has lettering, every fifth is small; every tenth could not be read."""
    if number % 10 == 0:
        return Failure("x", "NotFound", "Nothing there.", "")
    broken = [rule for rule, each in (("no_text", 3), ("size", 5)) if number % each == 0]
    verdicts = {"amazon": "fail" if broken else "warn", "google": "pass"}
    return replace(judged(number), verdicts=verdicts | {f"amazon.{rule}": "fail" for rule in broken})


def shop(store: Store) -> str:
    return audit(store, "shop", {candidate(n, "bags" if n % 2 else "shoes"): found(n) for n in range(1, 91)})


CASES = {
    "a rule": (RowFilter(broken="amazon.no_text"), lambda n: n % 10 and n % 3 == 0),
    "any rule of a pack": (RowFilter(broken="amazon"), lambda n: n % 10 and (n % 3 == 0 or n % 5 == 0)),
    "a pack that all pass": (RowFilter(broken="google"), lambda n: False),
    "a rule in a category": (RowFilter(broken="amazon.no_text", category="bags"),
                             lambda n: n % 10 and n % 3 == 0 and n % 2),
    "a rule, a kind and a verdict": (RowFilter(broken="amazon", kind="product_only", shoppable=True),
                                     lambda n: n % 10 and n % 5 == 0 and n % 3 == 2 and n % 2),
    "a rule and a label": (RowFilter(broken="amazon.no_text", top_label="apparel", error="none"),
                           lambda n: n % 10 and n % 3 == 0 and n % 2),
    "a rule and a failure": (RowFilter(broken="amazon.no_text", error="any"), lambda n: False),
    "a rule and a text": (RowFilter(broken="amazon.no_text", text="sku-1"),
                          lambda n: n % 10 and n % 3 == 0 and str(n).startswith("1")),
    "a rule that nobody has": (RowFilter(broken="amazon.dance\0"), lambda n: False),
}


def test_a_database_of_before_gets_the_tables_and_keeps_its_audits(database_url: str, monkeypatch) -> None:
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, wanted: upgrade(config, "0001"))
    old = Store(database_url)
    job_id = "0123456789abcdef"
    with old.writing() as connection:
        connection.execute(text("INSERT INTO jobs (job_id, source, kind, options, state, listing_over, listed, done, "
                                "failed, skipped, created, mark_at, mark_count, rate, message, hint, trouble, "
                                "trouble_hint) VALUES (:job_id, 'old shop', 'list', '{}', 'done', :over, 0, 0, 0, 0, "
                                "1, 1, 0, 0, '', '', '', '')"), {"job_id": job_id, "over": True})
    old.close()
    monkeypatch.undo()
    new = Store(database_url)
    job = new.job(job_id)
    assert (job.source, job.source_kind, job.kind) == ("old shop", "list", "audit")
    assert new.counts(job_id)["broken"] == {}
    assert len(list(new.rows(shop(new), where=RowFilter(broken="amazon.size")))) == 9
    new.close()


@pytest.mark.parametrize("name", CASES)
def test_rows_and_counts_by_broken_rule(store: Store, name: str) -> None:
    where, wanted = CASES[name]
    job_id, numbers = shop(store), [n for n in range(1, 91) if wanted(n)]
    shop_of_others = audit(store, "others", {candidate(n): found(n) for n in range(1, 10)})
    assert store.count(shop_of_others, RowFilter(broken="amazon.no_text")) == 3
    assert [row.number for row in store.rows(job_id, where=where)] == numbers
    assert [row.number for row in store.rows(job_id, where=where, order="-number", offset=1, limit=4)] == \
        numbers[::-1][1:5]
    scores = [(row.shoppable_score, row.number) for row in store.rows(job_id, where=where, order="score")]
    assert scores == sorted(scores) and len(scores) == len(numbers)
    assert store.count(job_id, where) == len(numbers)


def test_broken_rules_are_counted_and_rows_show_packs_only(store: Store) -> None:
    job_id = shop(store)
    assert store.counts(job_id)["broken"] == {"amazon": 33, "amazon.no_text": 27, "amazon.size": 9}
    row = next(store.rows(job_id, where=RowFilter(broken="amazon.no_text")))
    assert row.verdicts == {"amazon": "fail", "google": "pass"}


def test_a_filter_by_rule_walks_an_index_and_sorts_nothing(tmp_path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    job_id = shop(store)
    wanted = page(job_id, RowFilter(broken="amazon.no_text"), "number", after=None, offset=0, limit=25)
    with store.reading() as connection:
        said = wanted.compile(connection, compile_kwargs={"literal_binds": True})
        plan = [line.detail for line in connection.execute(text(f"EXPLAIN QUERY PLAN {said}"))]
    walk = next(line for line in plan if "item_facts" in line)
    assert "SEARCH item_facts USING PRIMARY KEY (job_id=? AND name=? AND value=?)" in walk, plan
    assert "SCAN items" not in str(plan), plan
    store.close()


def test_audits_of_before_are_counted_under_every_filter(database_url: str, monkeypatch) -> None:
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, wanted: upgrade(config, "0002"))
    old = Store(database_url)
    with old.writing() as connection:
        connection.execute(items.insert(), [
            {"job_id": "old", "number": number, "uri_id": f"{number}", "state": "done", "shown": 1, "shoppable": True,
             "kind": KINDS[number % 2], "top_label": "apparel", "category": "bags"} for number in range(1, 5)])
        connection.execute(text("INSERT INTO breaches (job_id, rule, number) VALUES ('old', 'amazon', :number)"),
                           [{"number": number} for number in range(1, 5)])
    old.close()
    monkeypatch.undo()
    new = Store(database_url)
    assert new.count("old", RowFilter(broken="amazon", kind=KINDS[1], category="bags")) == 2
    assert new.counts("old")["broken"] == {"amazon": 4}
    new.close()
