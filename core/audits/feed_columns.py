"""What an audit would take the columns of a feed for, so that a person can correct it before the audit starts."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from core.audits.request import AuditRequest, normalize
from core.audits.verbs import check_again, check_local, job, suffix_of
from core.site import Site
from core.sources.feeds.feed import FeedPreview
from core.sources.preview import preview


def preview_columns(site: Site, source: str, columns: dict[str, str] | None = None, *,
                    local: bool = True) -> FeedPreview:
    """What the columns of a feed are taken for, with examples.

    Parameters
    ----------
    site : Site
        Its settings limit what is read.
    source : str
        An address, or the path of a file on this machine.
    columns : dict of str to str, optional
        Field -> name of its column, as for `core.audits.request.AuditRequest`.
    local : bool
        As for `core.audits.verbs.start`.

    Raises
    ------
    Misuse
        The source is no feed, or `columns` does not fit.
    Refused
        The source is on this machine, and the visitor is not.
    NotFound, FetchFailed
        It cannot be read.
    """
    check_local(source, local=local)
    return _preview(site, source, columns)


def preview_again(site: Site, job_id: str, *, local: bool = True) -> FeedPreview:
    """The same of the source of an earlier audit.

    Parameters
    ----------
    site : Site
        Its database holds the audit.
    job_id : str
        Of the earlier audit.
    local : bool
        As for `core.audits.verbs.restart`.

    Raises
    ------
    Misuse, Refused, NotFound, FetchFailed
        As `preview_columns`.
    """
    earlier = job(site, job_id)
    check_again(site, earlier, local=local)
    return _preview(site, earlier.source, {})


def preview_upload(site: Site, name: str, content: IO[bytes], columns: dict[str, str] | None = None) -> FeedPreview:
    """The same of an uploaded feed.

    Parameters
    ----------
    site : Site
        Its data folder keeps the file; an audit of the same upload uses it again.
    name : str
        The file's name on the sender's machine.
    content : binary file
        Read to its end.
    columns : dict of str to str, optional
        As for `preview_columns`.

    Raises
    ------
    Misuse
        As for `core.audits.verbs.start_upload` and `preview_columns`.
    """
    path: Path = site.keep_upload(content, suffix_of(name))
    return _preview(site, str(path), columns)


def _preview(site: Site, source: str, columns: dict[str, str] | None) -> FeedPreview:
    return preview(source, normalize(AuditRequest(columns=columns or {})).columns, site.settings)
