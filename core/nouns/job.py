"""What travels between the database and those who work on a job. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.product import Candidate

ACTIVE = ("listing", "running")
ENDED = ("done", "cancelled", "failed")


@dataclass(frozen=True)
class Job:
    """One audit and how far it is.

    Attributes
    ----------
    job_id : str
        16 hex digits.
    source, kind : str
    options : dict
    state : {"listing", "running", "paused", "done", "cancelled", "failed"}
        While "listing" pictures are judged already; the total still grows.
    listed, total : int
        What the source offered, and how much of it is to be judged (without what was skipped).
    done, failed, skipped : int
        Judged; ended with a reason; not to be judged.
    created : datetime
        UTC, as all.
    started, ended : datetime or None
    message, hint : str
        What stopped it or holds it up now; "" when all is well.
    rate : float
        Pictures a second, of the last seconds; over all of it once it has ended.
    seconds_left : float or None
        Estimate; None before the first result, when paused and after the end.
    """

    job_id: str
    source: str
    kind: str
    options: dict[str, Any]
    state: str
    listed: int
    total: int
    done: int
    failed: int
    skipped: int
    created: datetime
    started: datetime | None = None
    ended: datetime | None = None
    message: str = ""
    hint: str = ""
    rate: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True)
class Work:
    """One picture of a job, taken by an owner.

    Attributes
    ----------
    number : int
    candidate : Candidate
    host : str
        Of its address; "" for a file.
    attempts, crashes : int
        How often it was tried before, and how often that cost a worker process.
    """

    job_id: str
    number: int
    candidate: Candidate
    host: str = ""
    attempts: int = 0
    crashes: int = 0


@dataclass(frozen=True, eq=False)
class Judged:
    """What the bytes of one picture gave.

    Attributes
    ----------
    analysis : Analysis
    measures : dict
    verdicts : dict of str to str
        Rule pack -> "pass", "warn" or "fail"; and "pack.rule" -> "fail" for each rule that is broken.
    result_id : int
        Its row in the database; 0 when it is new.
    """

    analysis: Analysis
    measures: dict[str, Any] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    result_id: int = 0


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of one piece of work: a judgment, a failure, or another try.

    Attributes
    ----------
    work : Work
    judged : Judged or None
    models, measures_version : str
        What judged it.
    etag : str
        Of its address, "" where the server gave none.
    failure : Failure or None
        With `again_in` the reason of the retry, else final.
    again_in : float or None
        Seconds until it is tried again; attempts and crashes are then those to remember.
    attempts, crashes : int
    host_rests : float
        Seconds for which its host wants to hear nothing of this job.
    """

    work: Work
    judged: Judged | None = None
    models: str = ""
    measures_version: str = ""
    etag: str = ""
    failure: Failure | None = None
    again_in: float | None = None
    attempts: int = 0
    crashes: int = 0
    host_rests: float = 0.0
