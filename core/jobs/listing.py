"""Listing a source into the database, batch by batch; another process goes on where one ended.

The column `lister` of a job names the process that lists it. Taking it is one transaction under the job's lock, so one
process lists a job; every batch is another one, and it is refused when the job is paused, has ended, or has another
lister meanwhile. When the lister dies, the next process begins the listing anew and passes over the items that are
there. Only the last transaction sets `listing_over`, so a job never ends before its listing.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select, update

from core.catalog.job_rows import advance, lock_job
from core.catalog.store import Store
from core.catalog.tables import holders, jobs
from core.errors import Damaged, FetchFailed, MerchlensError, SetupError
from core.jobs import leases
from core.jobs.kinds import Kind, PictureKind
from core.jobs.retry import RetryPolicy, tries, wait_after
from core.nouns.failure import Failure
from core.nouns.job import ACTIVE, Job
from core.nouns.product import Candidate
from core.sources.fetching.robots import LONGEST_DELAY
from core.words.crawling import crawl_delay_notice

log = logging.getLogger(__name__)
FLUSH_SECONDS = 1.0


class Listing:
    """Lists the sources of jobs, a thread for each job.

    Parameters
    ----------
    store : Store
        Where items are written.
    holder : str
        This process's name in the database.
    kinds : callable
        Name of a kind -> the kind, whose `candidates` are listed.
    policy : RetryPolicy
        Size of a batch, and how often a source that fails is asked again.

    Attributes
    ----------
    damage : Damaged or None
        Why nothing can be listed now: the database is damaged.
    """

    def __init__(self, store: Store, holder: str, kinds: Callable[[str], Kind], policy: RetryPolicy) -> None:
        self._store, self._holder, self._kinds, self._policy = store, holder, kinds, policy
        self._threads: dict[str, threading.Thread] = {}
        self._closing = threading.Event()
        self.damage: Damaged | None = None

    def begin(self, job: Job) -> None:
        """List a job's source in the background, unless some living process does."""
        thread = self._threads.get(job.job_id)
        if thread is not None and thread.is_alive():
            return
        if self._take(job.job_id):
            self._threads = {name: thread for name, thread in self._threads.items() if thread.is_alive()}
            self._threads[job.job_id] = threading.Thread(target=self._list, args=(job,), daemon=True,
                                                         name=f"job-list-{job.job_id}")
            self._threads[job.job_id].start()

    def close(self) -> None:
        """Stop at the next batch; the job stays in state "listing" for the next process."""
        self._closing.set()

    def _take(self, job_id: str) -> bool:
        with self._store.writing() as connection:
            job = lock_job(connection, job_id)
            if job["listing_over"] or job["state"] not in ACTIVE:
                return False
            alive = set(connection.execute(select(holders.c.holder)).scalars())
            if job["lister"] in alive and job["lister"] != self._holder:
                return False
            connection.execute(update(jobs).where(jobs.c.job_id == job_id).values(lister=self._holder))
            return True

    def _list(self, job: Job) -> None:
        for attempt in itertools.count(1):
            try:
                self._write(job)
                self.damage = None
                return
            except FetchFailed as error:
                if attempt >= tries(error, self._policy):
                    self._end(job, error)
                    return
                retry_after = error.retry_after
                self._say(job, error)
                self._closing.wait(wait_after(self._policy, attempt) if retry_after is None else retry_after)
            except Damaged as error:
                self.damage = error
                self._closing.wait(self._policy.first_wait)
                return
            except SetupError as error:  # of the place, not of the source: begun again by the scheduler's next look
                self._say(job, error)
                self._closing.wait(self._policy.first_wait)
                return
            except MerchlensError as error:
                self._end(job, error)
                return
            except Exception as error:
                log.exception("Listing failed unexpectedly")
                self._end(job, MerchlensError(f"Listing failed unexpectedly: {type(error).__name__}: {error}.",
                                              "This is a bug in Merchlens. Please report it."))
                return

    def _write(self, job: Job) -> None:
        batch: list[Candidate | Failure] = []
        written, slowest = time.monotonic(), 0.0
        try:
            kind = self._kinds(job.kind)
            for offer in kind.candidates(job) if isinstance(kind, PictureKind) else ():
                batch.append(offer)
                if isinstance(offer, Candidate) and offer.pause > slowest:
                    slowest = offer.pause
                    self._note(job, offer)
                if len(batch) >= self._policy.batch or time.monotonic() - written > FLUSH_SECONDS:
                    if not self._flush(job, batch):
                        return
                    batch, written = [], time.monotonic()
        except Exception:
            self._flush(job, batch)  # what came before the fault counts
            raise
        if self._flush(job, batch):
            self._patiently(lambda: self._over(job, "", ""))

    def _flush(self, job: Job, batch: list[Candidate | Failure]) -> bool:
        """Write a batch, waiting for a full disk or a held database as long as it takes."""
        while not self._closing.is_set():
            try:
                with self._store.writing() as connection:
                    return leases.add_items(connection, job.job_id, self._holder, batch)
            except Damaged:
                raise
            except SetupError as error:
                log.warning("Listing waits: %s", error)
                self._closing.wait(self._policy.first_wait)
        return False

    def _end(self, job: Job, error: MerchlensError) -> None:
        """The source cannot be read (further): with nothing listed the job has failed, else the rest is analyzed."""
        self._patiently(lambda: self._over(job, error.message, error.hint))

    def _over(self, job: Job, message: str, hint: str) -> None:
        with self._store.writing() as connection:
            row = lock_job(connection, job.job_id)
            if row["state"] not in (*ACTIVE, "paused") or row["lister"] != self._holder:
                return
            changes: dict[str, Any] = {"listing_over": True, "lister": None}
            if message:
                changes |= {"message": message, "hint": hint}
            if message and not row["listed"]:
                changes |= {"state": "failed"}
            advance(connection, row, {}, **changes)

    def _say(self, job: Job, error: MerchlensError) -> None:
        try:
            self._store.say(job.job_id, f"{error.message} It is tried again for a while.", error.hint)
        except MerchlensError:
            log.warning("The database cannot be told: %s", error)

    def _note(self, job: Job, candidate: Candidate) -> None:
        host, pause = urlsplit(candidate.url).netloc, candidate.pause
        message, hint = crawl_delay_notice(host, pause, is_longest=pause >= LONGEST_DELAY)
        self._patiently(lambda: self._store.note(job.job_id, message, hint))

    def _patiently(self, write: Callable[[], None]) -> None:
        while not self._closing.is_set():
            try:
                write()
                return
            except Damaged as error:
                self.damage = error
                return
            except SetupError as error:
                log.warning("Listing waits: %s", error)
                self._closing.wait(self._policy.first_wait)
