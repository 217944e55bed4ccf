"""Starting an audit, and telling it to pause, go on or stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from core.audits.packs import rule_packs
from core.errors import Misuse, NotFound, Refused
from core.site import Workspace
from core.sources.demo import demo_folder
from core.sources.fetching.fetch import is_url

SOURCE_KINDS = ("auto", "page", "sitemap", "feed", "urls", "folder", "zip", "store")
AUDIT_RUNNING = ("listing", "running")
FIELD_NAMES = {"image": "picture"}  # what people write -> what the feed's reader calls it
UPLOADS = (".csv", ".tsv", ".txt", ".xml", ".zip", ".gz")  # what a feed, a list of addresses or an archive ends in


@dataclass(frozen=True)
class AuditWish:
    """How a source is to be audited.

    Attributes
    ----------
    kind : str
        One of `SOURCE_KINDS`.
    rules : tuple of str
        Names of rule packs to check.
    columns : dict of str to str
        Field -> column of a feed whose columns say too little by themselves.
    limit : int
        At most so many pictures; 0 is all.
    """

    kind: str = "auto"
    rules: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    limit: int = 0


def audit_wish(kind: str, rules: str, columns: str, limit: int = 0) -> AuditWish:
    """A wish from words, as a command line or a form has them.

    Parameters
    ----------
    kind : str
    rules : str
        Packs separated by commas, or "all".
    columns : str
        Such as "image=photo_url,price=cost".
    limit : int

    Raises
    ------
    Misuse
        When a pair of columns is none.
    """
    names = tuple(rule_packs()) if rules.strip() == "all" else tuple(_parts(rules))
    pairs = [part.partition("=") for part in _parts(columns)]
    for name, _, column in pairs:
        if not (name.strip() and column.strip()):
            raise Misuse(f"Columns are pairs such as image=photo_url, not {name!r}.", "Write FIELD=NAME,FIELD=NAME.")
    columns_of = {FIELD_NAMES.get(name.strip(), name.strip()): column.strip() for name, _, column in pairs}
    return AuditWish(kind, names, columns_of, limit)


def start_audit(workspace: Workspace, source: str, wish: AuditWish, *, local: bool = True, name: str = "") -> str:
    """Begin an audit in the background; it survives the end of this process.

    Parameters
    ----------
    workspace : Workspace
    source : str
        An address, or the path of a file or folder on this machine.
    wish : AuditWish
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
    from core.sources.listing import guess_kind  # its parsers load when an audit starts

    source = source.strip()
    if not source:
        raise Misuse("There is no source to audit.", "Give an address, a file or a folder.")
    if wish.kind not in SOURCE_KINDS:
        raise Misuse(f"A source is one of {', '.join(SOURCE_KINDS)}, not {wish.kind!r}.", "Choose one of them.")
    if unknown := set(wish.rules) - set(rule_packs()):
        raise Misuse(f"There are no rules called {sorted(unknown)[0]!r}.", f"There are {', '.join(rule_packs())}.")
    if wish.limit < 0:
        raise Misuse(f"The limit is a number from 1 up, or 0 for all, not {wish.limit}.", "Leave it out for all.")
    if not local and _is_here(source):
        raise _closed()
    if not is_url(source):
        source = _on_disk(source)
    guessed = "auto" if is_url(source) else guess_kind(source)  # an address tells by what its server answers
    options = {"rules": list(wish.rules), "columns": wish.columns, "limit": wish.limit, "name": name[:200],
               "local": local}
    return workspace.audits.start(source, guessed if wish.kind == "auto" else wish.kind, options)


def start_upload(workspace: Workspace, name: str, content: IO[bytes], wish: AuditWish) -> str:
    """Keep an uploaded feed, list of addresses or zip, and begin to audit it.

    Parameters
    ----------
    workspace : Workspace
    name : str
        What its sender calls it; only its end is used.
    content : binary file
    wish : AuditWish

    Returns
    -------
    str
        The job's id.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in UPLOADS:
        raise Misuse(f"A source is a file that ends in {', '.join(UPLOADS)}, not {suffix or 'nothing'!r}.",
                     "Save it as one of these, or analyze single photos instead.")
    return start_audit(workspace, str(workspace.keep_source(content, suffix)), wish, name=name)


def audit_again(workspace: Workspace, job_id: str, columns: dict[str, str] | None = None, *, local: bool = True) -> str:
    """Begin a new audit of the same source, with the same wishes or other columns; returns its id.

    Raises
    ------
    NotFound, Misuse, Refused
        No such job, one of this source is under way, or it is of the server (`local` as for `start_audit`).
    """
    job = workspace.store.job(job_id)
    is_kept = Path(job.source).is_relative_to(workspace.settings.data_dir.resolve())  # an upload, or the samples
    if not local and _is_here(job.source) and not is_kept:
        raise _closed()
    columns = job.options.get("columns", {}) if columns is None else columns
    return workspace.audits.start(job.source, job.kind, {**job.options, "columns": columns})


def start_demo(workspace: Workspace) -> str:
    """Audit the photos that installed packages carry; raises NotFound when there are none."""
    folder = demo_folder(workspace.settings.data_dir / "demo")
    return start_audit(workspace, str(folder), AuditWish("folder", tuple(rule_packs())), name="Sample photos")


def resume_source(workspace: Workspace, source: str) -> str:
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
    for job in workspace.store.jobs():
        if job.source == wanted and job.state in (*AUDIT_RUNNING, "paused"):
            if job.state == "paused":
                workspace.audits.resume(job.job_id)
            return job.job_id
    raise NotFound("There is no audit of this source that stopped half-way.", "Start it without --resume.")


def go_on_with_audits(workspace: Workspace) -> None:
    """Work on audits that an earlier process left unfinished, as starting one does too."""
    assert workspace.audits


def pause_audit(workspace: Workspace, job_id: str) -> None:
    """Stop for now; what is done stays."""
    workspace.audits.pause(job_id)


def resume_audit(workspace: Workspace, job_id: str) -> None:
    """Go on with a paused audit."""
    workspace.audits.resume(job_id)


def cancel_audit(workspace: Workspace, job_id: str) -> None:
    """Stop for good; what is done stays."""
    workspace.audits.cancel(job_id)


def _is_here(source: str) -> bool:
    """Whether a source lies on this machine, or is a store that this machine's keys open."""
    from core.sources.listing import guess_kind

    return not is_url(source) or guess_kind(source) == "store"


def _closed() -> Refused:
    return Refused("Files, folders and stores of the server cannot be audited from other machines.",
                   "Give an address, or upload a feed, a list of addresses or a zip.")


def _on_disk(text: str) -> str:
    path = Path(text).expanduser()
    if not path.exists():
        raise NotFound(f"There is no file or folder {text}.", "Check the path, or write a whole address with https://.")
    return str(path.resolve())


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
