"""Start an audit, repeat one, and find those that exist; `core.jobs` pauses, resumes and cancels them."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from core import analyze, rules
from core.audits.request import AuditRequest, normalize
from core.errors import Misuse, NotFound, Refused, SetupError
from core.jobs.board import open_board
from core.nouns.job import ACTIVE, Job
from core.settings import ROOT
from core.site import Site
from core.sources.fetching.fetch import is_url
from core.sources.files.local_file import path_of
from core.sources.listing import guess_kind
from core.sources.rendering.chromium import executable

UPLOADS = (".csv", ".tsv", ".xlsx", ".json", ".txt", ".xml", ".zip", ".gz")  # of feeds, lists of addresses, archives


def start(site: Site, source: str, request: AuditRequest, *, local: bool = True, name: str = "") -> str:
    """Start an audit in the background; it survives the end of this process.

    Parameters
    ----------
    site : Site
        Its job board runs the audit.
    source : str
        An address, or the path of a file or folder on this machine.
    request : AuditRequest
        What to do with the source.
    local : bool
        False for visitors from other machines: paths on this machine, and stores that its keys open, are then refused.
    name : str
        What people call the source, where its path says little.

    Returns
    -------
    str
        The job's id.

    Raises
    ------
    Misuse
        No source, or the request does not fit; see `core.audits.request.normalize`.
    Refused
        The source is on this machine, and the visitor is not.
    NotFound
        No such file or folder.
    SetupError
        Pages are to be rendered, and there is no browser.
    """
    source = source.strip()
    if not source:
        raise Misuse("There is no source to audit.", "Enter an address, a file or a folder.")
    request = normalize(request, rules.packs(site) if request.rules else {})
    analyze.check_offered(site, request.stages)
    if request.render:
        executable(site.settings)
    check_local(source, local=local)
    if not is_url(source):
        source = _on_disk(source)
    detected = "auto" if is_url(source) else guess_kind(source)  # the answer of an address decides later
    options = {"stages": list(request.stages), "rules": list(request.rules), "columns": request.columns,
               "limit": request.limit, "name": name[:200], "local": local, "render": request.render,
               "models": analyze.named_models(site)}
    return site.part(open_board).start(source, detected if request.kind == "auto" else request.kind, options)


def start_upload(site: Site, name: str, content: IO[bytes], request: AuditRequest) -> str:
    """Save an uploaded feed, list of addresses or archive, and start to audit it.

    Parameters
    ----------
    site : Site
        Its data folder keeps the file.
    name : str
        The file's name on the sender's machine; its ending decides the format.
    content : binary file
        Read to its end.
    request : AuditRequest
        What to do with the source.

    Returns
    -------
    str
        The job's id.

    Raises
    ------
    Misuse
        An ending that is not in `UPLOADS`, or a request that does not fit.
    """
    return start(site, str(site.keep_upload(content, suffix_of(name))), request, name=name)


def restart(site: Site, job_id: str, columns: dict[str, str] | None = None, *, local: bool = True) -> str:
    """Start a new audit of the same source with the same request.

    Parameters
    ----------
    site : Site
        Its database holds the earlier audit.
    job_id : str
        Of the earlier audit.
    columns : dict of str to str, optional
        Other columns than before.
    local : bool
        As for `start`; uploads and the demo shop are open to everybody.

    Returns
    -------
    str
        The new job's id.

    Raises
    ------
    NotFound
        No such audit.
    Misuse
        An audit of this source is running already.
    Refused
        The source is on this machine, and the visitor is not.
    """
    earlier = job(site, job_id)
    check_again(site, earlier, local=local)
    columns = earlier.options.get("columns", {}) if columns is None else columns
    options = {**earlier.options, "columns": columns, "models": analyze.named_models(site)}
    return site.part(open_board).start(earlier.source, earlier.source_kind, options)


def resume_source(site: Site, source: str) -> str:
    """Resume the newest audit of a source that has not ended.

    Parameters
    ----------
    site : Site
        Its job board runs the audit.
    source : str
        As given to `start`.

    Returns
    -------
    str
        The job's id.

    Raises
    ------
    NotFound
        No audit of this source is paused or running.
    Misuse
        The site has other models than those that the audit was started with.
    """
    address = source if is_url(source) else _on_disk(source)
    for audit in jobs(site):
        if audit.source == address and audit.state in (*ACTIVE, "paused"):
            _check_models(site, audit)
            if audit.state == "paused":
                site.part(open_board).resume(audit.job_id)
            return audit.job_id
    raise NotFound("There is no audit of this source to resume.", "Start it without --resume.")


def why_not_rendered(site: Site) -> str:
    """Why pages cannot be rendered here, and what to do; "" when they can.

    Parameters
    ----------
    site : Site
        Its settings name the browser.
    """
    try:
        executable(site.settings)
    except SetupError as error:
        return f"{error.message} {error.hint}"
    return ""


def _check_models(site: Site, audit: Job) -> None:
    models, here = audit.options.get("models", ""), analyze.named_models(site)
    if models != here:
        raise Misuse(f"This audit was started with {models or 'the current models'}, not with "
                     f"{here or 'the current models'}.", "Resume it with the same models (--intent-model, "
                     "--persons-model), or cancel it on the page Audits and start a new one.")


def job(site: Site, job_id: str) -> Job:
    """State and counts of an audit, and what holds it up.

    Parameters
    ----------
    site : Site
        Its database holds the audit.
    job_id : str
        Of the audit.

    Raises
    ------
    NotFound
        Unknown job, or one of another kind.
    """
    audit = site.part(open_board).job(job_id)
    if audit.kind != "audit":
        raise NotFound(f"There is no audit {job_id!r}.", "This job is of another kind: open it from Analyze or Sales.")
    return audit


def jobs(site: Site) -> list[Job]:
    """All audits, the newest first."""
    return site.store.jobs("audit")


def check_local(source: str, *, local: bool) -> None:
    """Raise Refused for a source on this machine and a visitor who is not."""
    if not local and _is_here(source):
        raise _not_local()


def check_again(site: Site, earlier: Job, *, local: bool) -> None:
    """The same for the source of an earlier audit; uploads and the demo shop are open to everybody."""
    public = (site.settings.data_dir.resolve(), ROOT / "demo")
    if not any(Path(earlier.source).is_relative_to(folder) for folder in public):
        check_local(earlier.source, local=local)


def suffix_of(name: str) -> str:
    """The ending of an upload's name; raises Misuse for one that is not in `UPLOADS`."""
    suffix = Path(name).suffix.lower()
    if suffix not in UPLOADS:
        raise Misuse(f"A source must be a file that ends in {', '.join(UPLOADS)}, not in {suffix or 'nothing'!r}.",
                     "Save it in one of these formats, or analyze single photos instead.")
    return suffix


def _is_here(source: str) -> bool:
    """True for a source on this machine, or a store that this machine's keys open."""
    return not is_url(source) or guess_kind(source) == "store"


def _not_local() -> Refused:
    return Refused("Files, folders and stores of the server cannot be audited from other machines.",
                   "Enter an address, or upload a feed, a list of addresses or a ZIP file.")


def _on_disk(text: str) -> str:
    path = path_of(text)
    if not path.exists():
        raise NotFound(f"There is no file or folder {text}.", "Check the path, or enter a whole address with https://.")
    return str(path.resolve())
