"""Rows by the marketplace rule that they break: which, how many, with other filters, and again from what is known."""

from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import text

from core.catalog.query import page
from core.catalog.store import RowFilter, Store
from core.catalog.tables import items
from core.nouns.fact import Fact
from core.nouns.failure import Failure
from core.nouns.job import PictureResult
from tests.catalog.test_store import KINDS, audit, candidate, judged


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
    monkeypatch.setattr(command, "upgrade", lambda config, revision: upgrade(config, "0001"))
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
    where, expected = CASES[name]
    job_id, numbers = shop(store), [n for n in range(1, 91) if expected(n)]
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
    query = page(job_id, RowFilter(broken="amazon.no_text"), "number", after=None, offset=0, limit=25)
    with store.reading() as connection:
        sql = query.compile(connection, compile_kwargs={"literal_binds": True})
        plan = [line.detail for line in connection.execute(text(f"EXPLAIN QUERY PLAN {sql}"))]
    walk = next(line for line in plan if "item_facts" in line)
    assert "SEARCH item_facts USING PRIMARY KEY (job_id=? AND name=? AND value=?)" in walk, plan
    assert "SCAN items" not in str(plan), plan
    store.close()


def test_audits_of_before_are_counted_under_every_filter(database_url: str, monkeypatch) -> None:
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, revision: upgrade(config, "0002"))
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


COLORS = ("red", "blue", "green")


def colored(number: int) -> PictureResult | Failure:
    """Each picture has one or two colors; every tenth could not be read."""
    result = found(number)
    if isinstance(result, Failure):
        return result
    names = {COLORS[number % 3], "white" if number % 4 == 0 else COLORS[number % 3]}
    facts = tuple(Fact("color", name, 0.5, "colors_1") for name in sorted(names))
    return replace(result, analysis=replace(result.analysis, facts=facts))


RED, WHITE = ("color", "red"), ("color", "white")
FACTS = {
    "one fact": (RowFilter(facts=(RED,)), lambda n: n % 10 and n % 3 == 0),
    "two values of one name": (RowFilter(facts=(RED, WHITE)), lambda n: n % 10 and n % 12 == 0),
    "a fact and a broken rule": (RowFilter(facts=(WHITE,), broken="amazon.no_text"),
                                 lambda n: n % 10 and n % 12 == 0),
    "a fact and a text": (RowFilter(facts=(RED,), text="sku-1"), lambda n: n % 10 and n % 3 == 0 and str(n)[0] == "1"),
    "two facts and a text": (RowFilter(facts=(RED, WHITE), text="sku-3"), lambda n: n == 36),
    "a fact and a category": (RowFilter(facts=(WHITE,), category="shoes", error="none"),
                              lambda n: n % 10 and n % 4 == 0),
    "a fact, a kind and a verdict": (RowFilter(facts=(RED,), kind="model_face", shoppable=True),
                                     lambda n: n % 10 and n % 3 == 0 and n % 2),
    "a fact of failures": (RowFilter(facts=(RED,), error="any"), lambda n: False),
    "a value that nobody has": (RowFilter(facts=(("color", "teal"),)), lambda n: False),
    "a name that nobody has": (RowFilter(facts=(("hem", "red"),)), lambda n: False),
    "a name that no database takes": (RowFilter(facts=(("color\0", "red\udce9"),)), lambda n: False),
}


@pytest.mark.parametrize("name", FACTS)
def test_rows_and_counts_by_facts(store: Store, name: str) -> None:
    where, expected = FACTS[name]
    job_id = audit(store, "shop", {candidate(n, "bags" if n % 2 else "shoes"): colored(n) for n in range(1, 91)})
    audit(store, "others", {candidate(n): colored(n) for n in range(1, 20)})
    numbers = [n for n in range(1, 91) if expected(n)]
    assert [row.number for row in store.rows(job_id, where=where)] == numbers
    assert [row.number for row in store.rows(job_id, where=where, order="-number", offset=1, limit=3)] == \
        numbers[::-1][1:4]
    scores = [(row.shoppable_score, row.number) for row in store.rows(job_id, where=where, order="-score")]
    assert scores == sorted(scores, reverse=True) and len(scores) == len(numbers)
    assert store.count(job_id, where) == len(numbers)


def test_facts_are_counted_by_name_and_value_and_come_with_the_row(store: Store) -> None:
    job_id = audit(store, "shop", {candidate(n): colored(n) for n in range(1, 31)})
    visible = [n for n in range(1, 31) if n % 10]
    counts = store.counts(job_id)
    assert counts["color"] == {name: sum(COLORS[n % 3] == name for n in visible) for name in COLORS} | {
        "white": sum(n % 4 == 0 for n in visible)}
    assert counts["broken"]["amazon.no_text"] == sum(n % 3 == 0 for n in visible)
    row = next(store.rows(job_id, where=RowFilter(facts=(RED, WHITE))))
    assert [(fact.name, fact.value, fact.model) for fact in row.facts] == [
        ("color", "red", "colors_1"), ("color", "white", "colors_1")]


def test_a_job_that_is_forgotten_takes_its_facts_along_and_leaves_the_pictures(store: Store) -> None:
    job_id = audit(store, "shop", {candidate(n): colored(n) for n in range(1, 10)})
    store.forget(job_id)
    assert store.count(job_id) == 0 and store.counts(job_id)["broken"] == {} and store.jobs() == []
    with store.reading() as connection:
        for table, number in (("items", 0), ("item_facts", 0), ("fact_tallies", 0), ("tallies", 0), ("pictures", 9),
                              ("results", 9)):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == number, table
