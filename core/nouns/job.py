"""What travels between the database and those who work on a job. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.nouns.role import Role

ACTIVE = ("listing", "running")
ENDED = ("done", "cancelled", "failed")


@dataclass(frozen=True)
class Job:
    """Long work and how far it is: an analysis of many photos, an audit, a sales study.

    Attributes
    ----------
    job_id : str
        16 hex digits.
    kind : {"analyze", "audit", "study", "explain-benchmark", "flip", "map", "evaluate", "export", "train",
        "dataset", "transfer", "crop"}
        What it does; see `core.jobs.kinds`.
    source, source_kind : str
        Where its items come from, and what that is ("feed", "folder", ...).
    options : dict
        What was asked for; texts, numbers, lists and mappings.
    state : {"listing", "running", "paused", "done", "cancelled", "failed"}
        While "listing", items are worked on already; the total still grows.
    listed, total : int
        What the source offered, and how much of it is to be worked on (without what was skipped).
    done, failed, skipped : int
        Items with a result; with a reason why they have none; and those not to be worked on.
    created : datetime
        UTC, as all.
    started, ended : datetime or None
        When the first item was finished, and the last.
    message, hint : str
        What stopped it or holds it up now; "" when all is well.
    rate : float
        Items a second, of the last seconds; over all of it once it has ended.
    seconds_left : float or None
        Estimate; None before the first result, when paused and after the end.
    step : str
        What a job of one long item does now.
    fraction : float
        How much of its items is through, in [0, 1], counting the part of a long item that is done.
    """

    job_id: str
    source: str
    source_kind: str
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
    kind: str = "audit"
    step: str = ""
    fraction: float = 0.0

    @property
    def running(self) -> bool:
        """True while somebody works on it."""
        return self.state in ACTIVE

    @property
    def seconds(self) -> float:
        """Wall time from its start to its end, or to now."""
        return ((self.ended or datetime.now(UTC)) - self.created).total_seconds()

    @property
    def settled(self) -> int:
        """How many items are through, with or without success."""
        return self.done + self.failed


@dataclass(frozen=True)
class Item:
    """One unit of a job, leased to a process.

    Attributes
    ----------
    job_id : str
        Its job.
    number : int
        Position in the source, from 1.
    candidate : Candidate
        What the source says of it.
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


@dataclass(frozen=True)
class ItemRead:
    """The bytes of an item's picture are on this machine, and wait to be analyzed.

    Attributes
    ----------
    item : Item
        The item.
    picture_id : str
        sha256 of the bytes.
    """

    item: Item
    picture_id: str


@dataclass(frozen=True, eq=False)
class PictureResult:
    """What the bytes of one picture gave.

    Attributes
    ----------
    analysis : Analysis
        What the chain saw.
    measures : dict
        What rules ask for; empty where nobody asked.
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
class ItemResult:
    """What came of one item: a result, a failure, or another try.

    Attributes
    ----------
    item : Item
        The item.
    picture : PictureResult or None
        None for a failure, a retry, and for items that are no pictures.
    models, measures_version : str
        What made the result.
    path, etag : str
        Where the picture's file lies, and what its address's server gave; "" where there is none.
    failure : Failure or None
        With `retry_in` the reason of the retry, else final.
    retry_in : float or None
        Seconds until it is tried again; attempts and crashes are then those to remember.
    attempts, crashes : int
        How often it was tried, and how often that cost a worker process.
    role : Role or None
        What the picture is for; None where its kind of job asks for no roles.
    host_pause : float
        Seconds for which its host wants to hear nothing of this job.
    """

    item: Item
    picture: PictureResult | None = None
    models: str = ""
    measures_version: str = ""
    path: str = ""
    etag: str = ""
    failure: Failure | None = None
    retry_in: float | None = None
    attempts: int = 0
    crashes: int = 0
    host_pause: float = 0.0
    role: Role | None = None
