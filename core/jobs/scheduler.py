"""The scheduler: the one thread of a process that talks to the database about work.

It alone changes which items this process holds, so what it holds needs no lock. Other threads reach it through two
queues: results come in (`take`), leased items go out (`ReadyQueue`). It reads the jobs anew `look_seconds` apart and
passes them on as a new dictionary, which other threads only read.

What a transaction covers: one claim for one job; one heartbeat; all results of one job that came within
`GATHER_SECONDS`, with their counters. When the database cannot be reached, results stay in memory and are written
later; when the process dies before that, their items lose their holder and other processes do them again.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import delete, select

from core.catalog import results, tables
from core.catalog.job_rows import lock_job
from core.catalog.store import Store
from core.errors import Damaged, NotFound, SetupError
from core.jobs import holders, leases
from core.jobs.kinds import LONG_KINDS
from core.jobs.listing import Listing
from core.jobs.ready_queue import ReadyQueue
from core.jobs.retry import RetryPolicy, is_dead
from core.nouns.job import ENDED, Item, ItemRead, ItemResult, Job

log = logging.getLogger(__name__)
FIRST = ("analyze",)  # kinds that somebody waits for: before all others, and not held up by what they fill
GATHER_SECONDS = 0.3  # a transaction costs as much as writing down ten results; pages look 0.7 s apart or more


class Scheduler:
    """Leases items into the ready queue, commits results, renews the heartbeat, takes back what dead processes held.

    Parameters
    ----------
    store : Store
        The database.
    holder : str
        This process's name in it.
    ready : ReadyQueue
        Where leased items go.
    listing : Listing
        Lists the sources of jobs.
    room : int
        How many items this process holds at once.
    policy : RetryPolicy
        How patient it is.
    accepts : callable
        Whether this process works on a job; the others are left to other processes.
    on_saved : callable
        Told which results are in the database.

    Attributes
    ----------
    trouble : SetupError or None
        What keeps this process from the database now.
    """

    def __init__(self, store: Store, holder: str, ready: ReadyQueue, listing: Listing, *, room: int,
                 policy: RetryPolicy, on_saved: Callable[[Iterable[ItemResult]], None],
                 accepts: Callable[[Job], bool]) -> None:
        self.trouble: SetupError | None = None
        self._store, self._holder, self._ready, self._listing = store, holder, ready, listing
        self._room, self._policy, self._on_saved, self._accepts = room, policy, on_saved, accepts
        self._held: dict[tuple[str, int], Item] = {}
        self._results: queue.SimpleQueue[ItemResult | ItemRead | None] = queue.SimpleQueue()
        self._unsaved: list[ItemResult] = []
        self._reads: list[ItemRead] = []
        self._jobs: dict[str, Job] = {}
        self._active: list[str] = []
        self._next: dict[str, float] = defaultdict(float)
        self._place = ""
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="job-scheduler")
        self._thread.start()

    def job(self, job_id: str) -> Job:
        """A job whose items are in the queue."""
        return self._jobs[job_id]

    def take(self, result: ItemResult | ItemRead) -> None:
        """Accept what came of an item, or that it was read, from a thread; a later transaction commits it."""
        self._results.put(result)

    def wake(self) -> None:
        """Look at the jobs now."""
        self._next["look"] = 0.0
        self._results.put(None)

    def close(self, seconds: float) -> None:
        """Commit the results that came in, then remove this process's holder: the rest is free for others at once.

        Parameters
        ----------
        seconds : float
            How long to wait for the thread. Where it takes longer, leases end by time.
        """
        self._closing.set()
        self._results.put(None)
        self._thread.join(seconds)
        with suppress(SetupError):
            if not self._thread.is_alive():
                self._gather(0.0)
                self._commit()
            with self._store.writing() as connection:  # without its holder what is left is free at once
                connection.execute(delete(tables.holders).where(tables.holders.c.holder == self._holder))

    def holds(self, job_id: str) -> bool:
        """Whether items of a job are leased here and not yet written; asked by other threads."""
        return any(held_job == job_id for held_job, _ in list(self._held))

    def _run(self) -> None:
        failures = 0
        while not self._closing.is_set():
            try:
                self._round()
                self.trouble, failures = None, 0
            except SetupError as error:
                failures += 1
                if self.trouble is None or self.trouble.message != error.message:
                    log.log(logging.INFO if isinstance(error, Damaged) else logging.WARNING, "Jobs wait: %s", error)
                self.trouble = error
                self._closing.wait(min(15.0, self._policy.first_wait * 2 ** min(failures - 1, 5)))
            except Exception:
                log.exception("The job board met an error and continues")
                self._closing.wait(1.0)

    def _round(self) -> None:
        if self._is_time("heartbeat", self._policy.lease_seconds / 4):
            with self._store.writing() as connection:
                holders.heartbeat(connection, self._holder, self._policy.lease_seconds)
        self._gather(0.0 if self._next["look"] == 0.0 else GATHER_SECONDS)
        self._commit()
        if self._is_time("look", self._policy.look_seconds):
            self._look()
        if self._jobs and self._is_time("sweep", self._policy.lease_seconds / 6):
            self._sweep()
        self._claim()

    def _is_time(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._next[what]:
            return False
        self._next[what] = now + every
        return True

    def _gather(self, seconds: float) -> None:
        """Collect what the threads have done, waiting a little for more: one transaction then takes all."""
        end = time.monotonic() + seconds
        with suppress(queue.Empty):
            while True:
                result = self._results.get(timeout=max(0.0, end - time.monotonic())) if seconds else (
                    self._results.get_nowait())
                if isinstance(result, ItemRead):
                    self._reads.append(result)
                elif result is not None:
                    self._unsaved.append(result)
                if result is None or len(self._unsaved) >= min(self._room // 2, len(self._held)):
                    seconds = 0.0  # no more to come, told to look, or threads soon out of work: take what is there

    def _commit(self) -> None:
        by_job: dict[str, list[ItemResult]] = defaultdict(list)
        for result in self._unsaved:
            by_job[result.item.job_id].append(result)
        for job_id in {*by_job, *(read.item.job_id for read in self._reads)}:
            batch = by_job[job_id]
            with suppress(NotFound), self._store.writing() as connection:
                self._write(connection, job_id, batch)
            self._reads = [read for read in self._reads if read.item.job_id != job_id]
            for result in batch:
                self._held.pop((job_id, result.item.number), None)
            self._on_saved(batch)
            self._unsaved = [result for result in self._unsaved if result.item.job_id != job_id]
            self._note_trouble(job_id, batch)

    def _write(self, connection: Any, job_id: str, batch: list[ItemResult]) -> None:
        job = lock_job(connection, job_id)
        final = results.keep(connection, [result for result in batch if result.retry_in is None])
        if job["state"] in ENDED:
            return  # cancelled meanwhile: the results are kept, the job stays as it was
        final_items = {result.item for result, _ in final}
        leases.note_reads(connection, self._holder, [read for read in self._reads if read.item.job_id == job_id
                                                     and read.item not in final_items])
        leases.release(connection, self._holder, [item for item in batch if item.retry_in is not None])
        leases.pause_hosts(connection, job_id, batch)
        leases.complete(connection, job, self._holder, final)

    def _note_trouble(self, job_id: str, batch: list[ItemResult]) -> None:
        """A fault of the place stops new work for a while, and the job says why."""
        for result in batch:
            if result.retry_in is not None and result.failure and result.attempts == result.item.attempts:
                self._next["claim"] = time.monotonic() + self._policy.first_wait
                self._store.say(job_id, result.failure.message, result.failure.hint)
                return

    def _look(self) -> None:
        """See which jobs are to be worked on, and list those that nobody lists."""
        active = [job for job in self._store.unfinished() if self._accepts(job)]
        ended = set(self._jobs) - {job.job_id for job in active}
        for job_id in ended:
            items = self._ready.drop(job_id)
            self._unsaved += [ItemResult(item, retry_in=0.0, attempts=item.attempts, crashes=item.crashes)
                              for item in items]
        self._jobs |= {job.job_id: job for job in active}
        working = {job_id for job_id, _ in self._held} | {job.job_id for job in active}
        self._jobs = {job_id: job for job_id, job in self._jobs.items() if job_id in working}
        self._active = [job.job_id for job in sorted(active, key=lambda job: job.kind not in FIRST)]
        for job in active:
            if job.state == "listing" and not self._closing.is_set():
                self._listing.begin(job)

    def _sweep(self) -> None:
        """Take back what dead processes held."""
        with self._store.writing() as connection:
            names = connection.execute(select(tables.holders.c.holder)).scalars().all()
            living = holders.expire(connection, [holder for holder in names if is_dead(holder)])
        if self._holder not in living:  # this process was thought dead (a stopped machine): what it held is free
            self._next["heartbeat"] = 0.0
            return
        for job_id in self._active:
            with self._store.writing() as connection:
                holders.reclaim(connection, job_id, living, self._policy.first_wait)

    def _is_busy(self, kind: str) -> bool:
        """Whether this process holds a long item of this kind: those that wait take no room and are free for others."""
        return kind in LONG_KINDS and any(self._jobs[job_id].kind == kind for job_id, _ in self._held)

    def _claim(self) -> None:
        jobs_left = len(self._active)
        for job_id in self._active[:]:
            # Items of hosts that ask for pauses lie here long: they take no room, and no more of them are leased.
            slow = {item.host for key, item in self._held.items() if key[0] == job_id and item.candidate.pause}
            first = self._jobs[job_id].kind in FIRST
            free = self._room - sum(not item.candidate.pause for key, item in self._held.items()
                                    if not first or self._jobs[key[0]].kind in FIRST)
            if time.monotonic() < self._next["claim"] or self._closing.is_set():
                return
            if free <= 0 or time.monotonic() < self._next[job_id] or self._is_busy(self._jobs[job_id].kind):
                continue
            held = Counter(item.host for key, item in self._held.items() if key[0] == job_id and item.host not in slow)
            most = max(1, free // jobs_left)
            jobs_left -= 1
            with self._store.writing() as connection:
                items = leases.claim(connection, job_id, self._holder, quotas=dict(held), place=self._place, most=most,
                                     without=slow)
            self._held |= {(item.job_id, item.number): item for item in items}
            if items:
                self._place = f"{items[-1].host} "  # the next host comes first the next time
                self._ready.put(items, first=first)
            else:
                self._next[job_id] = time.monotonic() + 0.2
