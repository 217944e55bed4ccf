"""All that pictures can be found by, read from the catalog in a stream: their facts, jobs, products, states."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select

from core.catalog.corrections import counted
from core.catalog.tables import (
    corrections,
    facts,
    items,
    jobs,
    picture_texts,
    pictures,
    product_pictures,
    products,
)
from core.nouns.correction import NAMES, WITHDRAWN

BATCH = 500
STREAM = 20_000  # rows that are read at once
STATE = "state"  # the name under which corrections keep the state of a picture in its workflow
SearchRow = tuple[str, str, str, float]  # picture id, name, value, score
PictureRow = tuple[str, int, float, float, int, int]  # picture id, number of its words, changed, seen, width, height
_COLUMNS = (pictures.c.picture_id, func.coalesce(picture_texts.c.number, 0), pictures.c.changed, pictures.c.seen,
            pictures.c.width, pictures.c.height)
_PICTURES = select(*_COLUMNS).select_from(
    pictures.outerjoin(picture_texts, picture_texts.c.picture_id == pictures.c.picture_id))


def all_pictures(connection: Connection) -> Iterator[list[PictureRow]]:
    """Every picture, in no order, many at a time."""
    yield from _streamed(connection, _PICTURES)


def changed_pictures(connection: Connection, since: float) -> list[PictureRow]:
    """Pictures that changed after a point in time, in seconds since 1970."""
    rows = connection.execute(_PICTURES.where(pictures.c.changed > since)).all()
    return [tuple(row) for row in rows]  # type: ignore[misc]


def corrected_pictures(connection: Connection, after: int) -> tuple[list[str], int]:
    """Pictures that were corrected, or whose state was set, after a correction; and the id of the newest one."""
    rows = connection.execute(select(corrections.c.picture_id, corrections.c.correction_id)
                              .where(corrections.c.correction_id > after)).all()
    return [row.picture_id for row in rows], max([after, *(row.correction_id for row in rows)])


def search_rows(connection: Connection, picture_ids: Sequence[str] | None = None) -> Iterator[list[SearchRow]]:
    """Facts of pictures, and what else they can be found by, as facts.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    picture_ids : sequence of str, optional
        Of some pictures only, in parts of 500; all by default.

    Yields
    ------
    list of (picture_id, name, value, score)
        Beside stored facts: `job` and `source` of the jobs that met a picture, `sku` and `category` of its products,
        `state` where somebody set one, `corrected` (what people corrected).
    """
    if picture_ids is None:
        yield from _rows(connection, None)
        return
    ids = list(dict.fromkeys(picture_ids))
    for start in range(0, len(ids), BATCH):
        yield from _rows(connection, ids[start:start + BATCH])


def source_word(source: str, source_kind: str, options: str) -> str:
    """What a job's source is called where everybody may read it: a name or an address, never a folder of the server.

    Examples
    --------
    >>> source_word("https://shop.example/feed.xml", "feed", "{}"), source_word("/srv/data/shoes", "folder", "{}")
    ('shop.example/feed.xml', 'shoes')
    >>> source_word("0123456789abcdef", "pictures", "{}"), source_word("/up/x.csv", "feed", '{"name": "spring.csv"}')
    ('uploads', 'spring.csv')
    """
    if source_kind == "pictures":
        return "uploads"
    if name := str(json.loads(options or "{}").get("name") or ""):
        return name[:120]
    scheme, mark, rest = source.partition("://")
    return rest[:120] if mark else re.split(r"[/\\]", source.rstrip("/\\"))[-1][:120] or scheme[:120]


def _rows(connection: Connection, ids: list[str] | None) -> Iterator[list[SearchRow]]:
    def of(column: Any) -> ColumnElement[bool]:
        return column.in_(ids) if ids is not None else column != ""

    yield from _streamed(connection, select(facts.c.picture_id, facts.c.name, facts.c.value, facts.c.score)
                         .where(of(facts.c.picture_id)))
    sources = {row.job_id: source_word(row.source, row.source_kind, row.options) for row in connection.execute(
        select(jobs.c.job_id, jobs.c.source, jobs.c.source_kind, jobs.c.options))}
    met = select(items.c.picture_id, items.c.job_id).where(of(items.c.picture_id), items.c.state == "done").distinct()
    for page in _streamed(connection, met):
        yield [(picture_id, name, value, 1.0) for picture_id, job_id in page
               for name, value in (("job", job_id), ("source", sources.get(job_id, ""))) if value]
    for name in ("sku", "category"):
        column = products.c[name]
        yield from _streamed(connection, select(product_pictures.c.picture_id, literal(name), column, literal(1.0))
                             .join(products, products.c.product_id == product_pictures.c.product_id)
                             .where(of(product_pictures.c.picture_id), column != "").distinct())
    yield list(_said(connection, ids))


def _said(connection: Connection, ids: list[str] | None) -> Iterator[SearchRow]:
    """States and corrections; of each name the latest word counts, and one that was taken back does not."""
    if ids is None:
        states = counted(connection, STATE)
        yield from ((picture_id, STATE, value, 1.0) for picture_id, value in states.items())
        yield from ((picture_id, "corrected", name, 1.0) for name in NAMES for picture_id in counted(connection, name))
        return
    rows = connection.execute(select(corrections.c.picture_id, corrections.c.name, corrections.c.value)
                              .where(corrections.c.picture_id.in_(ids))
                              .order_by(corrections.c.created, corrections.c.correction_id))
    latest = {(row.picture_id, row.name): row.value for row in rows}
    for (picture_id, name), value in latest.items():
        if name == STATE:
            yield picture_id, STATE, value, 1.0
        elif name in NAMES and value != WITHDRAWN:
            yield picture_id, "corrected", name, 1.0


def _streamed(connection: Connection, query: Select[Any]) -> Iterator[list[Any]]:
    """Rows, many at a time; of SQLite as its driver gives them, which takes a third of the time."""
    if connection.dialect.name != "sqlite":
        for part in connection.execution_options(yield_per=STREAM).execute(query).partitions():
            yield [tuple(row) for row in part]
        return
    with connection.execute(query) as result:
        cursor: Any = result.cursor
        while rows := cursor.fetchmany(STREAM):
            yield rows


def state_of(connection: Connection) -> tuple[int, float, int]:
    """Number of pictures, the newest change, and the id of the newest correction."""
    count, newest = connection.execute(select(func.count(), func.max(pictures.c.changed)).select_from(pictures)).one()
    last = connection.execute(select(func.coalesce(func.max(corrections.c.correction_id), 0))).scalar_one()
    return int(count), float(newest or 0.0), int(last)
