"""The clerk: the one thread of a process that talks to the database about work."""

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

from core.catalog import results
from core.catalog.job_rows import locked
from core.catalog.store import Store
from core.catalog.tables import owners
from core.errors import NotFound, SetupError
from core.jobs import leases
from core.jobs.listing import Listing
from core.jobs.ready_queue import Tray
from core.jobs.retry import Pace, is_dead
from core.nouns.job import ENDED, Job, Outcome, Work

log = logging.getLogger(__name__)
GATHER_SECONDS = 0.1  # a transaction costs as much as writing down ten outcomes


class Clerk:
    """Leases work onto the tray, writes outcomes down, says that this process lives, and buries those that do not.

    Parameters
    ----------
    store : Store
    owner : str
    tray : Tray
    listing : Listing
    room : int
        How much work this process holds at once.
    pace : Pace
    saved : callable
        Told which outcomes are in the database.

    Attributes
    ----------
    trouble : str
        What keeps this process from the database now, in words; "" when nothing does.
    """

    def __init__(self, store: Store, owner: str, tray: Tray, listing: Listing, *, room: int, pace: Pace,
                 saved: Callable[[Iterable[Outcome]], None]) -> None:
        self.trouble = ""
        self._store, self._owner, self._tray, self._listing = store, owner, tray, listing
        self._room, self._pace, self._saved = room, pace, saved
        self._held: dict[tuple[str, int], Work] = {}
        self._outcomes: queue.SimpleQueue[Outcome | None] = queue.SimpleQueue()
        self._unsaved: list[Outcome] = []
        self._jobs: dict[str, Job] = {}
        self._active: list[str] = []
        self._next: dict[str, float] = defaultdict(float)
        self._place = ""
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="audit-clerk")
        self._thread.start()

    def options(self, job_id: str) -> dict[str, Any]:
        """The options of a job whose work is on the tray."""
        return self._jobs[job_id].options

    def take(self, outcome: Outcome) -> None:
        """Write an outcome down soon."""
        self._outcomes.put(outcome)

    def wake(self) -> None:
        """Look at the jobs now."""
        self._next["look"] = 0.0
        self._outcomes.put(None)

    def close(self, seconds: float) -> None:
        """Write down what came, and leave the rest to others."""
        self._closing.set()
        self._outcomes.put(None)
        self._thread.join(seconds)
        with suppress(SetupError):
            if not self._thread.is_alive():
                self._gather(0.0)
                self._settle()
            with self._store.writing() as connection:  # without its owner what is left is free at once
                connection.execute(delete(owners).where(owners.c.owner == self._owner))

    def _run(self) -> None:
        failures = 0
        while not self._closing.is_set():
            try:
                self._round()
                self.trouble, failures = "", 0
            except SetupError as error:
                failures += 1
                self.trouble = error.message
                log.warning("Audits wait: %s", error)
                self._closing.wait(min(15.0, self._pace.first_wait * 2 ** min(failures - 1, 5)))
            except Exception:
                log.exception("Audits met a fault and go on")
                self._closing.wait(1.0)

    def _round(self) -> None:
        if self._is_time("beat", self._pace.lease_seconds / 4):
            with self._store.writing() as connection:
                leases.beat(connection, self._owner, self._pace.lease_seconds)
        self._gather(0.0 if self._next["look"] == 0.0 else GATHER_SECONDS)
        self._settle()
        if self._is_time("look", self._pace.look_seconds):
            self._look()
        if self._jobs and self._is_time("sweep", self._pace.lease_seconds / 6):
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
                outcome = self._outcomes.get(timeout=max(0.0, end - time.monotonic())) if seconds else (
                    self._outcomes.get_nowait())
                if outcome is not None:
                    self._unsaved.append(outcome)
                if outcome is None or len(self._unsaved) >= self._room // 2:
                    seconds = 0.0  # told to look, or threads may soon be out of work: take what is there

    def _settle(self) -> None:
        by_job: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in self._unsaved:
            by_job[outcome.work.job_id].append(outcome)
        for job_id, outcomes in by_job.items():
            with suppress(NotFound), self._store.writing() as connection:
                self._write(connection, job_id, outcomes)
            self._saved(outcomes)
            for outcome in outcomes:
                self._held.pop((job_id, outcome.work.number), None)
            self._unsaved = [outcome for outcome in self._unsaved if outcome.work.job_id != job_id]
            self._hold_up(job_id, outcomes)

    def _write(self, connection: Any, job_id: str, outcomes: list[Outcome]) -> None:
        job = locked(connection, job_id)
        final = results.keep(connection, [outcome for outcome in outcomes if outcome.again_in is None])
        if job["state"] in ENDED:
            return  # cancelled meanwhile: the results are kept, the job stays as it was
        leases.put_back(connection, self._owner, [item for item in outcomes if item.again_in is not None])
        leases.rest_hosts(connection, job_id, outcomes)
        leases.finish(connection, job, self._owner, final)

    def _hold_up(self, job_id: str, outcomes: list[Outcome]) -> None:
        """A fault of the place stops new work for a while, and the job says why."""
        for outcome in outcomes:
            if outcome.again_in is not None and outcome.failure and outcome.attempts == outcome.work.attempts:
                self._next["claim"] = time.monotonic() + self._pace.first_wait
                self._store.say(job_id, outcome.failure.message, outcome.failure.hint)
                return

    def _look(self) -> None:
        """See which jobs are to be worked on, and list those that nobody lists."""
        active = self._store.unfinished()
        gone = set(self._jobs) - {job.job_id for job in active}
        for job_id in gone:
            dropped = self._tray.drop(job_id)
            self._unsaved += [Outcome(work, again_in=0.0, attempts=work.attempts, crashes=work.crashes)
                              for work in dropped]
        self._jobs |= {job.job_id: job for job in active}
        working = {job_id for job_id, _ in self._held} | {job.job_id for job in active}
        self._jobs = {job_id: job for job_id, job in self._jobs.items() if job_id in working}
        self._active = [job.job_id for job in active]
        for job in active:
            if job.state == "listing" and not self._closing.is_set():
                self._listing.begin(job)

    def _sweep(self) -> None:
        """Take back what dead processes held."""
        with self._store.writing() as connection:
            known = connection.execute(select(owners.c.owner)).scalars().all()
            living = leases.bury(connection, [owner for owner in known if is_dead(owner)])
        if self._owner not in living:  # this process was thought dead (a stopped machine): what it held is free
            self._next["beat"] = 0.0
            return
        for job_id in self._active:
            with self._store.writing() as connection:
                leases.reclaim(connection, job_id, living, self._pace.first_wait)

    def _claim(self) -> None:
        left = len(self._active)
        for job_id in self._active[:]:
            # Work of hosts that ask for pauses lies here long: it takes no room, and no more of it is leased.
            slow = {work.host for key, work in self._held.items() if key[0] == job_id and work.candidate.pause}
            free = self._room - sum(not work.candidate.pause for work in self._held.values())
            if free <= 0 or time.monotonic() < self._next["claim"] or self._closing.is_set():
                return
            if time.monotonic() < self._next[job_id]:
                continue
            held = Counter(work.host for key, work in self._held.items() if key[0] == job_id and work.host not in slow)
            most = max(1, free // left)
            left -= 1
            with self._store.writing() as connection:
                works = leases.claim(connection, job_id, self._owner, quotas=dict(held), place=self._place, most=most,
                                     without=slow)
            self._held |= {(work.job_id, work.number): work for work in works}
            if works:
                self._place = f"{works[-1].host} "  # the next host comes first the next time
                self._tray.put(works)
            else:
                self._next[job_id] = time.monotonic() + 0.2
