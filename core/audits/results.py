"""Reading an audit: its state, its rows, what changed, and its files.

Files read rows from the database one at a time, so that a hundred thousand pictures cost no memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from core.audits.report import files
from core.audits.report.build import error_rates
from core.audits.report.html_out import HtmlOptions
from core.catalog.store import Change, Job, RowFilter
from core.errors import NotFound
from core.nouns.audit_row import AuditRow
from core.site import Workspace

EXPORTS = files.MEDIA_TYPES  # format -> media type


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
                       error_rates=error_rates(workspace), thumbnail=partial(_small, workspace))


def _small(workspace: Workspace, picture_id: str) -> bytes | None:
    with suppress(NotFound):
        return workspace.thumbnail(picture_id).read_bytes()
    return None
