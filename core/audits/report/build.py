"""The report of an audit: made from its rows once, then kept in memory and beside the database.

Reading 100,000 rows takes seconds, so the report is written into the data folder. It is read from there while the
audit has no new results, and neither the model's error rates nor the code that makes reports have changed. Readers who
come at once wait for the one that is being made, in a thread of its own: a reader who leaves does not end it.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from core import cards
from core.audits.report.error_rates import ErrorRates, measured_error_rates
from core.audits.report.opportunity import Opportunity, OpportunityTally
from core.audits.report.queues import FixFirst, Queues, QueueTally
from core.audits.report.shared_pictures import SharedPicture, SharedTally, numbers_shown, shared_pictures
from core.audits.report.summary import Summary, SummaryTally
from core.catalog.report_rows import brief_rows, whole_rows
from core.catalog.roles import newest_correction
from core.errors import InputError
from core.models import store
from core.nouns.job import Job
from core.nouns.plain import from_plain, to_plain
from core.site import Site

KEPT_REPORTS = 16  # in memory
REPORT_EVERY = 2000  # rows
LOOK_SECONDS = 0.2  # between two looks at a report that is being made


@dataclass(frozen=True)
class AuditReport:
    """The counts of an audit and what to fix first.

    Attributes
    ----------
    summary : Summary
    opportunity : Opportunity
    queues : Queues
    first : FixFirst
    shared : tuple of SharedPicture
        The first ones in the order of the source.
    shared_total : int
        Number of pictures that several products share.
    """

    summary: Summary
    opportunity: Opportunity
    queues: Queues
    first: FixFirst
    shared: tuple[SharedPicture, ...] = ()
    shared_total: int = 0

    @property
    def sentence(self) -> str:
        """The finding in words; where a page shows more than products, it says what it counts."""
        words = self.opportunity.sentence
        return words.replace(" photo", " product photo", 1) if self.summary.counted else words


def read_report(site: Site, job_id: str, on_rows: Callable[[int], None] | None = None) -> AuditReport:
    """Counts, opportunity, queues and what to fix first, over the results so far; kept until there are more.

    Parameters
    ----------
    site : Site
        Its database holds the audit.
    job_id : str
        Of the audit.
    on_rows : callable, optional
        Called now and then with the number of rows read, while the report is made.

    Raises
    ------
    NotFound
        Unknown audit.
    """
    job = site.store.job(job_id)
    rates = error_rates(site)
    with site.store.reading() as connection:
        moves = newest_correction(connection, job_id)
    rates_key = hashlib.sha256(repr(rates).encode()).hexdigest()[:16]
    stamp = f"{job_id} {job.done} {job.failed} {moves} {_code_key()} {rates_key}"

    def make(on_rows: Callable[[int], None]) -> AuditReport:
        report = _read(_file(site, job), stamp)
        if report is None:
            report = _tallied(site, job_id, rates, on_rows)
            _write(_file(site, job), stamp, report)
        return report

    making = site.part(_Reports).making(stamp, make)
    while not wait([making.report], LOOK_SECONDS).done:
        if on_rows is not None and making.rows:
            on_rows(making.rows)
    return making.report.result()


@dataclass
class _Making:
    """A report, made or under way."""

    report: Future[AuditReport] = field(default_factory=Future)
    rows: int = 0  # read so far

    def progress(self, rows: int) -> None:
        self.rows = rows


class _Reports:
    """The reports that this process has made or read, each once however many ask for it."""

    def __init__(self, site: Site) -> None:
        self._made: dict[str, _Making] = {}
        self._lock = threading.Lock()

    def making(self, stamp: str, make: Callable[[Callable[[int], None]], AuditReport]) -> _Making:
        """The report of this stamp; `make` is called, in a thread, when nobody has asked for it yet."""
        with self._lock:
            making = self._made.get(stamp)
            if making is None:
                while len(self._made) >= KEPT_REPORTS:
                    self._made.pop(next(iter(self._made)))
                making = self._made[stamp] = _Making()
                threading.Thread(target=self._make, args=(stamp, making, make), daemon=True, name="report").start()
        return making

    def _make(self, stamp: str, making: _Making, make: Callable[[Callable[[int], None]], AuditReport]) -> None:
        try:
            making.report.set_result(make(making.progress))
        except Exception as error:  # noqa: BLE001 - it belongs to those who wait
            with self._lock:
                self._made.pop(stamp, None)
            making.report.set_exception(error)


def error_rates(site: Site) -> ErrorRates | None:
    """Measured error rates of the site's intent model; None for a model without an evaluation file."""
    settings = site.settings
    model = store.entry(settings.models_dir, "intent", settings.intent_model)
    try:
        return measured_error_rates(model.path.with_name(f"{model.name}.json"))
    except InputError:
        return None


def _tallied(site: Site, job_id: str, rates: ErrorRates | None, on_rows: Callable[[int], None]) -> AuditReport:
    tallies = counts, opportunity, queues, shared = SummaryTally(), OpportunityTally(), QueueTally(), SharedTally()
    for number, row in enumerate(brief_rows(site.store, job_id), 1):
        for tally in tallies:
            tally.add(row)
        if not number % REPORT_EVERY:
            on_rows(number)
    groups = shared.groups()
    by_queue, first = queues.queues(partial(cards.set_coverage, site)), queues.fix_first()
    heads = [*(queue.items for queue in by_queue.each), first.items]
    rows = whole_rows(site.store, job_id, [*numbers_shown(groups), *(item.row.number for items in heads
                                                                     for item in items)])
    return AuditReport(counts.result(), opportunity.result(rates), by_queue.with_rows(rows), first.with_rows(rows),
                       shared_pictures(groups, rows), len(groups))


def _file(site: Site, job: Job) -> Path:
    return Path(site.settings.data_dir) / "reports" / f"{job.job_id}.json"


def _read(path: Path, stamp: str) -> AuditReport | None:
    """The report kept under this stamp; None also for a damaged file."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        values: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if values["stamp"] == stamp:
            report: AuditReport = from_plain(AuditReport, values["report"])
            return report
    return None


def _write(path: Path, stamp: str, report: AuditReport) -> None:
    """Keep a report; on a full disk it is made anew the next time."""
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
