"""Rows of shelf photos: what was read, what could not be, the newest of each shelf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.catalog import shelves
from core.catalog.store import Store
from core.nouns.failure import Failure
from tests.shelf.readings import facing, reading


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    yield made
    made.close()


def test_a_reading_gets_its_id_and_comes_back(store: Store) -> None:
    shelf = reading(facing(0, 0, "A", 0.6, "B"), created=5.0)
    with store.writing() as connection:
        kept = shelves.add(connection, "job", shelf)
        shelves.add_failure(connection, "job", Failure("b.jpg", "NotAPicture", "Damaged.", "Copy it."), 6.0)
    assert kept == replace(shelf, reading_id=kept.reading_id) and kept.reading_id > 0
    with store.reading() as connection:
        assert shelves.reading(connection, kept.reading_id) == kept
        assert shelves.reading(connection, kept.reading_id + 1) is None, "a photo that could not be read is no reading"
        first, second = shelves.of_job(connection, "job")
        assert first == kept and second == Failure("b.jpg", "NotAPicture", "Damaged.", "Copy it.")
        assert shelves.newest(connection, 9) == [kept]


def test_shelves_are_told_apart_and_the_newest_comes_first(store: Store) -> None:
    with store.writing() as connection:
        for created, shelf in ((1.0, "Tea"), (2.0, "Coffee"), (3.0, "Tea")):
            shelves.add(connection, "", replace(reading(created=created), shelf=shelf))
    with store.reading() as connection:
        assert shelves.shelves(connection) == [("Tea", 2), ("Coffee", 1)]
        assert [one.created for one in shelves.newest(connection, 9, shelf="Tea")] == [3.0, 1.0]
        assert [one.created for one in shelves.newest(connection, 1)] == [3.0]
        assert [one.created for one in shelves.newest(connection, 9, since=2.0)] == [3.0, 2.0]
