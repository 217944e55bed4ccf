"""Rows of people: faces of the user's own pictures with their descriptors, groups of them, names, consent.

What is deleted here is overwritten on disk: SQLite does so on request, PostgreSQL when its VACUUM comes by.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, bindparam, delete, func, select, text, update

from core.catalog.picture_texts import note_changes
from core.catalog.query import inserting
from core.catalog.tables import facts, people, person_faces, pictures

FACT = "people"  # the fact that a named person is in a picture
BATCH = 500
NO_DESCRIPTOR = b""


@dataclass(frozen=True)
class Consent:
    """What a person of the gallery has agreed to.

    Attributes
    ----------
    by : str
        Who gave it, or who keeps it.
    on : str
        The day, such as 2026-01-31.
    text : str
        What it covers.
    """

    by: str
    on: str
    text: str


@dataclass(frozen=True)
class FaceRow:
    """A face that was looked at.

    Attributes
    ----------
    face_id : int
    picture_id : str
        "" for a face of the gallery.
    xyxy : tuple of float
        In pixels of the picture.
    person_id : int or None
        Whose group it is in.
    score : float
        How like the group it is, -1 to 1.
    kept : bool
        True where a person put it there.
    """

    face_id: int
    picture_id: str
    xyxy: tuple[float, float, float, float]
    person_id: int | None
    score: float
    kept: bool


_FACE = tuple(person_faces.c[name] for name in ("face_id", "picture_id", "left", "top", "right", "bottom", "person_id",
                                                "score", "kept"))

_PLACE = update(person_faces).where(person_faces.c.face_id == bindparam("its_id")).values(
    person_id=bindparam("person"), score=bindparam("likeness"))


def lacking(connection: Connection, model: str) -> list[str]:
    """Ids of pictures with a face on them that no descriptor was made of by this model, in order."""
    known = select(person_faces.c.picture_id).where(person_faces.c.model == model)
    return list(connection.execute(select(pictures.c.picture_id).join(
        facts, facts.c.picture_id == pictures.c.picture_id).where(
        facts.c.name == "face", facts.c.value == "yes", pictures.c.picture_id.not_in(known))
        .order_by(pictures.c.picture_id)).scalars())


def add_faces(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Enter faces: picture_id, xyxy, model, descriptor (ndarray of float16, or None), person_id, kept."""
    if rows:
        connection.execute(person_faces.insert(), [{
            "picture_id": row["picture_id"], **dict(zip(("left", "top", "right", "bottom"), row["xyxy"], strict=True)),
            "model": row["model"], "person_id": row.get("person_id"), "kept": row.get("kept", False), "score": 0.0,
            "descriptor": NO_DESCRIPTOR if row["descriptor"] is None else row["descriptor"].tobytes()} for row in rows])


def described(connection: Connection, model: str) -> tuple[list[FaceRow], np.ndarray]:
    """Faces with a descriptor by a model, and these: float32 (N, 1024)."""
    rows = connection.execute(select(*_FACE, person_faces.c.descriptor).where(
        person_faces.c.model == model, person_faces.c.descriptor != NO_DESCRIPTOR)
        .order_by(person_faces.c.face_id)).all()
    values = [np.frombuffer(row.descriptor, np.float16) for row in rows]
    vectors = np.stack(values).astype(np.float32) if values else np.zeros((0, 0), np.float32)
    return [_face(row) for row in rows], vectors


def faces_of(connection: Connection, person_id: int) -> list[FaceRow]:
    """The faces of a person, those most like the group first."""
    query = select(*_FACE).where(person_faces.c.person_id == person_id)
    return [_face(row) for row in connection.execute(query.order_by(
        person_faces.c.score.desc(), person_faces.c.face_id))]


def face(connection: Connection, face_id: int) -> FaceRow | None:
    """One face, or None."""
    row = connection.execute(select(*_FACE).where(person_faces.c.face_id == face_id)).first()
    return _face(row) if row else None


def counts(connection: Connection) -> dict[str, int]:
    """What is stored: faces with a descriptor, groups, named ones, people of the gallery."""
    count = func.count()
    return {
        "faces": connection.execute(select(count).select_from(person_faces).where(
            person_faces.c.descriptor != NO_DESCRIPTOR)).scalar_one(),
        "groups": connection.execute(select(count).select_from(people)).scalar_one(),
        "named": connection.execute(select(count).select_from(people).where(people.c.name != "")).scalar_one(),
        "gallery": connection.execute(select(count).select_from(people).where(people.c.gallery)).scalar_one(),
    }


def everybody(connection: Connection) -> list[dict[str, Any]]:
    """Each person with `faces` and `pictures`, the named first, then by the number of pictures."""
    rows = connection.execute(select(
        *people.c, func.count(person_faces.c.face_id).label("faces"),
        func.count(func.distinct(func.nullif(person_faces.c.picture_id, ""))).label("pictures"))
        .join(person_faces, person_faces.c.person_id == people.c.person_id, isouter=True)
        .group_by(*people.c)).mappings()
    return sorted((dict(row) for row in rows),
                  key=lambda row: (not row["name"], -row["pictures"], row["name"].casefold(), row["person_id"]))


def add_person(connection: Connection, name: str = "", consent: Consent | None = None) -> int:
    """A new person; of the gallery where there is a consent. Gives the id."""
    values = {"name": name, "gallery": consent is not None, "consent_by": consent.by if consent else "",
              "consent_on": consent.on if consent else "", "consent_text": consent.text if consent else "",
              "created": time.time()}
    return int(connection.execute(people.insert().values(**values).returning(people.c.person_id)).scalar_one())


def rename(connection: Connection, person_id: int, name: str) -> None:
    """Give a person a name."""
    connection.execute(update(people).where(people.c.person_id == person_id).values(name=name))


def put(connection: Connection, face_ids: Sequence[int], person_id: int | None, *, kept: bool, score: float = 1.0
        ) -> None:
    """Put faces into a person's group."""
    connection.execute(update(person_faces).where(person_faces.c.face_id.in_(face_ids)).values(
        person_id=person_id, kept=kept, score=score))


def set_groups(connection: Connection, placed: Iterable[tuple[int, int | None, float]]) -> None:
    """Write what grouping found: (face_id, person_id, score); groups without a face and a name are removed."""
    rows = [{"its_id": face_id, "person": person_id, "likeness": score} for face_id, person_id, score in placed]
    if rows:
        connection.execute(_PLACE, rows)
    drop_empty(connection)


def drop_empty(connection: Connection) -> None:
    """Remove groups that have no face and no name."""
    used = select(person_faces.c.person_id).where(person_faces.c.person_id.is_not(None))
    connection.execute(delete(people).where(people.c.name == "", people.c.person_id.not_in(used)))


def forget(connection: Connection, person_id: int) -> None:
    """Delete a person and all numbers of the faces; that the faces were looked at stays, so that they are not again."""
    _overwrite(connection)
    mine = person_faces.c.person_id == person_id
    connection.execute(delete(person_faces).where(mine, person_faces.c.picture_id == ""))
    connection.execute(update(person_faces).where(mine).values(
        descriptor=NO_DESCRIPTOR, person_id=None, kept=False, score=0.0, left=0.0, top=0.0, right=0.0, bottom=0.0))
    remove(connection, person_id)


def remove(connection: Connection, person_id: int) -> None:
    """Delete a person whose faces have moved."""
    connection.execute(delete(people).where(people.c.person_id == person_id))


def erase(connection: Connection) -> None:
    """Delete everything that is known of people."""
    _overwrite(connection)
    connection.execute(delete(person_faces))
    connection.execute(delete(people))


def write_facts(connection: Connection, model: str) -> None:
    """Write the fact of each named person into the pictures that show them; all others of that name go."""
    touched = set(connection.execute(select(facts.c.picture_id).where(facts.c.name == FACT)).scalars())
    connection.execute(delete(facts).where(facts.c.name == FACT))
    shown = connection.execute(select(person_faces.c.picture_id, people.c.name, func.max(person_faces.c.score))
                               .join(people, people.c.person_id == person_faces.c.person_id)
                               .where(people.c.name != "", person_faces.c.picture_id != "")
                               .group_by(person_faces.c.picture_id, people.c.name)).all()
    if shown:
        connection.execute(inserting(connection, facts), [
            {"picture_id": picture_id, "name": FACT, "value": name, "score": round(max(score, 0.0), 4), "model": model}
            for picture_id, name, score in shown])
    note_changes(connection, touched | {row[0] for row in shown})


def _overwrite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete = ON"))


def _face(row: Any) -> FaceRow:
    return FaceRow(row.face_id, row.picture_id, (row.left, row.top, row.right, row.bottom), row.person_id, row.score,
                   bool(row.kept))
