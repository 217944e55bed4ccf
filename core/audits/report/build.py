"""The report of an audit: made from its rows once, then kept in memory and beside the database.

Reading 100,000 rows takes some seconds, so what came of it is written into the data folder. It is taken from there as
long as the audit has no more results, the model's error rates are the same, and so is the code that makes reports.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.audits.report.error_rates import ErrorRates, measured_error_rates
from core.audits.report.opportunity import Opportunity, OpportunityTally
from core.audits.report.queues import FixFirst, Queues, QueueTally
from core.audits.report.serialization import from_plain, to_plain
from core.audits.report.shared_pictures import SharedPicture, SharedTally, shared_pictures
from core.audits.report.summary import Summary, SummaryTally
from core.errors import InputError
from core.models import store
from core.nouns.job import Job
from core.site import Site

KEPT_REPORTS = 16  # in memory
SAY_EVERY = 2000  # rows


@dataclass(frozen=True)
class AuditReport:
    """What an audit found; see `core.audits.report` for each part.

    Attributes
    ----------
    summary, opportunity, queues, first
    shared : tuple of SharedPicture
        The first ones.
    shared_total : int
        How many pictures several products share.
    """

    summary: Summary
    opportunity: Opportunity
    queues: Queues
    first: FixFirst
    shared: tuple[SharedPicture, ...] = ()
    shared_total: int = 0


def read_report(site: Site, job_id: str, say: Callable[[int], None] | None = None) -> AuditReport:
    """Counts, opportunity, queues and what to fix first, over the results so far; kept until there are more.

    Parameters
    ----------
    site : Site
    job_id : str
    say : callable, optional
        Told now and then how many rows were read, when they must be.

    Raises
    ------
    NotFound
    """
    job = site.store.job(job_id)
    rates = error_rates(site)
    stamp = f"{job_id} {job.done} {job.failed} {_code_key()} {hashlib.sha256(repr(rates).encode()).hexdigest()[:16]}"
    if stamp not in site.part(_memory):
        found = _read(_place(site, job), stamp)
        if found is None:
            found = _made(site, job_id, rates, say or (lambda rows: None))
            _write(_place(site, job), stamp, found)
        while len(site.part(_memory)) >= KEPT_REPORTS:
            site.part(_memory).pop(next(iter(site.part(_memory))), None)
        site.part(_memory)[stamp] = found
    report: AuditReport = site.part(_memory)[stamp]
    return report


def _memory(site: Site) -> dict[str, AuditReport]:
    """The reports that this process has made or read."""
    return {}


def error_rates(site: Site) -> ErrorRates | None:
    """Those of the intent model that judges here, where somebody measured them."""
    settings = site.settings
    model = store.entry(settings.models_dir, "intent", settings.intent_model).name
    try:
        return measured_error_rates(settings.models_dir / f"{model}.json")
    except InputError:
        return None


def _made(site: Site, job_id: str, rates: ErrorRates | None, say: Callable[[int], None]) -> AuditReport:
    counts, worth, first, shared = SummaryTally(), OpportunityTally(), QueueTally(), SharedTally()
    for number, row in enumerate(site.store.rows(job_id), 1):
        counts.add(row)
        worth.add(row)
        first.add(row)
        shared.add(row)
        if not number % SAY_EVERY:
            say(number)
    groups = shared.groups()
    return AuditReport(counts.result(), worth.result(rates), first.queues(), first.fix_first(),
                       shared_pictures(groups, site.store.rows(job_id)), len(groups))


def _place(site: Site, job: Job) -> Path:
    return Path(site.settings.data_dir) / "reports" / f"{job.job_id}.json"


def _read(path: Path, stamp: str) -> AuditReport | None:
    """What is kept under this stamp; None also for a file that is damaged."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if kept["stamp"] == stamp:
            found: AuditReport = from_plain(AuditReport, kept["report"])
            return found
    return None


def _write(path: Path, stamp: str, report: AuditReport) -> None:
    """Keep a report; on a full disk it is made again the next time."""
    part = path.with_suffix(f".{os.urandom(4).hex()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps({"stamp": stamp, "report": to_plain(report)}), "utf-8")
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@cache
def _code_key() -> str:
    """Changes with the code that makes reports."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
