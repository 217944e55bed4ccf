"""Pictures are found by file name, product title, lettering and facts, on both databases, as soon as they are kept."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select, text

from core.catalog.picture_texts import MOST_LETTERS, find, joined, note_changes, words_of
from core.catalog.store import Store
from core.catalog.tables import facts, pictures
from core.catalog.tables import picture_texts as texts
from core.nouns.fact import Fact
from tests.catalog.test_store import audit, candidate, judged


def number_of(picture_id: str) -> int:
    return int(picture_id, 16)


def found(store: Store, *phrases: str) -> list[int]:
    with store.reading() as connection:
        ids = dict(connection.execute(select(texts.c.number, texts.c.picture_id)).tuples().all())
        return sorted(number_of(ids[number]) for number in find(connection, phrases))


def shop(store: Store) -> str:
    outcomes = {}
    for number in range(1, 13):
        result = judged(number)
        lettering = ["Summer SALE"] if number % 5 == 0 else []
        outcomes[candidate(number)] = replace(
            result, analysis=replace(result.analysis, facts=(Fact("object", "hand_bag", 0.7, "o"),) * (number == 3)),
            measures={"text": "found" if lettering else "none", "text_read": lettering})
    return audit(store, "shop", outcomes)


def test_words_are_folded() -> None:
    assert words_of("Läufer ÉTÉ_42.jpg") == ["laufer", "ete", "42", "jpg"] and words_of("-_ %") == []
    assert len(joined(["word" * 3000, "x"])) == MOST_LETTERS


def test_pictures_are_found_by_every_word_that_is_known_of_them(store: Store) -> None:
    shop(store)
    assert found(store, "Läufer") == list(range(1, 13)), "the title of the product"
    assert found(store, "laufer", "SKU-4") == [4], "all of the words"
    assert found(store, "sale") == [5, 10] and found(store, "summer sale") == [5, 10], "lettering"
    assert found(store, "sale summer") == [], "a phrase is in order"
    assert found(store, "sum") == [5, 10], "the beginning of a word"
    assert found(store, "hand bag") == [3] and found(store, "apparel") == [1, 3, 5, 7, 9, 11], "facts"
    assert found(store, "12") == [12], "the file's name"
    for nothing in ("%", '"', "-", "NEAR(", "teal", "'; DROP TABLE facts"):
        assert found(store, nothing) == [], nothing
    assert found(store) == []


def test_what_changes_is_found_anew_and_says_that_it_changed(store: Store) -> None:
    shop(store)
    picture_id = judged(5).analysis.picture_id
    with store.writing() as connection:
        before = connection.execute(select(pictures.c.changed).where(pictures.c.picture_id == picture_id)).scalar()
        connection.execute(facts.delete().where(facts.c.picture_id == picture_id, facts.c.name == "text"))
        connection.execute(facts.insert().values(picture_id=picture_id, name="scene", value="beach", model="s"))
        note_changes(connection, [picture_id, "f" * 64])
        now = connection.execute(select(pictures.c.changed).where(pictures.c.picture_id == picture_id)).scalar()
    assert found(store, "sale") == [10] and found(store, "beach") == [5] and now > before > 0


def test_pictures_of_before_are_entered_by_the_migration_as_new_ones_are(database_url: str) -> None:
    new = Store(database_url)
    shop(new)
    everything = "SELECT picture_id, name, value, score, model FROM facts ORDER BY picture_id, name, value"
    with new.reading() as connection:
        expected = connection.execute(text(everything)).all()
        words = connection.execute(text("SELECT picture_id, words FROM picture_texts ORDER BY picture_id")).all()
    with new.writing() as connection:  # back to what 0007 had
        sqlite = connection.dialect.name == "sqlite"
        later = [f"ALTER TABLE {column.replace('.', ' DROP COLUMN ')}" for column in (  # of 0010 and 0012
            "products.brand", "products.size", "item_facts.kind", "item_facts.top_label", "item_facts.shoppable")]
        for statement in later + (["DROP TABLE picture_search", "DROP TABLE item_search"] if sqlite else []) + [
                "DROP TABLE item_texts",  # of 0013
                "DROP TABLE shelf_readings", "DROP TABLE people", "DROP TABLE person_faces",  # of 0011 and 0009
                "DROP TABLE picture_texts", "DROP TABLE smart_sets", "DROP INDEX pictures_by_change",
                "ALTER TABLE pictures DROP COLUMN changed", "DELETE FROM facts WHERE name <> 'object'",
                "UPDATE alembic_version SET version_num = '0007'"]:
            connection.execute(text(statement))
    new.close()
    migrated = Store(database_url)
    with migrated.reading() as connection:
        assert connection.execute(text(everything)).all() == expected
        assert connection.execute(text("SELECT picture_id, words FROM picture_texts ORDER BY picture_id")).all() == \
            words
        assert len(find(connection, ["sale"])) == 2
    migrated.close()
