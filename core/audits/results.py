"""Read an audit: rows and their counts, what changed since an earlier one, and files to export.

Rows come from the database one at a time, so that a hundred thousand pictures need no memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Any

from core import flip
from core.audits.report import files
from core.audits.report.build import read_report
from core.audits.report.html_report import HtmlReport
from core.catalog import pictures
from core.catalog.compare import Change
from core.catalog.query import RowFilter
from core.errors import MerchlensError, NotFound
from core.nouns.analysis import Analysis
from core.nouns.audit_row import AuditRow
from core.nouns.flip import Edit, Flip
from core.nouns.job import Job
from core.site import Site
from core.words.flip import flip_words
from core.words.server_paths import without_paths

EXPORTS = files.MEDIA_TYPES  # format -> media type


def source_name(job: Job) -> str:
    """What people call the source of an audit: the name of an upload, else its address or path."""
    return str(job.options.get("name") or job.source)


def rows(site: Site, job_id: str, where: RowFilter | None = None, *, order: str = "number",
         offset: int = 0, limit: int | None = None) -> Iterator[AuditRow]:
    """Pictures of an audit with their verdicts, and the smallest edit where one was searched, in a stream.

    Parameters
    ----------
    site : Site
        Its database holds the audit.
    job_id : str
        Of the audit.
    where : RowFilter, optional
        Which rows; all by default.
    order : str
        "number", the order of the source, or "-number".
    offset, limit : int
        Rows to skip, and the maximum number of rows.
    """
    stored = site.store.rows(job_id, where=where or RowFilter(), order=order, offset=offset, limit=limit)
    flips = flip.smallest_edits(site, job_id)
    return (_with_edit(row, flips.get(row.picture_id)) for row in stored) if flips else stored


def count(site: Site, job_id: str, where: RowFilter | None = None) -> int:
    """Number of rows that a filter leaves."""
    return site.store.count(job_id, where or RowFilter())


def counts(site: Site, job_id: str) -> dict[str, Any]:
    """Number of rows by each value that a filter can have; see `Store.counts`."""
    return site.store.counts(job_id)


def compare(site: Site, job_id: str, earlier: str = "") -> Iterator[Change]:
    """What changed since an earlier audit of the same source.

    Parameters
    ----------
    site : Site
        Its database holds both audits.
    job_id : str
        Of the later audit.
    earlier : str
        Id of the earlier one; by default the last one before.

    Raises
    ------
    NotFound
        There is no earlier audit.
    """
    if not earlier:
        before = site.store.latest_job(site.store.job(job_id).source, before=job_id)
        if before is None:
            raise NotFound("This is the first finished audit of this source.", "Audit it again later to compare.")
        earlier = before.job_id
    return site.store.compare(job_id, earlier)


def export(site: Site, job_id: str, target: Path | IO[bytes], form: str = "", *, local: bool = True) -> int:
    """Write all rows of an audit as one file.

    Parameters
    ----------
    site : Site
        Its database holds the audit.
    job_id : str
        Of the audit.
    target : Path or binary file
        Where to write.
    form : str
        One of `EXPORTS`; by default the one that the path's ending stands for.
    local : bool
        Whether the reader is on this machine; others read names instead of paths of the server.

    Returns
    -------
    int
        The number of rows.

    Raises
    ------
    NotFound
        Unknown audit.
    Misuse
        An unknown format, or a folder without write permission.
    """
    job = site.store.job(job_id)
    if not form and isinstance(target, Path):
        form = files.format_of(target)
    page = _page(site, job) if form == "html" else None
    written = rows(site, job_id, limit=page.table_rows if page else None)
    if not local:
        written = (without_paths(row, job.source, site.settings.data_dir) for row in written)
        page = without_paths(page, job.source, site.settings.data_dir)
    return files.write(written, target, form, page=page)


def check_export(name: str) -> None:
    """Check that a file of this name can be written; raises Misuse for an unknown ending."""
    files.format_of(name)


def picture_detail(site: Site, picture_id: str) -> Analysis:
    """The newest analysis of a picture, with its boxes; raises NotFound."""
    analysis = site.store.analysis(picture_id)
    if analysis is None:
        raise NotFound("Merchlens has no analysis of this photo.", "Audit it first.")
    return analysis


def _with_edit(row: AuditRow, smallest: Flip | None) -> AuditRow:
    if smallest is None:
        return row
    return replace(row, smallest_edit=flip_words(smallest), score_after_edit=smallest.after.score)


def _page(site: Site, job: Job) -> HtmlReport:
    return HtmlReport(read_report(site, job.job_id), source=source_name(job),
                      made=f"{job.created:%d %B %Y, %H:%M} UTC", thumbnail=partial(_thumbnail, site),
                      edits=flip.flips_summary(site, job.job_id), edited=partial(_edited, site))


def _thumbnail(site: Site, picture_id: str) -> bytes | None:
    with suppress(NotFound):
        return pictures.thumbnail(site.settings.data_dir, picture_id).read_bytes()
    return None


def _edited(site: Site, picture_id: str, edits: tuple[Edit, ...]) -> bytes | None:
    with suppress(MerchlensError):
        return flip.edited_thumbnail(site, picture_id, edits)
    return None
