"""Two audits of one source, side by side: what is new, gone or changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Engine, select

from core.catalog.database import plain_errors
from core.catalog.query import audit_rows, rows_by_number
from core.catalog.tables import items
from core.nouns.audit_row import AuditRow

PAGE = 2000


@dataclass(frozen=True)
class Change:
    """One address that differs between two audits.

    Attributes
    ----------
    uri : str
    what : {"new", "gone", "changed picture", "changed verdict"}
        A changed picture has other bytes; a changed verdict the same bytes, or a failure that was not there before.
    before, after : AuditRow or None
    """

    uri: str
    what: str
    before: AuditRow | None
    after: AuditRow | None


def changes(engine: Engine, job_id: str, earlier_job_id: str) -> Iterator[Change]:
    """Walk both audits in one order and yield what differs; memory does not grow with their size."""
    differences = _differences(_walk(engine, earlier_job_id), _walk(engine, job_id))
    while pairs := list(islice(differences, 500)):
        before = _rows(engine, earlier_job_id, [old.number for _, old, _ in pairs if old])
        after = _rows(engine, job_id, [new.number for _, _, new in pairs if new])
        for what, old, new in pairs:
            row = after[new.number] if new else before[old.number]
            yield Change(row.uri, what, before[old.number] if old else None, after[new.number] if new else None)


def _differences(old_rows: Iterator[Any], new_rows: Iterator[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Merge two walks in the order of `uri_id`."""
    old, new = next(old_rows, None), next(new_rows, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old.uri_id < new.uri_id):
            yield "gone", old, None
            old = next(old_rows, None)
        elif old is None or new.uri_id < old.uri_id:
            yield "new", None, new
            new = next(new_rows, None)
        else:
            what = _what(old, new)
            if what:
                yield what, old, new
            old, new = next(old_rows, None), next(new_rows, None)


def _what(old: Any, new: Any) -> str:
    if old.picture_id and new.picture_id and old.picture_id != new.picture_id:
        return "changed picture"
    return "changed verdict" if _verdict(old) != _verdict(new) else ""


def _verdict(row: Any) -> tuple[Any, ...]:
    return row.kind, row.top_label, row.shoppable, row.verdicts, row.error


def _walk(engine: Engine, job_id: str) -> Iterator[Any]:
    columns = (items.c.uri_id, items.c.number, items.c.picture_id, items.c.kind, items.c.top_label, items.c.shoppable,
               items.c.verdicts, items.c.error)
    query = select(*columns).where(items.c.job_id == job_id, items.c.shown == 1).order_by(items.c.uri_id).limit(PAGE)
    after = ""
    while True:
        with plain_errors(), engine.begin() as connection:
            rows = connection.execute(query.where(items.c.uri_id > after)).all()
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1].uri_id


def _rows(engine: Engine, job_id: str, numbers: list[int]) -> dict[int, AuditRow]:
    with plain_errors(), engine.begin() as connection:
        rows = audit_rows(connection.execute(rows_by_number(job_id, numbers)).mappings().all())
        return {row.number: row for row in rows}
