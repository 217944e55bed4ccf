"""The job board: durable work of any kind. Every step is in the database before it counts.

Who does what, in each process that works on jobs:

* one thread (the scheduler) talks to the database about work: it leases items, commits results in batches, renews this
  process's heartbeat and takes back what dead processes held;
* `threads` threads take leased items from the ready queue and do them: they read a picture and wait for a worker
  process;
* one thread for each job that is being listed writes what its source offers.

They share only the ready queue, the scheduler's queue of results and the database. A process that dies loses nothing:
its leases expire, and other processes, or it itself after a restart, go on. Why not a job library:
docs/decisions/0010-durable-jobs.md.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from core.catalog.store import Store
from core.errors import Damaged, SetupError
from core.jobs import leases
from core.jobs.item_work import ItemWork
from core.jobs.kinds import LONG_KINDS, Kind, PictureKind, kinds_of
from core.jobs.listing import Listing
from core.jobs.ready_queue import ReadyQueue
from core.jobs.retry import RetryPolicy, new_holder
from core.jobs.scheduler import Scheduler
from core.nouns.failure import Failure
from core.nouns.job import Item, ItemRead, Job
from core.nouns.product import Candidate
from core.site import Site

RETRY = RetryPolicy()
FETCHES_AT_ONCE = 6
LONGEST_WAIT = 0.5  # seconds until a job that somebody waits for is read again: others may pause or cancel it


class Board:
    """Works on the unfinished jobs of a store, those of earlier processes too, until it is closed.

    Several processes may have a board on one database; they share jobs item by item. `start`, `pause`, `resume` and
    `cancel` are one transaction each and return when it is committed, so a process that dies right after has lost
    nothing. Safe to share between threads.

    Parameters
    ----------
    store : Store
        Where jobs and results are.
    kinds : callable
        Name of a kind -> the kind.
    threads : int
        How many items are under way at once.
    policy : RetryPolicy
        How patient it is.
    setup_error : callable
        () -> why no worker process can work, or None.

    Attributes
    ----------
    holder : str
        What this process is called in the database.
    """

    def __init__(self, store: Store, kinds: Callable[[str], Kind], *, threads: int,
                 policy: RetryPolicy = RETRY, setup_error: Callable[[], SetupError | None] = lambda: None) -> None:
        self.holder = new_holder()
        self._store, self._kinds, self._setup_error = store, kinds, setup_error
        self._changed = threading.Condition()
        self._queue = ReadyQueue(threads, policy.per_host)
        self._work = ItemWork(store, kinds, policy)
        self._listing = Listing(store, self.holder, kinds, policy)
        # Four times the threads: items lie ready while the scheduler gathers, so that no thread waits for the database.
        self._scheduler = Scheduler(store, self.holder, self._queue, self._listing, room=threads * 4, policy=policy,
                                    on_saved=self._on_saved, accepts=self._accepts)
        self._threads = [threading.Thread(target=self._run, daemon=True, name=f"job-{place}")
                         for place in range(threads)]
        for thread in self._threads:
            thread.start()

    def start(self, source: str, source_kind: str = "auto", options: dict[str, Any] | None = None, *,
              kind: str = "audit", offers: Iterable[Candidate | Failure] | None = None, job_id: str = "") -> str:
        """Write down a new job and begin.

        Parameters
        ----------
        source, source_kind : str
            Where its items come from, and what that is. "" for a job that brings its items along.
        options : dict, optional
            What was asked for; plain values.
        kind : str
            One of `core.jobs.kinds.ROOMS`.
        offers : iterable of Candidate or Failure, optional
            The items, where they are known already: no listing is needed then, and the same name may come twice.
        job_id : str
            Its id, where a folder of that name was made for it already; 16 hex digits.

        Returns
        -------
        str
            Its job_id.

        Raises
        ------
        Misuse
            When a job of this kind on this source is under way.
        """
        fill = None if offers is None else partial(leases.add_all, offers=list(offers))
        job_id = self._store.create_job(source, source_kind, options or {}, kind, job_id=job_id, fill=fill)
        self._scheduler.wake()
        return job_id

    def pause(self, job_id: str) -> None:
        """Begin nothing new of a job; items under way finish and count. Raises Misuse when the job has ended."""
        self._store.pause(job_id)
        self._scheduler.wake()

    def resume(self, job_id: str) -> None:
        """Continue a job after a pause, with the listing too. Raises Misuse when the job has ended."""
        self._store.resume(job_id)
        self._scheduler.wake()

    def cancel(self, job_id: str) -> None:
        """End a job at once: results so far stay, items under way are not waited for and do not count.

        Other processes see the new state within `look_seconds`. A job that has ended stays as it is.
        """
        self._store.cancel(job_id)
        self._work.cancel(job_id)
        self._scheduler.wake()
        with self._changed:
            self._changed.notify_all()

    def job(self, job_id: str) -> Job:
        """The job as it stands; raises NotFound, and the SetupError for which it cannot go on before a restart.

        While this process cannot write to the database, the reason is the job's message.
        """
        job, trouble = self._store.job(job_id), self._listing.damage or self._scheduler.trouble
        if not job.running:
            return job
        if not self._accepts(job):
            return replace(job, message=f"This job needs other models than this program has ({_models_of(job)}).",
                           hint="A program that has them works on it: start one with these models if there is none.")
        error = self._setup_error() if job.kind not in LONG_KINDS else None
        if error is not None:
            raise type(error)(error.message, error.hint)
        if trouble is None:
            return job
        if isinstance(trouble, Damaged):
            raise Damaged(trouble.message, trouble.hint)
        return replace(job, message=trouble.message, hint=trouble.hint)

    def wait(self, job_id: str, timeout: float | None = None) -> Job:
        """Wait until a job has ended or is paused.

        Parameters
        ----------
        job_id : str
            The job.
        timeout : float, optional
            Seconds after which to return anyway.

        Returns
        -------
        Job
            As it is then.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            job = self.job(job_id)
            if not job.running or (end is not None and time.monotonic() >= end):
                return job
            self.wait_for_news()
            with self._changed:  # while this process has items of the job, its row need not be read
                patience = LONGEST_WAIT if end is None else min(LONGEST_WAIT, end - time.monotonic())
                self._changed.wait_for(lambda: not self._scheduler.holds(job_id), patience)

    def wait_for_news(self, seconds: float = 0.1) -> None:
        """Wait until this process has committed results of any job, `seconds` at most."""
        with self._changed:
            self._changed.wait(seconds)

    def close(self, seconds: float = 5.0) -> None:
        """Stop: no new items begin, items under way may finish, the rest is left to the next process.

        Parameters
        ----------
        seconds : float
            How long to wait for items under way. An item that takes longer loses its lease and is done again.
        """
        end = time.monotonic() + seconds
        self._listing.close()
        self._queue.close()
        self._work.close()
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self._scheduler.close(max(1.0, end - time.monotonic()))

    def __enter__(self) -> Board:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _on_saved(self, results: Iterable[Any]) -> None:
        self._work.forget(results)
        with self._changed:
            self._changed.notify_all()

    def _run(self) -> None:
        while (item := self._queue.take()) is not None:
            self._scheduler.take(self._work.result(item, self._scheduler.job(item.job_id), self._was_read))

    def _accepts(self, job: Job) -> bool:
        """Whether this process has the models that a job is to be done with."""
        try:
            kind = self._kinds(job.kind)
            return not isinstance(kind, PictureKind) or kind.models is None or kind.models() == job.options.get(
                "models", "")
        except Exception:  # noqa: BLE001 - a kind that cannot be opened says so picture by picture
            return True

    def _was_read(self, item: Item, picture_id: str) -> None:
        self._queue.was_read(item)
        if item.host and picture_id != item.candidate.picture_id:
            self._scheduler.take(ItemRead(item, picture_id))


def _models_of(job: Job) -> str:
    return str(job.options.get("models") or "the current ones")


def open_board(site: Site) -> Board:
    """The site's job board: `site.part(open_board)`. It also continues jobs that an earlier process left unfinished."""
    return Board(site.store, kinds_of(site), threads=site.settings.workers + FETCHES_AT_ONCE,
                 setup_error=lambda: site.setup_error)
