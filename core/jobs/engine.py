"""Durable audits: pictures of a source are listed, read and judged; every step is in the database before it counts.

One thread (the clerk) talks to the database about work: it leases, settles and says that this process lives. Other
threads read and judge; one for each job lists its source. A process that dies loses nothing: its leases end and others,
or it itself after a restart, go on. Why not a job library: docs/decisions/0010-durable-jobs.md.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

from core.catalog.store import Store
from core.jobs.judging import Check, Judge, Judging, ModelsKey, Read
from core.jobs.listing import Listing, ListSource
from core.jobs.ready_queue import Tray
from core.jobs.retry import Pace, new_owner
from core.jobs.scheduler import Clerk
from core.nouns.job import ACTIVE, Job

__all__ = ["Audits", "Check", "Judge", "ListSource", "ModelsKey", "Pace", "Read"]
PACE = Pace()


class Audits:
    """Works on the unfinished audits of a store, those of earlier processes too, until it is closed.

    Parameters
    ----------
    store : Store
    list_source : callable
        Job -> iterator of Candidate or Failure. It is started anew when a listing was interrupted; what is listed
        already is passed over by its `uri`. InputError: the source cannot be read at all.
    read : callable
        Candidate -> (picture_id, path, etag): the bytes are on this machine under `path`, `picture_id` is their sha256,
        `etag` what their server gave ("" for none; `store.known(url)` finds it again). Raises MerchlensError.
    judge : callable
        (path, uri, options of the job) -> (Analysis, measures, verdicts). Called only for bytes that no earlier job had
        judged by the same models: work is done at least once, a result is kept exactly once. Raises MerchlensError.
    models_key : callable
        Options of a job -> (models, measures version): two texts that change when results would.
    threads : int
        How many pictures are under way at once.
    check : callable or None
        (measures, options) -> verdicts, for pictures that need no judging; without it the verdicts kept are taken.
    pace : Pace

    Attributes
    ----------
    owner : str
        What this process is called in the database.
    """

    def __init__(self, store: Store, list_source: ListSource, read: Read, judge: Judge, *, models_key: ModelsKey,
                 threads: int, check: Check | None = None, pace: Pace = PACE) -> None:
        self.owner = new_owner()
        self._store = store
        self._judging = Judging(store, read, judge, models_key=models_key, check=check, pace=pace)
        self._tray = Tray(threads, pace.per_host)
        self._listing = Listing(store, self.owner, list_source, pace)
        # Four times the threads: work lies ready while the clerk gathers, so that no thread waits for the database.
        self._clerk = Clerk(store, self.owner, self._tray, self._listing, room=threads * 4, pace=pace,
                            saved=self._judging.forget)
        self._threads = [threading.Thread(target=self._work, daemon=True, name=f"audit-{place}")
                         for place in range(threads)]
        for thread in self._threads:
            thread.start()

    def start(self, source: str, kind: str = "auto", options: dict[str, Any] | None = None) -> str:
        """Write down a new audit and begin; returns its job_id. Raises Misuse when one of this source is under way."""
        job_id = self._store.create_job(source, kind, options or {})
        self._clerk.wake()
        return job_id

    def pause(self, job_id: str) -> None:
        """Begin nothing new; what is under way is finished and counted."""
        self._store.pause(job_id)
        self._clerk.wake()

    def resume(self, job_id: str) -> None:
        """Go on after a pause."""
        self._store.resume(job_id)
        self._clerk.wake()

    def cancel(self, job_id: str) -> None:
        """End it at once: what is under way is not waited for, what is judged stays."""
        self._store.cancel(job_id)
        self._clerk.wake()

    def job(self, job_id: str) -> Job:
        """The audit as the store has it; where the database cannot be told what holds it up, with that as message."""
        job, trouble = self._store.job(job_id), self._clerk.trouble
        return replace(job, message=trouble) if trouble and job.state in ACTIVE else job

    def wait(self, job_id: str, timeout: float | None = None) -> Job:
        """Wait until an audit is over or paused, or `timeout` seconds passed; returns it as it is then."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            job = self.job(job_id)
            if job.state not in ACTIVE or (end is not None and time.monotonic() >= end):
                return job
            time.sleep(0.1)

    def close(self, seconds: float = 5.0) -> None:
        """Finish what is under way within so many seconds and leave the rest to the next process."""
        end = time.monotonic() + seconds
        self._listing.close()
        self._tray.close()
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self._clerk.close(max(1.0, end - time.monotonic()))

    def __enter__(self) -> Audits:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _work(self) -> None:
        while (work := self._tray.take()) is not None:
            self._clerk.take(self._judging.outcome(work, self._clerk.options(work.job_id), self._tray.was_read))
