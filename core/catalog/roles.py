"""Roles of pictures: settled with an item's result, and corrected by people; every correction is kept.

A correction counts for the picture, not for one audit: the same bytes have the role that a person gave them wherever
they are met again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, exists, func, select, update

from core.catalog.corrections import add
from core.catalog.item_columns import candidate_json
from core.catalog.query import BROKEN, storable
from core.catalog.tables import corrections, fact_tallies, item_facts, items, jobs
from core.catalog.tallies import tally_facts
from core.nouns.correction import Correction
from core.nouns.job import Item, ItemResult, PictureResult
from core.nouns.role import OFFERED, ROLE, Role

_TALLIED = ("kind", "top_label", "shoppable", "category")
_SET_CANDIDATE = update(items).where(items.c.job_id == bindparam("its_job"), items.c.number == bindparam("its_number"))
Breaches = Callable[[str, int], list[str]]


def roles_of(connection: Connection, item_results: list[ItemResult]) -> dict[int, Role]:
    """Number -> role of each result that has one; what a person said of the picture counts.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    item_results : list of ItemResult
        Of one job.
    """
    pictures = {result.item.number: (result.picture.analysis.picture_id, result.role) for result in item_results
                if result.picture is not None and result.role is not None}
    moved = _moved(connection, {picture_id for picture_id, _ in pictures.values()}) if pictures else {}
    return {number: moved.get(picture_id, role) for number, (picture_id, role) in pictures.items()}


def enter_roles(connection: Connection, settled: list[tuple[Item, Role]]) -> None:
    """Write the roles of items that differ from what their page said."""
    rows = [{"its_job": item.job_id, "its_number": item.number, "candidate": candidate_json(
        replace(item.candidate, role=role))} for item, role in settled
        if role != (item.candidate.role or OFFERED)]
    if rows:
        connection.execute(_SET_CANDIDATE, rows)


def facts_of(picture: PictureResult | None, role: Role | None) -> list[tuple[str, str]]:
    """What an item can be filtered by beside its columns, each fact once; rules count for products only."""
    if picture is None:
        return []
    is_product = role is None or role.name == "product"
    broken = [(BROKEN, name[:120]) for name, verdict in picture.verdicts.items() if verdict == "fail" and is_product]
    facts = [(storable(fact.name)[:40], storable(fact.value)[:120]) for fact in picture.analysis.facts]
    return list(dict.fromkeys([*broken, *facts, *([(ROLE, role.name)] if role else [])]))


def move(connection: Connection, picture_id: str, name: str, *, author: str, breaches: Breaches) -> int:
    """Give a picture another role in every audit, and keep the correction.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    picture_id : str
        sha256 of the bytes.
    name : str
        One of `core.nouns.role.ROLES`.
    author : str
        Who says so; "" for nobody in particular.
    breaches : callable
        (job_id, number) -> names of the packs and rules that the picture breaks there.

    Returns
    -------
    int
        Number of rows that changed.
    """
    rows = connection.execute(_rows_of(picture_id)).mappings().all()
    before = _role_of(rows[0]).name if rows else ""
    add(connection, [Correction(picture_id, ROLE, name, before, author, datetime.now(UTC))])
    role = Role(name, f"A person moved it from {before or 'nothing'}.", is_moved=True)
    for row in rows:
        _replace(connection, row, role, breaches(row["job_id"], row["number"]) if name == "product" else [])
    return len(rows)


def places_of(connection: Connection, picture_id: str) -> list[tuple[str, int]]:
    """(job_id, number) of each row of an audit that shows a picture."""
    rows = connection.execute(_rows_of(picture_id)).mappings()
    return [(row["job_id"], row["number"]) for row in rows]


def newest_correction(connection: Connection, job_id: str) -> int:
    """The id of the newest correction of any picture of a job; 0 without one."""
    mine = exists().where(items.c.job_id == job_id, items.c.picture_id == corrections.c.picture_id)
    return int(connection.execute(select(func.coalesce(func.max(corrections.c.correction_id), 0))
                                  .where(corrections.c.name == ROLE, mine)).scalar_one())


def _rows_of(picture_id: str) -> Select[Any]:
    return (select(items).join(jobs, jobs.c.job_id == items.c.job_id)
            .where(items.c.picture_id == picture_id, jobs.c.kind == "audit", items.c.state == "done")
            .order_by(items.c.job_id, items.c.number))


def _moved(connection: Connection, picture_ids: set[str]) -> dict[str, Role]:
    query = (select(corrections.c.picture_id, corrections.c.value, corrections.c.before)
             .where(corrections.c.picture_id.in_(sorted(picture_ids)), corrections.c.name == ROLE)
             .order_by(corrections.c.correction_id))
    return {row.picture_id: Role(row.value, f"A person moved it from {row.before or 'nothing'}.", is_moved=True)
            for row in connection.execute(query)}


def _role_of(row: RowMapping) -> Role:
    values = json.loads(row["candidate"]).get("role")
    return Role.from_dict(values) if values else OFFERED


def _replace(connection: Connection, row: RowMapping, role: Role, broken: list[str]) -> None:
    """The role of one row, with the facts that depend on it and their counts."""
    place: dict[str, Any] = {"job_id": row["job_id"], "number": row["number"]}
    mine = [item_facts.c[name] == value for name, value in place.items()]
    mine.append(item_facts.c.name.in_((ROLE, BROKEN)))
    older = connection.execute(select(item_facts.c.name, item_facts.c.value).where(*mine)).all()
    connection.execute(delete(item_facts).where(*mine))
    for name, value in older:
        tallied = {"job_id": row["job_id"], "name": name, "value": value, **{key: row[key] for key in _TALLIED}}
        connection.execute(update(fact_tallies).where(*(fact_tallies.c[key] == is_ for key, is_ in tallied.items()))
                           .values(pictures=fact_tallies.c.pictures - 1))
    connection.execute(delete(fact_tallies).where(fact_tallies.c.job_id == row["job_id"],
                                                  fact_tallies.c.pictures <= 0))
    values = json.loads(row["candidate"]) | {"role": role.to_dict()}
    connection.execute(_SET_CANDIDATE, {"its_job": row["job_id"], "its_number": row["number"],
                                        "candidate": json.dumps(values)})
    facts = [(ROLE, role.name), *((BROKEN, name[:120]) for name in broken)]
    tally_facts(connection, row["job_id"], [(name, value, row["number"], dict(row)) for name, value in facts])
