"""Starting a study of a sales table, and telling it to stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from core import analyze
from core.errors import Misuse, NotFound, Refused
from core.nouns.analysis import Analysis
from core.nouns.source import Source
from core.processes.child import run_in_child
from core.sales.studies import open_studies
from core.site import Site
from core.sources.files.folder import pictures_in

SIMULATED = "simulated"
UPLOADS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
COMPARED = ("kind", "intent")
DESIGNS, CONFOUNDING = ("changes", "fixed"), ("none", "observed", "hidden")
LARGEST_SHOP = 5_000_000  # products times weeks of a simulated one


@dataclass(frozen=True)
class TableColumns:
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
class StudyRequest:
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


def read_columns(site: Site, path: Path) -> TableColumns:
    """Look at a table, in a child process; raises InputError where it is none."""
    found = run_in_child("core.sales.tasks:columns", (str(path),), site.settings)
    return TableColumns(tuple(found["columns"]), found["guess"], tuple(tuple(row) for row in found["sample"]))


def save_upload(site: Site, name: str, content: IO[bytes]) -> Path:
    """Keep an uploaded table; its sender's name says only what it ends in.

    Raises
    ------
    Misuse
        When it ends in nothing that a table ends in.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in UPLOADS:
        raise Misuse(f"A sales table is a file that ends in {', '.join(UPLOADS)}, not {suffix or 'nothing'!r}.",
                     "Save it as one of these.")
    return site.keep_upload(content, suffix)


def start(site: Site, source: Path | str, wish: StudyRequest, *, local: bool = True) -> str:
    """Begin to study a sales table in the background, in a child process.

    Parameters
    ----------
    site : Site
    source : Path or str
        A kept upload or a path of this machine; "simulated" for a made-up shop.
    wish : StudyRequest
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
    if not all(isinstance(name, str) for name in (*wish.columns.values(), *wish.controls)):
        raise Misuse("Columns are named by text.", 'For example {"units": "sold"}.')
    if not all(isinstance(prior, dict) for prior in wish.priors):
        raise Misuse("A prior is the result of a test, an object.", "Send it as read-test returned it.")
    if wish.by not in COMPARED:
        raise Misuse(f"Pictures are compared by {' or '.join(COMPARED)}, not by {wish.by[:40]!r}.", "Choose one.")
    if wish.by == "intent" and not kinds:
        raise Misuse("Only judged pictures have an intent.", "Give an audit of the pictures, or their folder.")
    name = wish.name or ("Simulated shop" if source == SIMULATED else Path(source).name)
    return site.part(open_studies).start({
        "source": str(source), "name": name[:200], "columns": wish.columns, "controls": list(wish.controls),
        "kinds": kinds, "by": wish.by, "estimate": wish.estimate, "simulate": _simulation(wish.simulate),
        "priors": list(wish.priors)})


def audit_kinds(site: Site, job_id: str) -> dict[str, tuple[str, str]]:
    """What an audit saw: each judged picture, as its source names it, to its kind and intent; raises NotFound."""
    site.store.job(job_id)  # an unknown one is no empty one
    found = {row.uri: (row.kind, row.top_label) for row in site.store.rows(job_id) if row.kind}
    if not found:
        raise Misuse("This audit has no judged picture.", "Choose another one, or wait until it has.")
    return found


def judged_folder(site: Site, folder: Path) -> dict[str, tuple[str, str]]:
    """Judge the pictures of a folder: path below it to kind and intent; raises NotFound when there are none."""
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "Check the path.")
    files = pictures_in(folder)
    job_id = analyze.start(site, [Source(str(file.relative_to(folder)), path=file.resolve())
                                 for file in files])
    analyze.wait(site, job_id)
    return {result.uri: (result.kind, result.intent.shopping.top) for result in analyze.results(site, job_id)
            if isinstance(result, Analysis)}


def cancel(site: Site, study_id: str) -> None:
    """End a study now; one that has ended stays as it is."""
    site.part(open_studies).cancel(study_id)


def forget(site: Site, study_id: str) -> None:
    """End a study and remove its files."""
    site.part(open_studies).forget(study_id)


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
