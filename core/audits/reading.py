"""Reading an audit: its state, its rows, what changed, its report and its files.

Reports read rows from the database one at a time, so that a hundred thousand pictures cost no memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from core.catalogue.store import Change, Job, RowFilter
from core.errors import InputError, NotFound
from core.listings import AuditRow
from core.report import files
from core.report.error_rates import ErrorRates, measured_error_rates
from core.report.html_out import HtmlOptions
from core.report.opportunity import Opportunity, OpportunityTally
from core.report.queues import FixFirst, Queues, QueueTally
from core.report.shared import SharedPicture, SharedTally, shared_pictures
from core.report.summary import Summary, SummaryTally
from core.vision import weights
from core.workspace import Workspace

EXPORTS = files.MEDIA_TYPES  # format -> media type

KEPT_REPORTS = 16  # in memory, until their audits have more results


@dataclass(frozen=True)
class AuditReport:
    """What an audit found; see `core.report` for each part."""

    summary: Summary
    opportunity: Opportunity
    queues: Queues
    first: FixFirst
    shared: tuple[SharedPicture, ...] = ()


def audit_job(workspace: Workspace, job_id: str) -> Job:
    """State and counts of an audit; raises NotFound."""
    return workspace.store.job(job_id)


def audit_jobs(workspace: Workspace) -> list[Job]:
    """All audits, the newest first."""
    return workspace.store.jobs()


def audit_rows(workspace: Workspace, job_id: str, where: RowFilter | None = None, *, order: str = "number",
               offset: int = 0, limit: int | None = None) -> Iterator[AuditRow]:
    """Pictures of an audit and their verdicts, streamed."""
    return workspace.store.rows(job_id, where=where or RowFilter(), order=order, offset=offset, limit=limit)


def audit_count(workspace: Workspace, job_id: str, where: RowFilter | None = None) -> int:
    """How many rows a filter leaves."""
    return workspace.store.count(job_id, where or RowFilter())


def audit_counts(workspace: Workspace, job_id: str) -> dict[str, Any]:
    """How many rows each filter would leave; see `Store.counts`."""
    return workspace.store.counts(job_id)


def compare_audits(workspace: Workspace, job_id: str, earlier: str = "") -> Iterator[Change]:
    """What changed since an earlier audit of the same source, the last one by default.

    Raises
    ------
    NotFound
        When there is no earlier one.
    """
    if not earlier:
        before = workspace.store.latest_job(audit_job(workspace, job_id).source, before=job_id)
        if before is None:
            raise NotFound("This is the first finished audit of this source.", "Audit it again later to compare.")
        earlier = before.job_id
    return workspace.store.compare(job_id, earlier)


def audit_report(workspace: Workspace, job_id: str) -> AuditReport:
    """Counts, opportunity, queues and what to fix first, over the results so far; kept until there are more."""
    job = audit_job(workspace, job_id)
    stamp = f"{job_id} {job.done} {job.failed}"
    if stamp not in workspace.reports:
        while len(workspace.reports) >= KEPT_REPORTS:
            workspace.reports.pop(next(iter(workspace.reports)), None)
        workspace.reports[stamp] = _report(workspace, job_id)
    found: AuditReport = workspace.reports[stamp]
    return found


def audit_export(workspace: Workspace, job_id: str, target: Path | IO[bytes], form: str = "") -> int:
    """Write all rows of an audit as one file.

    Parameters
    ----------
    workspace : Workspace
    job_id : str
    target : Path or binary file
    form : str
        One of `EXPORTS`; by default what the path's ending says.

    Returns
    -------
    int
        How many rows there are.
    """
    job = audit_job(workspace, job_id)
    return files.write(audit_rows(workspace, job_id), target, form, options=_html_options(workspace, job))


def check_export(name: str) -> None:
    """Raises Misuse when a file of this name cannot be written in any format."""
    files.format_of(name)


def _html_options(workspace: Workspace, job: Job) -> HtmlOptions:
    return HtmlOptions(source=str(job.source), made=f"{job.created:%d %B %Y, %H:%M} UTC",
                       error_rates=_error_rates(workspace), thumbnail=partial(_small, workspace))


def _small(workspace: Workspace, picture_id: str) -> bytes | None:
    with suppress(NotFound):
        return workspace.thumbnail(picture_id).read_bytes()
    return None


def _report(workspace: Workspace, job_id: str) -> AuditReport:
    counts, worth, first, shared = SummaryTally(), OpportunityTally(), QueueTally(), SharedTally()
    for row in audit_rows(workspace, job_id):
        counts.add(row)
        worth.add(row)
        first.add(row)
        shared.add(row)
    return AuditReport(counts.result(), worth.result(_error_rates(workspace)), first.queues(), first.fix_first(),
                       shared_pictures(shared.groups(), audit_rows(workspace, job_id)))


def _error_rates(workspace: Workspace) -> ErrorRates | None:
    """Those of the intent model that judges here, where somebody measured them."""
    settings = workspace.settings
    model = weights.entry(settings.models_dir, "intent", settings.intent_model).name
    try:
        return measured_error_rates(settings.models_dir / f"{model}.json")
    except InputError:
        return None
