"""Corrections in the database: rows are only added, and of each picture and name the latest counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from core.catalog.query import storable
from core.catalog.tables import corrections
from core.nouns.correction import WITHDRAWN, Correction

_IN_TIME = (corrections.c.created, corrections.c.correction_id)  # an import may bring older ones


def add(connection: Connection, new: Iterable[Correction]) -> None:
    """Add corrections; in a transaction that writes."""
    rows = [{"picture_id": word.picture_id, "name": word.name, "value": storable(word.value),
             "before": storable(word.before), "author": storable(word.author)[:200],
             "created": word.created.timestamp(), "model": storable(word.model)[:200]} for word in new]
    if rows:
        connection.execute(corrections.insert(), rows)


def history(connection: Connection, picture_id: str, name: str = "") -> list[Correction]:
    """The corrections of one picture, or of one name of it, the newest first."""
    query = select(corrections).where(corrections.c.picture_id == picture_id)
    query = query.where(corrections.c.name == name) if name else query
    return _corrections(connection, query.order_by(*(column.desc() for column in _IN_TIME)))


def every(connection: Connection, names: Iterable[str]) -> list[Correction]:
    """All corrections of these names, the oldest first."""
    return _corrections(connection, select(corrections).where(corrections.c.name.in_(list(names))).order_by(*_IN_TIME))


def counted(connection: Connection, name: str, picture_id: str = "") -> dict[str, str]:
    """Picture id -> what counts: the latest value, without pictures whose correction was taken back.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    name : str
        What was corrected, such as "label".
    picture_id : str
        One picture only; all by default.
    """
    query = select(corrections.c.picture_id, corrections.c.value).where(corrections.c.name == name)
    query = query.where(corrections.c.picture_id == picture_id) if picture_id else query
    latest = {row.picture_id: row.value for row in connection.execute(query.order_by(*_IN_TIME))}
    return {picture: value for picture, value in latest.items() if value != WITHDRAWN}


def newest(connection: Connection) -> int:
    """The id of the last correction that was entered; 0 without any. It grows with each one."""
    return int(connection.execute(select(func.coalesce(func.max(corrections.c.correction_id), 0))).scalar_one())


def since(connection: Connection, name: str, correction_id: int) -> int:
    """How many pictures got a correction of this name after a certain one was entered."""
    query = select(func.count(corrections.c.picture_id.distinct())).where(
        corrections.c.name == name, corrections.c.correction_id > correction_id)
    return int(connection.execute(query).scalar_one())


def _corrections(connection: Connection, query: Select[Any]) -> list[Correction]:
    return [Correction(row.picture_id, row.name, row.value, row.before, row.author,
                       datetime.fromtimestamp(row.created, UTC), row.model) for row in connection.execute(query)]


def latest(connection: Connection, start: str) -> dict[tuple[str, str], str]:
    """(picture id, name) -> the latest value, of all names that begin so; without what was taken back."""
    query = select(corrections.c.picture_id, corrections.c.name, corrections.c.value).where(
        corrections.c.name.startswith(start, autoescape=True)).order_by(*_IN_TIME)
    values = {(row.picture_id, row.name): row.value for row in connection.execute(query)}
    return {key: value for key, value in values.items() if value != WITHDRAWN}
