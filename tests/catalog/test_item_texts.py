"""A part of a text is found by its letters as a walk over all items finds it, on both databases."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from core.catalog import item_texts
from core.catalog.item_texts import ITEMS, SHORTEST, enter_items, find, lines_of
from core.catalog.query import lowered
from core.catalog.store import RowFilter, Store
from core.catalog.tables import item_texts as table
from core.catalog.tables import items
from core.nouns.product import Candidate, Product
from tests.catalog.test_store import audit, candidate, judged

TITLES = ("Läufer", 'Das "Rote" Kleid', "50% cotton_mix", "ΣΟΦΟΣ ÉTÉ", "back\\slash", "two\nlines", "it's; DROP")


def offer(number: int) -> Candidate:
    title = TITLES[number % len(TITLES)]
    return Candidate(f"https://shop.example/{number:05d}.jpg", url=f"https://shop.example/{number:05d}.jpg",
                     product=Product(sku=f"SKU-{number}", title=title))


def shop(store: Store, source: str = "shop", count: int = 80) -> str:
    return audit(store, source, {offer(number): judged(number) for number in range(1, count + 1)})


def words(store: Store, job_id: str) -> dict[int, str]:
    with store.reading() as connection:
        return dict(connection.execute(items.select().with_only_columns(items.c.number, items.c.words)
                                       .where(items.c.job_id == job_id)).tuples().all())


def numbers(store: Store, job_id: str, part: str) -> list[int] | None:
    with store.reading() as connection:
        return find(connection, job_id, lowered(part))


def test_every_part_of_every_line_is_found_where_it_is_and_nowhere_else(store: Store) -> None:
    job_id, other = shop(store), shop(store, "another shop", 20)
    for of_job in (job_id, other):
        lines = words(store, of_job)
        parts = {line[start:start + length] for line in list(lines.values())[:15] for length in (3, 4, 9)
                 for start in range(0, len(line) - length + 1, 2)}
        assert len(parts) > 150
        for part in sorted(part for part in parts if "\n" not in part):
            expected = sorted(number for number, line in lines.items() if part in line)
            assert numbers(store, of_job, part) == expected, part
    for nowhere in ("zebra", "%%%", "___", '"""', "sku-1 läufer", "NEAR(", "d*k"):
        assert numbers(store, job_id, nowhere) == [], nowhere
    assert numbers(store, "no such job", "shop") == []


def test_what_the_index_does_not_know_is_left_to_the_walk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = shop(store)
    for part in ("x" * (SHORTEST - 1), "o\nlines"):
        assert numbers(store, job_id, part) is None
    monkeypatch.setattr(item_texts, "MOST", 3)
    assert numbers(store, job_id, "shop") is None and numbers(store, job_id, "sku-33") == [33]
    for part in ("shop", "s", "sku-3", "o\nlines"):
        expected = [number for number, line in sorted(words(store, job_id).items()) if part in line]
        assert [row.number for row in store.rows(job_id, where=RowFilter(text=part))] == expected, part
        assert store.count(job_id, RowFilter(text=part)) == len(expected) > 0, part


def test_a_text_with_other_conditions_leaves_the_same_rows_either_way(
        store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = audit(store, "verdicts", {candidate(number): judged(number) for number in range(1, 60)})
    filters = [RowFilter(text="SKU-3", kind="worn_no_face"), RowFilter(text="läufer 4", shoppable=True),
               RowFilter(text="sku-5", error="none"), RowFilter(text="sku-5", broken="amazon"),
               RowFilter(text="sku-5", error="any")]
    found = [([row.number for row in store.rows(job_id, where=where, order="-score")], store.count(job_id, where))
             for where in filters]
    assert [count for _, count in found] == [3, 5, 11, 0, 0] == [len(rows) for rows, _ in found]
    monkeypatch.setattr(item_texts, "SHORTEST", 1000)
    assert found == [([row.number for row in store.rows(job_id, where=where, order="-score")],
                      store.count(job_id, where)) for where in filters]


def test_lines_stand_in_rows_of_so_many_and_apart_where_numbers_jump() -> None:
    rows = [{"job_id": "a", "number": number, "words": f"w{number}\nx"} for number in (*range(1, ITEMS + 3), 40, 41)]
    made = list(lines_of(rows))
    assert [(row["first"], len(row["words"].split("\n"))) for row in made] == [(1, ITEMS), (ITEMS + 1, 2), (40, 2)]
    assert made[2] == {"job_id": "a", "first": 40, "words": "w40 x\nw41 x"} and list(lines_of([])) == []


def test_a_job_that_is_forgotten_leaves_no_words(store: Store) -> None:
    job_id, other = shop(store), shop(store, "another shop")
    store.forget(job_id)
    assert numbers(store, job_id, "sku-7") == [] and numbers(store, other, "sku-77") == [77]
    with store.writing() as connection:
        assert {row.job_id for row in connection.execute(table.select())} == {other}
        if connection.dialect.name == "sqlite":  # says so where the index and the words differ
            connection.execute(text("INSERT INTO item_search (item_search) VALUES ('integrity-check')"))


def test_the_index_is_used(store: Store) -> None:
    many = [{"job_id": "many", "number": number, "uri_id": f"{number}", "uri": "u", "shown": 1,
             "words": f"https://shop.example/media/{number:08d}.jpg sku-{number} a red boot for running on roads"}
            for number in range(1, 30_001)]
    with store.writing() as connection:
        enter_items(connection, many)
        connection.execute(text("ANALYZE"))
    with store.reading() as connection:
        sqlite = connection.dialect.name == "sqlite"
        # PostgreSQL takes so few rows for as quickly read whole: it is asked whether it can do without that
        statement = item_texts._SQLITE if sqlite else str(item_texts._POSTGRESQL).partition(" AND number")[0]
        low, high = connection.execute(item_texts._PLACES, {"its_job": "many"}).one()
        if not sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = str(connection.execute(
            text(f"EXPLAIN {'QUERY PLAN ' * sqlite}{statement}"), {
                "quoted": '"sku-12345"', "part": "%sku-12345%", "job_id": "many", "low": low, "high": high,
                "most": item_texts.MOST}).all())
        assert ("VIRTUAL TABLE INDEX" if sqlite else "item_texts_search") in plan, plan
        assert find(connection, "many", "sku-12345") == [12345] and find(connection, "many", "running") is None


def test_items_of_before_are_entered_by_the_migration(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade = command.upgrade
    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, revision: upgrade(config, "0012"))
        old = Store(database_url)
    rows = [{"job_id": job_id, "number": number, "uri_id": f"{number}", "uri": "u", "shown": 1, "state": "done",
             "words": f"{job_id} läufer sku-{number}"} for job_id in ("one", "two") for number in range(1, 41)]
    with old.writing() as connection:
        connection.execute(items.insert(), [row for row in rows if row["number"] not in (5, 17, 18)])
    old.close()
    new = Store(database_url)
    assert numbers(new, "one", "sku-2") == [2, *range(20, 30)] and numbers(new, "two", "one läufer") == []
    with new.writing() as connection:
        enter_items(connection, [rows[0] | {"job_id": "two", "number": 99, "uri_id": "99", "words": "two late sku-99"}])
    assert numbers(new, "two", "sku-9") == [9, 99] and numbers(new, "two", "sku-17") == []
    assert [row.number for row in new.rows("two", where=RowFilter(text="LATE sku"))] == [99]
    new.close()


def test_a_user_who_may_not_install_the_extension_finds_the_same(postgres: str) -> None:
    admin = create_engine(postgres.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for statement in ("CREATE ROLE guest LOGIN", "CREATE DATABASE of_guest"):
            connection.execute(text(statement))
    inside = create_engine(admin.url.set(database="of_guest"), isolation_level="AUTOCOMMIT")
    with inside.connect() as connection:
        connection.execute(text("GRANT ALL ON SCHEMA public TO guest"))
    inside.dispose()
    store = Store(admin.url.set(database="of_guest", username="guest").render_as_string(hide_password=False))
    job_id = shop(store)
    with store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")).scalar() == 0
    assert numbers(store, job_id, "sku-33") == [33] and store.count(job_id, RowFilter(text="läufer")) == 11
    store.close()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE of_guest WITH (FORCE)"))
        connection.execute(text("DROP ROLE guest"))
    admin.dispose()
