"""Corrections in both databases: only added, the latest counts, and an older form's words are still there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import text

from core.catalog import corrections
from core.catalog.store import Store
from core.nouns.correction import Correction

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
A, B = "a" * 64, "b" * 64


def word(picture_id: str, value: str, minutes: int = 0, name: str = "label") -> Correction:
    return Correction(picture_id, name, value, "apparel", "Ada", NOON + timedelta(minutes=minutes), "intent 3")


def test_the_latest_in_time_counts_whatever_was_entered_last(database_url: str) -> None:
    store = Store(database_url)
    with store.writing() as connection:
        assert corrections.newest(connection) == 0
        corrections.add(connection, [word(A, "other", 2), word(A, "home_decor", 1), word(B, "other", 1),
                                     word(B, "model", 2), word(A, "product_only", name="kind")])
        corrections.add(connection, [])
    with store.reading() as connection:
        assert corrections.counted(connection, "label") == {A: "other"}, "B's was taken back"
        assert corrections.counted(connection, "label", B) == {}
        assert [item.value for item in corrections.history(connection, A)] == ["other", "home_decor", "product_only"]
        assert corrections.history(connection, A, "kind") == [word(A, "product_only", name="kind")]
        assert [item.value for item in corrections.every(connection, ["label"])] == [
            "home_decor", "other", "other", "model"]
        assert corrections.newest(connection) == 5
        assert [corrections.since(connection, "label", entered) for entered in (0, 2, 5)] == [2, 1, 0], "of pictures"
    store.close()


def test_words_of_revision_0005_are_still_there(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, revision: upgrade(config, "0005"))
    old = Store(database_url)
    with old.writing() as connection:
        connection.execute(text("INSERT INTO corrections (picture_id, name, value, author, note, created) "
                                "VALUES ('p', 'role', 'banner', 'Ada', 'product', 0)"))
    old.close()
    monkeypatch.undo()
    store = Store(database_url)
    with store.reading() as connection:
        (role,) = corrections.history(connection, "p", "role")
    assert (role.value, role.before, role.author, role.model) == ("banner", "product", "Ada", "")
    store.close()


def test_the_latest_of_all_names_that_begin_so(database_url: str) -> None:
    store = Store(database_url)
    with store.writing() as connection:
        corrections.add(connection, [word(A, "fine", 1, "alarm 1"), word(A, "wrong", 2, "alarm 1"),
                                     word(B, "fine", 1, "alarm 2"), word(B, "model", 2, "alarm 2"),
                                     word(A, "other", 1, "alarms")])
    with store.reading() as connection:
        assert corrections.latest(connection, "alarm ") == {(A, "alarm 1"): "wrong"}
    store.close()
