"""Rows of shelf photos: what was read from each, or why it could not be."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, func, select

from core.catalog.query import storable
from core.catalog.tables import shelf_readings
from core.nouns.failure import Failure
from core.nouns.shelf import ShelfReading

_NEWEST = (shelf_readings.c.created.desc(), shelf_readings.c.reading_id.desc())


def add(connection: Connection, job_id: str, reading: ShelfReading) -> ShelfReading:
    """Enter a reading; gives it with its id."""
    result = connection.execute(shelf_readings.insert().values(
        job_id=job_id, picture_id=reading.picture_id, shelf=storable(reading.shelf)[:200], created=reading.created,
        reading=json.dumps(reading.to_dict()), failure=""))
    key = result.inserted_primary_key
    assert key is not None, "the database counts up"
    return replace(reading, reading_id=int(key[0]))


def add_failure(connection: Connection, job_id: str, failure: Failure, created: float) -> None:
    """Enter a photo that could not be read."""
    connection.execute(shelf_readings.insert().values(job_id=job_id, picture_id="", shelf="", created=created,
                                                      reading="", failure=json.dumps(failure.to_dict())))


def of_job(connection: Connection, job_id: str) -> list[ShelfReading | Failure]:
    """What came of a job's photos, in their order."""
    rows = connection.execute(select(shelf_readings).where(shelf_readings.c.job_id == job_id)
                              .order_by(shelf_readings.c.reading_id))
    return [_reading(row) if row.reading else Failure.from_dict(json.loads(row.failure)) for row in rows]


def reading(connection: Connection, reading_id: int) -> ShelfReading | None:
    """One reading; None where there is none with this id."""
    row = connection.execute(select(shelf_readings).where(
        shelf_readings.c.reading_id == reading_id, shelf_readings.c.reading != "")).first()
    return _reading(row) if row else None


def newest(connection: Connection, most: int, *, shelf: str | None = None, since: float = 0.0) -> list[ShelfReading]:
    """The newest readings, of one shelf or of all; at most `most`, and none older than `since`."""
    query: Select[Any] = select(shelf_readings).where(shelf_readings.c.reading != "", shelf_readings.c.created >= since)
    query = query if shelf is None else query.where(shelf_readings.c.shelf == storable(shelf)[:200])
    return [_reading(row) for row in connection.execute(query.order_by(*_NEWEST).limit(most))]


def shelves(connection: Connection) -> list[tuple[str, int]]:
    """The names of shelves and how many photos each has, the one with the newest photo first."""
    query = (select(shelf_readings.c.shelf, func.count()).where(shelf_readings.c.reading != "")
             .group_by(shelf_readings.c.shelf).order_by(func.max(shelf_readings.c.created).desc()))
    return [(name, int(number)) for name, number in connection.execute(query)]


def _reading(row: Any) -> ShelfReading:
    return replace(ShelfReading.from_dict(json.loads(row.reading)), reading_id=int(row.reading_id))
