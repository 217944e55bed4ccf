"""Vectors are kept once by picture and model, and read back for the pictures of one job."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import insert

from core.catalog import vectors
from core.catalog.store import Store
from core.catalog.tables import items

PICTURES = [f"{number:064d}" for number in range(4)]


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A job that shows pictures 0, 1 and, twice, 2; another that shows 3; and a failure."""
    opened = Store(database_url)
    shown = [("a", 1, 2, ""), ("a", 2, 0, ""), ("a", 3, 1, ""), ("a", 4, 2, ""), ("b", 1, 3, "")]
    with opened.writing() as connection:
        connection.execute(insert(items), [
            {"job_id": job, "number": number, "uri_id": f"{job}{number}", "uri": "", "candidate": "{}", "shown": 1,
             "picture_id": PICTURES[picture], "error": error} for job, number, picture, error in shown])
        connection.execute(insert(items), [{"job_id": "a", "number": 9, "uri_id": "broken", "uri": "", "shown": 1,
                                            "candidate": "{}", "error": "BrokenPicture"}])
    yield opened
    opened.close()


def test_a_vector_is_computed_once_whichever_job_asks(store: Store) -> None:
    values = {picture: np.float32([number, 0.25, 6]) for number, picture in enumerate(PICTURES)}
    with store.writing() as connection:
        assert vectors.lacking(connection, "a", "m") == PICTURES[:3]
        vectors.keep(connection, "m", {picture: values[picture] for picture in PICTURES[1:]})
        vectors.keep(connection, "m", {PICTURES[1]: np.float32([9, 9, 9])})
        assert vectors.lacking(connection, "a", "m") == PICTURES[:1] and vectors.lacking(connection, "b", "m") == []
        assert vectors.lacking(connection, "b", "another model") == [PICTURES[3]]
    with store.reading() as connection:
        ((names, found),) = vectors.of_job(connection, "a", "m")
        assert list(vectors.of_job(connection, "a", "another model")) == []
    assert names == PICTURES[1:3] and found.dtype == np.float32 and found.tolist() == [[1, 0.25, 6], [2, 0.25, 6]]


def test_vectors_of_named_pictures_whichever_job_they_are_of(store: Store) -> None:
    many = [f"{number:064d}" for number in range(1100)]
    with store.writing() as connection:
        vectors.keep(connection, "m", {picture: np.float32([1, number]) for number, picture in enumerate(many[:1050])})
        assert vectors.known(connection, many, "m") == set(many[:1050])
        found = vectors.of_pictures(connection, many, "m")
        assert vectors.of_pictures(connection, many, "another model") == {}
    assert set(found) == set(many[:1050]) and found[many[1049]].tolist() == [1, 1049]
