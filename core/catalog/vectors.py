"""Vectors of pictures: what a model made of a picture's bytes, kept once, whichever job asked first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from sqlalchemy import ColumnElement, Connection, exists, select

from core.catalog.query import inserting
from core.catalog.tables import items, pictures, vectors

BATCH = 500


def lacking(connection: Connection, job_id: str, model: str) -> list[str]:
    """Ids of a job's analyzed pictures of which there is no vector by a model, each once, in order."""
    known = exists().where(vectors.c.picture_id == items.c.picture_id, vectors.c.model == model)
    return list(connection.execute(select(items.c.picture_id).distinct().where(*_analyzed(job_id), ~known)
                                   .order_by(items.c.picture_id)).scalars())


def lacking_anywhere(connection: Connection, model: str) -> list[str]:
    """Ids of the catalog's pictures of which there is no vector by a model, in order."""
    known = exists().where(vectors.c.picture_id == pictures.c.picture_id, vectors.c.model == model)
    return list(connection.execute(select(pictures.c.picture_id).where(~known).order_by(pictures.c.picture_id))
                .scalars())


def ids_of(connection: Connection, model: str) -> list[str]:
    """Ids of the catalog's pictures that have a vector by a model, in order."""
    query = (select(vectors.c.picture_id).join(pictures, pictures.c.picture_id == vectors.c.picture_id)
             .where(vectors.c.model == model).order_by(vectors.c.picture_id))
    return list(connection.execute(query).scalars())


def of_job(connection: Connection, job_id: str, model: str) -> Iterator[tuple[list[str], np.ndarray]]:
    """The vectors of a job's pictures by a model, streamed.

    Yields
    ------
    picture_ids : list of str
        At most 500, each once, in order.
    values : ndarray of float32, shape (len(picture_ids), dimensions)
    """
    pictures = select(items.c.picture_id).where(*_analyzed(job_id))
    query = (select(vectors.c.picture_id, vectors.c.data)
             .where(vectors.c.model == model, vectors.c.picture_id.in_(pictures)).order_by(vectors.c.picture_id))
    for part in connection.execution_options(yield_per=BATCH).execute(query).partitions():
        yield ([row.picture_id for row in part],
               np.stack([np.frombuffer(row.data, np.float16) for row in part]).astype(np.float32))


def of_pictures(connection: Connection, picture_ids: Sequence[str], model: str) -> dict[str, np.ndarray]:
    """Picture id -> vector by a model (ndarray of float32), of the pictures that have one."""
    found: dict[str, np.ndarray] = {}
    for start in range(0, len(picture_ids), BATCH):
        query = select(vectors.c.picture_id, vectors.c.data).where(
            vectors.c.model == model, vectors.c.picture_id.in_(picture_ids[start:start + BATCH]))
        found.update((row.picture_id, np.frombuffer(row.data, np.float16).astype(np.float32))
                     for row in connection.execute(query))
    return found


def known(connection: Connection, picture_ids: Sequence[str], model: str) -> set[str]:
    """Those of some pictures that have a vector by a model."""
    found: set[str] = set()
    for start in range(0, len(picture_ids), BATCH):
        found.update(connection.execute(select(vectors.c.picture_id).where(
            vectors.c.model == model, vectors.c.picture_id.in_(picture_ids[start:start + BATCH]))).scalars())
    return found


def keep(connection: Connection, model: str, found: Mapping[str, np.ndarray]) -> None:
    """Keep vectors by their picture's id as float16, three digits of each number; those known already stay."""
    if found:
        connection.execute(
            inserting(connection, vectors).on_conflict_do_nothing(index_elements=["picture_id", "model"]),
            [{"picture_id": picture_id, "model": model, "dimensions": len(values),
              "data": np.asarray(values, np.float16).tobytes()} for picture_id, values in sorted(found.items())])


def _analyzed(job_id: str) -> tuple[ColumnElement[bool], ...]:
    return items.c.job_id == job_id, items.c.shown == 1, items.c.error == "", items.c.picture_id != ""
