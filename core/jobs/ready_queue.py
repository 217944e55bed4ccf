"""Work that this process has leased and not begun: handed to threads so that no host takes them all."""

from __future__ import annotations

import threading
from collections import Counter, deque

from core.nouns.job import Work
from core.sources.fetching.robots import free_in


class Tray:
    """Leased work of one process.

    Parameters
    ----------
    threads : int
        How many take from it.
    per_host : int
        How many may read from one host at once; fewer when several hosts have work here.
    """

    def __init__(self, threads: int, per_host: int) -> None:
        self._threads, self._per_host = threads, per_host
        self._waiting: deque[Work] = deque()
        self._reading: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, works: list[Work]) -> None:
        """Add leased work."""
        with self._changed:
            self._waiting += works
            self._changed.notify_all()

    def take(self) -> Work | None:
        """The first work whose host is not busy and whose turn has come, waiting for one; None after `close`."""
        with self._changed:
            while not self._closed:
                limit, wait = self._limit(), 1.0
                for work in self._waiting:
                    left = free_in(work.candidate.url) if work.candidate.pause else 0.0
                    most = 1 if work.candidate.pause else limit
                    if not work.host or (left <= 0 and self._reading[work.host] < most):
                        self._waiting.remove(work)
                        self._reading[work.host] += 1
                        return work
                    wait = min(wait, left) if left > 0 else wait
                self._changed.wait(wait)
        return None

    def was_read(self, work: Work) -> None:
        """The host has answered (or failed): another may ask it."""
        with self._changed:
            self._reading[work.host] -= 1
            self._changed.notify_all()

    def drop(self, job_id: str) -> list[Work]:
        """Take out what is left of a job ("" for all)."""
        with self._changed:
            dropped = [work for work in self._waiting if job_id in ("", work.job_id)]
            self._waiting = deque(work for work in self._waiting if work not in dropped)
        return dropped

    def close(self) -> None:
        """Let the threads end."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _limit(self) -> int:
        hosts = {work.host for work in self._waiting} | {host for host, count in self._reading.items() if count}
        # One thread stays free for others, whatever the hosts do; two slow hosts share what is left.
        return max(1, min(self._per_host, (self._threads - 1) // max(1, len(hosts - {""}))))
