"""The store: audits, their pictures and the results, in SQLite or PostgreSQL. Safe to share between threads."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import IntegrityError

from core.catalog import compare as comparison
from core.catalog import job_rows
from core.catalog import query as rows_
from core.catalog import results as kept_results
from core.catalog.compare import Change
from core.catalog.database import open_engine, plain_errors, writer_of
from core.catalog.job_rows import NO_TROUBLE, advance, job_of, lock_job
from core.catalog.query import PAGE, RowFilter, audit_rows, digest, inserting, storable
from core.catalog.tables import fact_tallies, item_facts, item_texts, items, jobs, results, tallies
from core.errors import Misuse
from core.nouns.analysis import Analysis
from core.nouns.audit_row import AuditRow
from core.nouns.job import ACTIVE, ENDED, Job

__all__ = ["Change", "Job", "RowFilter", "Store"]
ALL = RowFilter()


class Store:
    """One database. Open one for each process and close it at the end.

    Parameters
    ----------
    url : str
        `sqlite:///path/of/file.db` or `postgresql://user:password@host/name`; tables are made or migrated.

    Raises
    ------
    SetupError
        When it cannot be opened; so does every method when the database cannot be reached, read or written.
    """

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._writer = writer_of(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
        self._writer.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads.

        It sees one state of the database on SQLite (WAL: writers do not block it); on PostgreSQL each statement sees
        what is committed by then.

        Yields
        ------
        Connection

        Raises
        ------
        SetupError
            When the database cannot be reached or read.
        """
        with plain_errors(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: everything in it is committed at its end, or nothing when it raises.

        On SQLite it waits at most `BUSY_SECONDS` for the one write lock and then cannot fail for another writer; on
        PostgreSQL rows are locked as they are written. Keep it short: no file, no network and no model inside.

        Yields
        ------
        Connection

        Raises
        ------
        SetupError
            When the database is held by another program, full, read-only or away.
        """
        with plain_errors(), self._writer.begin() as connection:
            yield connection

    # Jobs

    def create_job(self, source: str, source_kind: str, options: dict[str, Any], kind: str = "audit", *,
                   job_id: str = "", fill: Callable[[Connection, str], None] | None = None) -> str:
        """Write a new job; `core.jobs.board.Board` works on it.

        Parameters
        ----------
        source, source_kind : str
            Where its items come from, and what that is ("feed", "folder", ...); its own id where `source` is empty.
        options : dict
            What it does; values that JSON takes.
        kind : str
            One of `core.jobs.kinds.ROOMS`.
        job_id : str
            Its id where it has one already; else a new one.
        fill : callable, optional
            (connection, job_id) -> None: writes the job's items in the same transaction. A board never sees such a job
            without its items, and a process that dies in between leaves neither.

        Returns
        -------
        str
            Its id, 16 hex digits.

        Raises
        ------
        Misuse
            When a job of this kind and source is not over yet, or the options are no plain values.
        """
        source, job_id = storable(source.strip()), job_id or secrets.token_hex(8)
        try:
            plain = json.dumps(options)
        except (TypeError, ValueError):
            raise Misuse("The options of a job are texts, numbers, lists and mappings.",
                         "Leave other values out.") from None
        now = time.time()
        source = source or job_id
        values = {"job_id": job_id, "kind": kind, "source": source, "source_kind": source_kind, "options": plain,
                  "state": "listing", "running_source": _once(kind, source), "created": now, "mark_at": now}
        try:
            with self.writing() as connection:
                connection.execute(jobs.insert().values(**values))
                if fill is not None:
                    fill(connection, job_id)
        except IntegrityError:
            raise self._already_running(kind, source) from None
        return job_id

    def enter_ended_job(self, job_id: str, kind: str, state: str, created: float, *, message: str, hint: str,
                        options: dict[str, Any]) -> None:
        """Enter a job that an earlier release kept elsewhere and that has ended; one that is there already stays."""
        with self.writing() as connection:
            connection.execute(inserting(connection, jobs).on_conflict_do_nothing(index_elements=["job_id"]), [{
                "job_id": job_id, "kind": kind, "source": job_id, "source_kind": "", "options": json.dumps(options),
                "state": state, "listing_over": True, "created": created, "started": created, "ended": created,
                "mark_at": created, "message": storable(message), "hint": storable(hint)}])

    def job(self, job_id: str) -> Job:
        """One job; raises NotFound."""
        with self.reading() as connection:
            return job_rows.job(connection, job_id)

    def jobs(self, kind: str = "") -> list[Job]:
        """All jobs, or those of one kind, newest first."""
        query = select(jobs).order_by(jobs.c.created.desc())
        with self.reading() as connection:
            rows = connection.execute(query.where(jobs.c.kind == kind) if kind else query).mappings()
            return [job_of(row) for row in rows]

    def unfinished(self) -> list[Job]:
        """Jobs to be worked on now, oldest first."""
        query = select(jobs).where(jobs.c.state.in_(ACTIVE)).order_by(jobs.c.created)
        with self.reading() as connection:
            return [job_of(row) for row in connection.execute(query).mappings()]

    def latest_job(self, source: str, before: str = "") -> Job | None:
        """The last finished audit of a source, of those created before the job `before` where one is named."""
        query = select(jobs).where(jobs.c.kind == "audit",
                                   jobs.c.source == storable(source.strip()), jobs.c.state == "done")
        if before:
            created = select(jobs.c.created).where(jobs.c.job_id == before).scalar_subquery()
            query = query.where(jobs.c.created < created, jobs.c.job_id != before)
        with self.reading() as connection:
            row = connection.execute(query.order_by(jobs.c.created.desc()).limit(1)).mappings().first()
        return None if row is None else job_of(row)

    def pause(self, job_id: str) -> None:
        """Pause a job: boards lease no more of its items; raises NotFound, or Misuse when it has ended."""
        self._turn(job_id, "paused")

    def resume(self, job_id: str) -> None:
        """End a pause; an unfinished listing begins again; raises NotFound, or Misuse when the job has ended."""
        self._turn(job_id, "listing")

    def cancel(self, job_id: str) -> None:
        """End a job now; its results stay. A job that has ended stays as it is; raises NotFound."""
        with self.writing() as connection:
            job = lock_job(connection, job_id)
            if job["state"] not in ENDED:
                advance(connection, job, {}, state="cancelled")

    def progress(self, job_id: str, step: str, fraction: float) -> bool:
        """Write how far the one long item of a job is.

        Parameters
        ----------
        job_id : str
            The job.
        step : str
            What it does now, in words.
        fraction : float
            In [0, 1]; 0 begins the estimate of the time left anew.

        Returns
        -------
        bool
            False once the job has ended, as by a cancel in another process: the work is not wanted any more.
        """
        with self.writing() as connection:
            values = {"step": storable(step)[:200], "fraction": fraction}
            values |= {} if fraction else {"mark_at": time.time()}  # time left is told from here
            unended = (jobs.c.job_id == job_id, jobs.c.state.not_in(ENDED))
            return bool(connection.execute(update(jobs).where(*unended).values(**values)).rowcount)

    def forget(self, job_id: str) -> None:
        """Remove a job and its items; pictures and their results stay in the catalog."""
        with self.writing() as connection:
            for table in (item_facts, fact_tallies, tallies, item_texts, items, jobs):
                connection.execute(delete(table).where(table.c.job_id == job_id))

    def say(self, job_id: str, message: str, hint: str = "") -> None:
        """Write what holds a job up now; the next result, or its end, removes it.

        Parameters
        ----------
        job_id : str
            The job.
        message, hint : str
            In words; "" when nothing holds it up.
        """
        with self.writing() as connection:
            connection.execute(update(jobs).where(jobs.c.job_id == job_id)
                               .values(trouble=storable(message), trouble_hint=storable(hint)))

    def note(self, job_id: str, message: str, hint: str = "") -> None:
        """Write a remark on a job that stays with it, such as a host's crawl delay.

        Parameters
        ----------
        job_id : str
            The job.
        message, hint : str
            In words.
        """
        with self.writing() as connection:
            connection.execute(update(jobs).where(jobs.c.job_id == job_id)
                               .values(message=storable(message), hint=storable(hint)))

    # Rows

    def rows(self, job_id: str, *, where: RowFilter = ALL, order: str = "number", offset: int = 0,
             limit: int | None = None) -> Iterator[AuditRow]:
        """Rows of a job: analyzed pictures and failures, streamed in pages.

        Each page is a transaction of its own and goes on after the last row, so a long walk locks nothing and misses
        nothing that was there when it began.

        Parameters
        ----------
        job_id : str
            The job; an unknown one has no rows.
        where : RowFilter
            Which rows.
        order : {"number", "-number", "score", "-score"}
            "score" has the least shoppable first.
        offset : int
            Rows to pass over.
        limit : int, optional
            Rows to return at most.

        Raises
        ------
        Misuse
            When the order is unknown.
        """
        after, left = None, limit
        if where.text:
            with self.reading() as connection:
                where = rows_.by_number(connection, job_id, where)
        if rows_.is_tallied(where):
            past = self.count(job_id, where) - offset
            if past <= 0:
                return  # said by the tallies; the items would be walked to the end for it
            if limit is not None and limit <= PAGE and offset > past:
                yield from self._from_the_end(job_id, where, order, past=past, limit=limit)
                return
        while left is None or left > 0:
            most = PAGE if left is None else min(PAGE, left)
            query = rows_.page(job_id, where, order, after=after, offset=offset, limit=most)
            with self.reading() as connection:
                page = connection.execute(query).mappings().all()
                rows = audit_rows(page)
            yield from rows
            if len(page) < PAGE:
                return
            after, offset = page[-1], 0
            left = None if left is None else left - len(page)

    def _from_the_end(self, job_id: str, where: RowFilter, order: str, *, past: int, limit: int) -> Iterator[AuditRow]:
        """A page in the second half of an order, with `past` rows from its start on: what lies before is not walked."""
        most = min(limit, past)
        query = rows_.page(job_id, where, rows_.reverse(order), after=None, offset=past - most, limit=most)
        with self.reading() as connection:
            rows = audit_rows(connection.execute(query).mappings().all())
        yield from reversed(rows)

    def row(self, job_id: str, number: int) -> AuditRow | None:
        """One row of a job by its number; None where no picture or failure has it."""
        with self.reading() as connection:
            rows = audit_rows(connection.execute(rows_.row_select(job_id, number)).mappings().all())
        return rows[0] if rows else None

    def skipped(self, job_id: str) -> Iterator[AuditRow]:
        """Candidates that were not analyzed: `error` is "Skipped" and `message` says why."""
        after = 0
        while True:
            with self.reading() as connection:
                page = audit_rows([{**row, "error": "Skipped"} for row in
                                   connection.execute(rows_.skipped_select(job_id, after)).mappings()])
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].number

    def count(self, job_id: str, where: RowFilter = ALL) -> int:
        """How many rows there are."""
        with self.reading() as connection:
            where = rows_.by_number(connection, job_id, where)
            return int(connection.execute(rows_.count_select(job_id, where)).scalar_one())

    def counts(self, job_id: str) -> dict[str, dict[str, int]]:
        """Rows by what they can be filtered by: value -> count, most frequent first; "" left out.

        Keys: "kind", "top_label", "error", "category"; "kind_label" ("product_only.apparel"), "shoppable" ("true",
        "false"; failures are neither) and "broken" (rule packs and rules, as in `RowFilter`).
        """
        with self.reading() as connection:
            return rows_.counts(connection, job_id)

    def compare(self, job_id: str, earlier_job_id: str) -> Iterator[Change]:
        """What changed since an earlier audit, address by address, streamed."""
        return comparison.changes(self._engine, job_id, earlier_job_id)

    # Results

    def analysis(self, picture_id: str, intent_model: str = "") -> Analysis | None:
        """The newest judgment of a picture, with its boxes, by this intent model where there is one: after a
        roll-back the newest of all is by another. None when there is none."""
        query = (select(results.c.analysis).where(results.c.picture_id == picture_id)
                 .order_by(results.c.result_id.desc()).limit(20 if intent_model else 1))
        with self.reading() as connection:
            found = [Analysis.from_dict(json.loads(text)) for text in connection.execute(query).scalars()]
        return next((analysis for analysis in found if analysis.models.get("intent") == intent_model),
                    found[0] if found else None)

    def last_answer(self, url: str) -> tuple[str, str] | None:
        """The picture_id and etag that an address gave last time, to ask its server whether it changed."""
        with self.reading() as connection:
            return kept_results.last_answer(connection, url)

    def pictures(self, job_id: str) -> Iterator[str]:
        """The picture ids of an audit's analyzed pictures, each once."""
        query = (select(items.c.picture_id).distinct().where(items.c.job_id == job_id, items.c.state == "done")
                 .order_by(items.c.picture_id).limit(PAGE))
        after = ""
        while True:
            with self.reading() as connection:
                page = list(connection.execute(query.where(items.c.picture_id > after)).scalars())
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1]

    def _turn(self, job_id: str, state: str) -> None:
        with self.writing() as connection:
            job = lock_job(connection, job_id)
            if job["state"] in ENDED:
                raise Misuse(f"This job has ended ({job['state']}).", "Start it again.")
            if state == "paused" or job["state"] == "paused":
                advance(connection, job, {}, state=state, mark_at=time.time(),
                        mark_count=job["done"] + job["failed"], **NO_TROUBLE)

    def _already_running(self, kind: str, source: str) -> Misuse:
        with self.reading() as connection:
            row = connection.execute(select(jobs).where(jobs.c.running_source == _once(kind, source)))\
                .mappings().first()
        if row is None:
            return Misuse("The job on this source has just ended.", "Start it again.")
        job = job_of(row)
        return Misuse(f"This source is being worked on already: job {job.job_id}, {job.state}, {job.settled:,} of "
                      f"{job.total:,} pictures.", "Watch, resume (--resume on the command line) or cancel that job.")


def _once(kind: str, source: str) -> str:
    """What two running jobs must not share: the same kind of work on the same source."""
    return digest(source if kind == "audit" else f"{kind} {source}")
