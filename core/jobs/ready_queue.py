"""Items that this process has leased and not begun: handed to threads so that no host takes them all.

One condition guards everything; nobody holds it while waiting for a host or the database. The queue is memory only: the
leases behind it are in the database, and a process that dies loses the queue and its leases together.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from itertools import chain

from core.jobs.leases import ONE_AT_A_TIME
from core.nouns.job import Item
from core.sources.fetching.robots import seconds_until_turn


class ReadyQueue:
    """Leased items of one process.

    Parameters
    ----------
    threads : int
        How many threads take from it.
    per_host : int
        How many may read from one host at once; fewer when several hosts have items here.
    """

    def __init__(self, threads: int, per_host: int) -> None:
        self._threads, self._per_host = threads, per_host
        self._urgent: deque[Item] = deque()
        self._waiting: deque[Item] = deque()
        self._reading: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, items: list[Item], *, first: bool = False) -> None:
        """Add leased items behind those of their rank.

        Parameters
        ----------
        items : list of Item
            Leased by this process.
        first : bool
            True for items that somebody waits for: they come before all others, and after earlier ones of their rank.
        """
        with self._changed:
            (self._urgent if first else self._waiting).extend(items)
            self._changed.notify_all()

    def take(self) -> Item | None:
        """The first item whose host is not busy and whose turn has come, waiting for one; None after `close`."""
        with self._changed:
            while not self._closed:
                limit, wait = self._limit(), 1.0
                for item in chain(self._urgent, self._waiting):
                    left = seconds_until_turn(item.candidate.url) if item.candidate.pause else 0.0
                    most = 1 if item.candidate.pause or item.host.startswith(ONE_AT_A_TIME) else limit
                    if not item.host or (left <= 0 and self._reading[item.host] < most):
                        (self._urgent if item in self._urgent else self._waiting).remove(item)
                        self._reading[item.host] += 1
                        return item
                    wait = min(wait, left) if left > 0 else wait
                self._changed.wait(wait)
        return None

    def was_read(self, item: Item) -> None:
        """Free the host of an item that has been read or has failed: another thread may ask it now."""
        with self._changed:
            self._reading[item.host] -= 1
            self._changed.notify_all()

    def drop(self, job_id: str) -> list[Item]:
        """Take out the items of a job that nobody has begun.

        Parameters
        ----------
        job_id : str
            The job; "" for all.

        Returns
        -------
        list of Item
            Their leases are still held; the scheduler gives them back.
        """
        with self._changed:
            items = [item for item in chain(self._urgent, self._waiting) if job_id in ("", item.job_id)]
            self._urgent = deque(item for item in self._urgent if item not in items)
            self._waiting = deque(item for item in self._waiting if item not in items)
        return items

    def close(self) -> None:
        """Let the threads end."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _limit(self) -> int:
        """How many may read from one host. Hosts that ask for pauses wait without a thread, so they take no share."""
        hosts = {item.host for item in chain(self._urgent, self._waiting) if not item.candidate.pause}
        hosts |= {host for host, count in self._reading.items() if count}
        # One thread stays free for others, whatever the hosts do; two slow hosts share what is left.
        return max(1, min(self._per_host, (self._threads - 1) // max(1, len(hosts - {""}))))
