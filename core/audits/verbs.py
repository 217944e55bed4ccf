"""Start an audit, and pause, resume, cancel or repeat it."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from core import rules
from core.audits.request import AuditRequest, normalize
from core.errors import Misuse, NotFound, Refused
from core.jobs.board import open_board
from core.nouns.job import ACTIVE, Job
from core.settings import ROOT
from core.site import Site
from core.sources.fetching.fetch import is_url
from core.sources.listing import guess_kind

UPLOADS = (".csv", ".tsv", ".txt", ".xml", ".zip", ".gz")  # what a feed, a list of addresses or an archive ends in


def start(site: Site, source: str, request: AuditRequest, *, local: bool = True, name: str = "") -> str:
    """Begin an audit in the background; it survives the end of this process.

    Parameters
    ----------
    site : Site
    source : str
        An address, or the path of a file or folder on this machine.
    request : AuditRequest
    local : bool
        False where strangers may ask: paths of this machine, and stores that its keys open, are then refused.
    name : str
        What people call the source, where its path says little.

    Returns
    -------
    str
        The job's id.

    Raises
    ------
    Misuse, Refused, NotFound
    """
    source = source.strip()
    if not source:
        raise Misuse("There is no source to audit.", "Give an address, a file or a folder.")
    request = normalize(request, rules.packs(site) if request.rules else {})
    if not local and _is_here(source):
        raise _closed()
    if not is_url(source):
        source = _on_disk(source)
    guessed = "auto" if is_url(source) else guess_kind(source)  # an address tells by what its server answers
    options = {"stages": list(request.stages), "rules": list(request.rules),
               "columns": request.columns, "limit": request.limit, "name": name[:200],
               "local": local}
    return site.part(open_board).start(source, guessed if request.kind == "auto" else request.kind, options)


def start_upload(site: Site, name: str, content: IO[bytes], request: AuditRequest) -> str:
    """Keep an uploaded feed, list of addresses or zip, and begin to audit it.

    Parameters
    ----------
    site : Site
    name : str
        What its sender calls it; only its end is used.
    content : binary file
    request : AuditRequest

    Returns
    -------
    str
        The job's id.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in UPLOADS:
        raise Misuse(f"A source is a file that ends in {', '.join(UPLOADS)}, not {suffix or 'nothing'!r}.",
                     "Save it as one of these, or analyze single photos instead.")
    return start(site, str(site.keep_upload(content, suffix)), request, name=name)


def restart(site: Site, job_id: str, columns: dict[str, str] | None = None, *, local: bool = True) -> str:
    """Begin a new audit of the same source, with the same wishes or other columns; returns its id.

    Raises
    ------
    NotFound, Misuse, Refused
        No such job, one of this source is under way, or it is of the server (`local` as for `start`).
    """
    job = site.store.job(job_id)
    public = (site.settings.data_dir.resolve(), ROOT / "demo")  # uploads, and the demo shop
    is_kept = any(Path(job.source).is_relative_to(folder) for folder in public)
    if not local and _is_here(job.source) and not is_kept:
        raise _closed()
    columns = job.options.get("columns", {}) if columns is None else columns
    return site.part(open_board).start(job.source, job.source_kind, {**job.options, "columns": columns})


def resume_source(site: Site, source: str) -> str:
    """Go on with the newest audit of a source that has not ended.

    Returns
    -------
    str
        The job's id.

    Raises
    ------
    NotFound
        When there is none to go on with.
    """
    wanted = source if is_url(source) else _on_disk(source)
    for job in site.store.jobs("audit"):
        if job.source == wanted and job.state in (*ACTIVE, "paused"):
            if job.state == "paused":
                site.part(open_board).resume(job.job_id)
            return job.job_id
    raise NotFound("There is no audit of this source that stopped half-way.", "Start it without --resume.")


def job(site: Site, job_id: str) -> Job:
    """State and counts of an audit, and what holds it up; raises NotFound."""
    found = site.part(open_board).job(job_id)
    if found.kind != "audit":
        raise NotFound(f"There is no audit {job_id!r}.", "This job is of another kind: open it from Analyze or Sales.")
    return found


def jobs(site: Site) -> list[Job]:
    """All audits, the newest first."""
    return site.store.jobs("audit")


def _is_here(source: str) -> bool:
    """Whether a source lies on this machine, or is a store that this machine's keys open."""
    return not is_url(source) or guess_kind(source) == "store"


def _closed() -> Refused:
    return Refused("Files, folders and stores of the server cannot be audited from other machines.",
                   "Give an address, or upload a feed, a list of addresses or a zip.")


def _on_disk(text: str) -> str:
    path = Path(text).expanduser()
    if not path.exists():
        raise NotFound(f"There is no file or folder {text}.", "Check the path, or write a whole address with https://.")
    return str(path.resolve())
