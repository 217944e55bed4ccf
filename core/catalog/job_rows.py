"""The row of one job: its state, its counters and its rate, always changed under its lock.

Counters change in the transaction that writes the results they count. A reader therefore never sees a job that is done
while a result is missing, and a process that dies in between leaves both as they were.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from core.catalog.tables import jobs
from core.errors import NotFound
from core.nouns.job import ACTIVE, ENDED, Job

_JOB = select(jobs).where(jobs.c.job_id == bindparam("its_id"))  # put together once: asked for all the time
_LOCKED = _JOB.with_for_update()
NO_TROUBLE = {"trouble": "", "trouble_hint": ""}
RATE_SECONDS = 5.0  # the rate shown is that of the last seconds


def lock_job(connection: Connection, job_id: str) -> RowMapping:
    """A job's row, locked until the transaction ends.

    Take it before the rows of items and tallies: one order for everybody means no deadlock. On SQLite the transaction
    holds the database's one write lock already, and this only reads.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    job_id : str
        The job.

    Returns
    -------
    RowMapping
        All columns of `jobs`.

    Raises
    ------
    NotFound
        When there is no such job.
    """
    return _there(connection.execute(_LOCKED, {"its_id": job_id}).mappings().first(), job_id)


def job(connection: Connection, job_id: str) -> Job:
    """One job and how far it is; raises NotFound."""
    return job_of(_there(connection.execute(_JOB, {"its_id": job_id}).mappings().first(), job_id))


def _there(row: RowMapping | None, job_id: str) -> RowMapping:
    if row is None:
        raise NotFound(f"There is no job {job_id!r}.",
                       "Its link may be incomplete; the lists of audits and studies show all jobs.")
    return row


def advance(connection: Connection, job: RowMapping, plus: dict[str, int], **changes: Any) -> None:
    """Add to the counters and set columns; a job whose last picture has come ends here.

    Parameters
    ----------
    connection : Connection
        The one that holds the lock.
    job : RowMapping
        As `lock_job` returned it in the same transaction; an older row would undo what others counted.
    plus : dict of str to int
        "listed", "done", "failed", "skipped".
    **changes
        Columns to set.
    """
    now = time.time()
    values = {name: job[name] + plus.get(name, 0) for name in ("listed", "done", "failed", "skipped")} | changes
    finished = values["done"] + values["failed"]
    if finished != job["done"] + job["failed"]:
        values.setdefault("started", job["started"] or now)
        if now - job["mark_at"] >= RATE_SECONDS:
            values |= {"rate": max(0, finished - job["mark_count"]) / (now - job["mark_at"]),
                       "mark_at": now, "mark_count": finished}
    state = values.get("state", job["state"])
    if values.get("listing_over", job["listing_over"]):
        state = "running" if state == "listing" else state
        if state == "running" and finished + values["skipped"] == values["listed"]:
            state = "done"
    if state in ENDED and job["state"] not in ENDED:
        values |= NO_TROUBLE | {"ended": now, "running_source": None}
    connection.execute(update(jobs).where(jobs.c.job_id == job["job_id"]).values(**values | {"state": state}))


def job_of(row: RowMapping) -> Job:
    """A job's row, read."""
    total, finished = row["listed"] - row["skipped"], row["done"] + row["failed"]
    through = finished + (row["fraction"] if finished < total else 0.0)
    start = row["started"] or row["created"]
    rate = row["rate"]
    if row["ended"]:
        rate = finished / max(row["ended"] - start, 1e-3)
    elif not rate:
        rate = finished / max(time.time() - start, 1e-3)
    active = row["state"] in ACTIVE
    return Job(
        job_id=row["job_id"], kind=row["kind"], source=row["source"], source_kind=row["source_kind"],
        options=json.loads(row["options"]),
        state=row["state"], listed=row["listed"], total=total, done=row["done"], failed=row["failed"],
        skipped=row["skipped"], created=_utc(row["created"]), started=_utc(row["started"]) if row["started"] else None,
        ended=_utc(row["ended"]) if row["ended"] else None, message=row["trouble"] or row["message"],
        hint=row["trouble_hint"] if row["trouble"] else row["hint"],
        rate=0.0 if row["state"] == "paused" else rate,
        seconds_left=_seconds_left(row, total - finished, rate) if active else None,
        step=row["step"], fraction=min(1.0, through / total) if total else 0.0,
    )


def _seconds_left(row: RowMapping, items: int, rate: float) -> float | None:
    """Estimate, from the rate or, of one long item, from the part of it that is done."""
    if row["fraction"] > 0:
        return (1 - row["fraction"]) / row["fraction"] * (time.time() - row["mark_at"])
    return items / rate if rate > 0 else None


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
