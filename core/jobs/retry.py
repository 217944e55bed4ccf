"""What an error of one picture means: tried again later, left out, or the whole place must wait."""

from __future__ import annotations

import logging
import os
import random
import socket
from dataclasses import dataclass
from pathlib import Path

from core.errors import Damaged, FetchFailed, MerchlensError, SetupError, WorkFailed
from core.nouns.failure import Failure
from core.nouns.job import Item, ItemResult

log = logging.getLogger(__name__)
LONGEST_RETRY_AFTER = 300.0  # seconds that a job waits where a host asks for it; who asks for more is left alone
FEW = 3  # questions to a server that is not there
_PASSING = (408, 425, 429)  # of the 4xx answers; the others stay what they are however often one asks


@dataclass(frozen=True)
class RetryPolicy:
    """How patient audits are.

    Attributes
    ----------
    lease_seconds : float
        A process that is silent for so long has lost its leases; clocks of several machines agree better than that.
    retries : int
        Of an address that failed.
    first_wait, longest_wait : float
        Seconds before the first retry, doubled for each further one, and their end.
    crashes : int
        So many crashed workers make a picture poison: it is left out.
    host_patience : float
        Seconds after which a host that delivers nothing is given up, and the rest of its pictures fail unasked.
    per_host : int
        Pictures that are read from one host at once.
    batch : int
        Candidates that are written down together.
    look_seconds : float
        How often the database is asked for new jobs, pauses and cancels.
    """

    lease_seconds: float = 30.0
    retries: int = 4
    first_wait: float = 2.0
    longest_wait: float = 300.0
    crashes: int = 2
    host_patience: float = 900.0
    per_host: int = 6
    batch: int = 500
    look_seconds: float = 0.5


def after_error(item: Item, error: Exception, policy: RetryPolicy) -> ItemResult:
    """The outcome of item that raised.

    A fetch is tried again after a growing wait with jitter, or as late as the server asked for (`retry_after` of the
    error; the rest of its host waits too), up to `LONGEST_RETRY_AFTER`. A crashed worker is tried again once. A fault
    of the place (a full disk, a missing model) is not the picture's: it goes back uncounted. All else is final.
    """
    attempts, crashes, wait = item.attempts + 1, item.crashes, None
    host_pause = 0.0
    if not isinstance(error, MerchlensError):
        log.error("A picture failed unexpectedly", exc_info=error)
        reason = f"It failed unexpectedly: {type(error).__name__}: {error}."
        error = MerchlensError(reason, "This is a bug in Merchlens. Please report it.")
        return ItemResult(item, failure=Failure.of(item.candidate.uri, WorkFailed(error.message, error.hint)),
                       attempts=attempts, crashes=crashes)
    if isinstance(error, SetupError) and not isinstance(error, Damaged):
        attempts, wait = item.attempts, policy.first_wait
    elif isinstance(error, FetchFailed) and attempts < tries(error, policy):
        retry_after = error.retry_after
        host_pause = 0.0 if retry_after is None else float(retry_after)
        wait = wait_after(policy, attempts) if retry_after is None else max(float(retry_after), 0.0)
    elif isinstance(error, WorkFailed):
        crashes += 1
        wait = policy.first_wait if crashes < policy.crashes else None
        if wait is None:
            error = WorkFailed(f"{error.message} It was tried {crashes} times and is left out now.", error.hint)
    return ItemResult(item, failure=Failure.of(item.candidate.uri, error), retry_in=wait, attempts=attempts,
                   crashes=crashes, host_pause=host_pause)


def tries(error: FetchFailed, policy: RetryPolicy) -> int:
    """How often an address that fails like this is asked in all."""
    if not may_pass(error) or asks_too_long(error):
        return 1
    return min(FEW, policy.retries + 1) if error.no_server else policy.retries + 1


def may_pass(error: FetchFailed) -> bool:
    """False when asking again is of no use, by what the server has said."""
    status = error.status
    return not error.final and (status is None or status >= 500 or status in _PASSING)


def asks_too_long(error: FetchFailed) -> bool:
    """True when the server wants to be left alone for longer than a job waits."""
    return (error.retry_after or 0.0) > LONGEST_RETRY_AFTER


def wait_after(policy: RetryPolicy, attempts: int) -> float:
    """Seconds before the next of several tries."""
    return float(min(policy.longest_wait, policy.first_wait * 2 ** (attempts - 1)) * random.uniform(0.5, 1.5))


def new_holder() -> str:
    """A name for this process among those that lease item; tells others on this machine whether it lives."""
    return f"{_machine()}/{os.getpid()}/{_born(os.getpid())}/{os.urandom(4).hex()}"


def is_dead(holder: str) -> bool:
    """True when a holder was a process of this machine that is no more; False where that cannot be known."""
    machine, _, rest = holder.rpartition("/")[0].rpartition("/")[0].rpartition("/")
    born = holder.split("/")[-2]
    return machine == _machine() and rest.isdigit() and _born(int(rest)) != born


def _machine() -> str:
    """This machine, since it was switched on, as far as process ids mean the same."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()[:13]
        return f"{socket.gethostname()[:60]}:{boot}:{os.readlink('/proc/self/ns/pid')[5:-1]}"
    except OSError:
        return f"{socket.gethostname()[:60]}:"


def _born(process: int) -> str:
    """When a process began, so that a used-again process id is not taken for it; "" when it does not run."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[19]
    except OSError:
        pass
    if Path("/proc/self/stat").exists():
        return ""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        pass
    return "runs"
