"""Starting a study of a sales table, and telling it to stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO, Any

from core.analyze.batches import Source
from core.errors import Misuse, NotFound, Refused
from core.nouns.analysis import Analysis
from core.processes.child import run_apart
from core.settings import Settings
from core.site import Office, Workspace
from core.sources.files.folder import pictures_in

SIMULATED = "simulated"
CONTROL = "control"  # the role that several columns may have
SALES_UPLOADS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
COMPARED = ("kind", "intent")
DESIGNS, CONFOUNDING = ("changes", "fixed"), ("none", "observed", "hidden")
LARGEST_SHOP = 5_000_000  # products times weeks of a simulated one


@dataclass(frozen=True)
class SalesColumns:
    """What a table looks like before it is used.

    Attributes
    ----------
    columns : tuple of str
    guess : dict of str to str
        Role (product, date, units ...) to the column that seems to hold it.
    sample : tuple of tuple of str
        The first rows.
    """

    columns: tuple[str, ...]
    guess: dict[str, str]
    sample: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SalesWish:
    """How a table is to be studied.

    Attributes
    ----------
    name : str
        What people call it.
    columns : dict of str to str
        Role to column; what is not said is guessed.
    controls : tuple of str
        Columns that change from period to period and that a picture cannot move.
    audit : str
        Id of an audit of this site whose judged pictures give kinds and intents; "" for none.
    kinds : dict of str to (str, str)
        The same as values: picture to kind and intent, see `judged_folder`.
    by : {"kind", "intent"}
        What pictures are compared by: who is in them, or what the classifier takes them for (judged pictures only).
    priors : tuple of dict
        Readouts of tests (`Readout.to_dict()`), weighed in.
    simulate : dict
        For a simulated shop: `seed`, `products`, `weeks`, `design` ("changes", "fixed"), `confounding` ("none",
        "observed", "hidden").
    estimate : bool
        False to read the table only, as for the plan of a test.
    """

    name: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    controls: tuple[str, ...] = ()
    audit: str = ""
    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    by: str = "kind"
    priors: tuple[dict[str, Any], ...] = ()
    simulate: dict[str, Any] = field(default_factory=dict)
    estimate: bool = True


def open_office(settings: Settings) -> Office:
    """Open the site without its models, for what judges no picture; raises SetupError."""
    return Office(settings)


def sales_columns(site: Office, path: Path) -> SalesColumns:
    """Look at a table, in a process apart; raises InputError where it is none."""
    found = run_apart("core.sales.tasks:columns", (str(path),), site.settings)
    return SalesColumns(tuple(found["columns"]), found["guess"], tuple(tuple(row) for row in found["sample"]))


def keep_sales(site: Office, name: str, content: IO[bytes]) -> Path:
    """Keep an uploaded table; its sender's name says only what it ends in.

    Raises
    ------
    Misuse
        When it ends in nothing that a table ends in.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SALES_UPLOADS:
        raise Misuse(f"A sales table is a file that ends in {', '.join(SALES_UPLOADS)}, not {suffix or 'nothing'!r}.",
                     "Save it as one of these.")
    return site.keep_source(content, suffix)


def start_sales(site: Office, source: Path | str, wish: SalesWish, *, local: bool = True) -> str:
    """Begin to study a sales table in the background, in a process apart.

    Parameters
    ----------
    site : Office or Workspace
    source : Path or str
        A kept upload or a path of this machine; "simulated" for a made-up shop.
    wish : SalesWish
    local : bool
        False where strangers may ask: paths (str) of this machine are then refused, kept uploads (Path) are not.

    Returns
    -------
    str
        The study's id.

    Raises
    ------
    NotFound, Misuse, Refused
    """
    if source != SIMULATED:
        if not local and not isinstance(source, Path):
            raise Refused("Files of the server cannot be read from other machines.", "Upload the table.")
        path = Path(source).expanduser()
        if not path.is_file():
            raise NotFound(f"There is no file {source}.", "Check the path.")
        source = str(path.resolve())
    if wish.simulate and source != SIMULATED:
        raise Misuse("Only a simulated shop has a seed and a design.", 'Give "simulated" as the table.')
    kinds = {**(audit_kinds(site, wish.audit) if wish.audit else {}), **wish.kinds}
    if wish.by not in COMPARED:
        raise Misuse(f"Pictures are compared by {' or '.join(COMPARED)}, not by {wish.by[:40]!r}.", "Choose one.")
    if wish.by == "intent" and not kinds:
        raise Misuse("Only judged pictures have an intent.", "Give an audit of the pictures, or their folder.")
    name = wish.name or ("Simulated shop" if source == SIMULATED else Path(source).name)
    return site.studies.start({
        "source": str(source), "name": name[:200], "columns": wish.columns, "controls": list(wish.controls),
        "kinds": kinds, "by": wish.by, "estimate": wish.estimate, "simulate": _simulation(wish.simulate),
        "priors": list(wish.priors)})


def audit_kinds(site: Office, job_id: str) -> dict[str, tuple[str, str]]:
    """What an audit saw: each judged picture, as its source names it, to its kind and intent; raises NotFound."""
    site.store.job(job_id)  # an unknown one is no empty one
    found = {row.uri: (row.kind, row.top_label) for row in site.store.rows(job_id) if row.kind}
    if not found:
        raise Misuse("This audit has no judged picture.", "Choose another one, or wait until it has.")
    return found


def judged_folder(workspace: Workspace, folder: Path) -> dict[str, tuple[str, str]]:
    """Judge the pictures of a folder: path below it to kind and intent; raises NotFound when there are none."""
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "Check the path.")
    files = pictures_in(folder)
    batch = workspace.start([Source(str(file.relative_to(folder)), path=file.resolve()) for file in files], "full")
    batch.wait()
    return {found.uri: (found.kind, found.intent.shopping.top) for found in batch.results
            if isinstance(found, Analysis)}


def sales_wish(name: str, columns: Iterable[str], *, audit: str = "", kinds: dict[str, tuple[str, str]] | None = None,
               by: str = "kind", simulate: dict[str, Any] | None = None) -> SalesWish:
    """A wish from words, as a form and a command have them.

    Parameters
    ----------
    name : str
    columns : iterable of str
        Such as "date=week" and "units=sold"; "control=weather" any number of times.
    audit, by : str
    kinds, simulate : dict, optional

    Raises
    ------
    Misuse
        When a pair of columns is none.
    """
    roles: dict[str, str] = {}
    controls: list[str] = []
    for part in columns:
        role, _, column = (text.strip() for text in part.partition("="))
        if not (role and column):
            raise Misuse(f"Columns are pairs such as units=sold, not {role[:40]!r}.", "Write ROLE=NAME.")
        if role == CONTROL:
            controls.append(column)
        else:
            roles[role] = column
    return SalesWish(name, roles, tuple(controls), audit, kinds or {}, by, simulate=simulate or {})


def with_priors(wish: SalesWish, priors: list[Any], *, estimate: bool = True) -> SalesWish:
    """The wish with readouts of tests; raises Misuse where one is none."""
    if not all(isinstance(prior, dict) for prior in priors):
        raise Misuse("A prior is the readout of a test, an object.", "Send it as read-test gave it.")
    return replace(wish, priors=tuple(priors), estimate=estimate)


def cancel_sales(site: Office, study_id: str) -> None:
    """End a study now; one that has ended stays as it is."""
    site.studies.cancel(study_id)


def _simulation(wished: dict[str, Any]) -> dict[str, Any]:
    """Arguments of the simulation, with their limits."""
    found = {"seed": 0, "products": 120, "weeks": 104, "design": "changes", "confounding": "none", **wished}
    if unknown := sorted(set(found) - {"seed", "products", "weeks", "design", "confounding"}):
        raise Misuse(f"A simulated shop has no {unknown[0]!r}.", "It has a seed, products, weeks, design, confounding.")
    if found["design"] not in DESIGNS or found["confounding"] not in CONFOUNDING:
        raise Misuse(f"The design is one of {', '.join(DESIGNS)}, confounding one of {', '.join(CONFOUNDING)}.",
                     "Choose one of each.")
    if not (0 <= found["seed"] < 2**32 and found["products"] >= 2 and found["weeks"] >= 10
            and found["products"] * found["weeks"] <= LARGEST_SHOP):
        raise Misuse("A simulated shop has a seed from 0 up, 2 products or more, 10 weeks or more, and at most "
                     f"{LARGEST_SHOP:,} rows.", "Choose smaller numbers.")
    return found
