"""Rows of people: what is looked at, grouped, named, forgotten, erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from core.catalog import people
from core.catalog.store import Store
from core.catalog.tables import facts, pictures

IDS = [letter * 64 for letter in "abc"]
MODEL = "face_descriptor_1 faces 00"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three pictures with a face each."""
    made = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    with made.writing() as connection:
        connection.execute(pictures.insert(), [{"picture_id": one, "seen": 1.0} for one in IDS])
        connection.execute(facts.insert(), [{"picture_id": one, "name": "face", "value": "yes"} for one in IDS])
    yield made
    made.close()


def enter(store: Store, count: int = 2) -> None:
    with store.writing() as connection:
        people.add_faces(connection, [{"picture_id": one, "xyxy": (1.0, 2.0, 30.0, 40.0), "model": MODEL,
                                       "descriptor": np.eye(3, 1024, dtype=np.float16)[row]}
                                      for row, one in enumerate(IDS[:count])])


def test_a_picture_lacks_until_it_was_looked_at(store: Store) -> None:
    with store.reading() as connection:
        assert people.lacking(connection, MODEL) == IDS
    enter(store)
    with store.reading() as connection:
        assert people.lacking(connection, MODEL) == IDS[2:] and people.lacking(connection, "another") == IDS
        rows, vectors = people.described(connection, MODEL)
        assert [row.picture_id for row in rows] == IDS[:2] and vectors.shape == (2, 1024)


def test_a_name_is_a_fact_of_its_pictures_and_goes_with_the_person(store: Store) -> None:
    enter(store)
    with store.writing() as connection:
        person = people.add_person(connection, "Ann", people.Consent("Ann", "2026-01-31", "all"))
        people.put(connection, [1], person, kept=True, score=0.9)
        people.write_facts(connection, "m")
        query = select(facts.c.picture_id, facts.c.value, facts.c.score).where(facts.c.name == people.FACT)
        assert connection.execute(query).all() == [(IDS[0], "Ann", 0.9)]
        assert people.counts(connection) == {"faces": 2, "groups": 1, "named": 1, "gallery": 1}
        people.forget(connection, person)
        people.write_facts(connection, "m")
        assert not connection.execute(query).all() and people.everybody(connection) == []
        assert people.lacking(connection, MODEL) == IDS[2:], "it is not looked at again"
        face = people.face(connection, 1)
        assert face is not None and face.xyxy == (0, 0, 0, 0) and people.counts(connection)["faces"] == 1


def test_groups_without_a_face_and_a_name_go_and_erasing_leaves_nothing(store: Store) -> None:
    enter(store)
    with store.writing() as connection:
        empty, full = people.add_person(connection), people.add_person(connection)
        people.set_groups(connection, [(1, full, 1.0), (2, full, 0.8)])
        assert [row["person_id"] for row in people.everybody(connection)] == [full] != [empty]
        assert [face.face_id for face in people.faces_of(connection, full)] == [1, 2]
        people.erase(connection)
        assert set(people.counts(connection).values()) == {0} and people.face(connection, 1) is None
