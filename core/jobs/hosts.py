"""Hosts that do not deliver: asked ever more rarely, and given up after a while, so that an audit comes to its end."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from core.errors import FetchFailed
from core.jobs.retry import LONGEST_RETRY_AFTER, RetryPolicy
from core.words.progress import duration

ABSENT_PATIENCE = 20.0  # seconds until a host is given up that is not there
LONGEST_CLOSED = 3600.0  # seconds that a host is left alone at its word; then it is asked again
IN_A_ROW = 10  # failures that make a host bad
PROBE_SECONDS = 60.0  # how often one that was given up is asked all the same


@dataclass
class _Failing:
    since: float
    count: int = 0
    asked_at: float = 0.0
    absence: FetchFailed | None = None  # the last error, where each one said that there is no server


class Hosts:
    """What this process knows of hosts that fail; safe to share between threads.

    It is memory only: another process, or this one after a restart, finds out by itself.

    Parameters
    ----------
    policy : RetryPolicy
        Waits, and `host_patience`.
    """

    def __init__(self, policy: RetryPolicy) -> None:
        self._policy = policy
        self._failing: dict[str, _Failing] = {}
        self._closed: dict[str, float] = {}  # until when
        self._lock = threading.Lock()

    def note_delivery(self, host: str) -> None:
        """Forget the failures of a host: it has sent a picture, or an answer about one."""
        with self._lock:
            self._failing.pop(host, None)

    def note_failure(self, host: str, error: FetchFailed) -> float:
        """Count a failure of a host.

        Parameters
        ----------
        host : str
            Name and port.
        error : FetchFailed
            What went wrong.

        Returns
        -------
        float
            Seconds to leave it alone: 0 except at every tenth failure in a row, then longer each time.
        """
        with self._lock:
            failing = self._failing.setdefault(host, _Failing(time.monotonic(), absence=error))
            failing.count += 1
            failing.absence = error if error.no_server and failing.absence else None
            if failing.count % IN_A_ROW:
                return 0.0
            longest = min(self._policy.longest_wait, ABSENT_PATIENCE / 4 if failing.absence else float("inf"))
            return min(longest, self._policy.first_wait * 2.0 ** min(20, failing.count // IN_A_ROW))

    def leave_alone(self, host: str, seconds: float) -> None:
        """Ask a host nothing for so long, as it wants; an hour at most."""
        with self._lock:
            self._closed[host] = time.monotonic() + min(seconds, LONGEST_CLOSED)

    def refusal(self, host: str) -> FetchFailed | None:
        """Why a host must not be asked; None when it may be.

        Once in `PROBE_SECONDS` one caller gets None all the same, to find out whether the host is back.
        """
        with self._lock:
            failing, now = self._failing.get(host), time.monotonic()
            if self._closed.get(host, now) > now:
                return FetchFailed(f"{host} asked for a pause of more than {duration(LONGEST_RETRY_AFTER)}, so this "
                                   "picture was not asked for.",
                                   f"Start again in {duration(self._closed[host] - now)}; what is analyzed is kept.",
                                   final=True)
            if failing is None or not self._is_given_up(failing):
                return None
            if now - failing.asked_at > PROBE_SECONDS:
                failing.asked_at = now
                return None
            if failing.absence:
                return FetchFailed(f"{failing.absence.message.rstrip('.')}, so this picture was not asked for.",
                                   failing.absence.hint, final=True)
            minutes = max(1, round((now - failing.since) / 60))
        return FetchFailed(f"{host} has delivered nothing for {minutes} minutes, so this picture was not asked for.",
                           "Start the audit again when the server is well; what is analyzed is not analyzed twice.")

    def is_given_up(self, host: str) -> bool:
        """Whether a host failed so often and so long that a picture which fails now is not tried again."""
        with self._lock:
            return host in self._failing and self._is_given_up(self._failing[host])

    def _is_given_up(self, failing: _Failing) -> bool:
        patience = self._policy.host_patience
        if failing.absence:
            patience = min(ABSENT_PATIENCE, patience)
        return failing.count >= IN_A_ROW and time.monotonic() - failing.since >= patience
