"""Starting a study of a sales table, and ending it."""


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
from core.sources.files.local_file import path_of

SIMULATED = "simulated"
UPLOADS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".parquet", ".gz")
COMPARED = ("kind", "intent")
DESIGNS, CONFOUNDING = ("changes", "fixed"), ("none", "observed", "hidden")
LARGEST_SHOP = 5_000_000  # products times weeks of a simulated one


@dataclass(frozen=True)
class TableColumns:
    """A table before it is studied.

    Attributes
    ----------
    columns : tuple of str
    guess : dict of str to str
        Role (product, date, units ...) to the column that probably has it.
    sample : tuple of tuple of str
        The first rows.
    readings : dict of str to dict of str to str
        Column to how it is read as `date`, `number` (with the decimal mark as detected; `number.` and `number,` with a
        given one) and `text`, in words; `examples`; `open`: "yes" where the decimal mark has to be asked for.
    notes : tuple of str
        Sentences about what was left out, and columns that are periods.
    """

    columns: tuple[str, ...]
    guess: dict[str, str]
    sample: tuple[tuple[str, ...], ...]
    readings: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class StudyRequest:
    """How to study a table.

    Attributes
    ----------
    name : str
        What people call it.
    columns : dict of str to str
        Role to column; other roles are detected.
    controls : tuple of str
        Columns that change from period to period and that a photo cannot influence.
    audit : str
        Id of an audit of this site whose pictures provide photo types and intents; "" for none.
    kinds : dict of str to tuple of str
        The same as values: picture to photo type, intent and, where its source has it, SKU; see `audit_kinds`.
    by : {"kind", "intent"}
        What photos are compared by: their type, or the intent that the classifier sees (analyzed pictures only).
    priors : tuple of dict
        Readouts of tests (`Readout.to_dict()`), to be weighted in.
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
    kinds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by: str = "kind"
    priors: tuple[dict[str, Any], ...] = ()
    simulate: dict[str, Any] = field(default_factory=dict)
    estimate: bool = True


def read_columns(site: Site, path: Path) -> TableColumns:
    """The columns of a table, their probable roles and the first rows; read in a child process.

    Raises
    ------
    InputError
        When the file is not a table.
    """
    values = run_in_child("core.sales.tasks:read_columns", (str(path),), site.settings)
    return TableColumns(tuple(values["columns"]), values["guess"], tuple(tuple(row) for row in values["sample"]),
                        values["readings"], tuple(values["notes"]))


def match_pictures(site: Site, path: Path, columns: dict[str, str], audit: str) -> list[str]:
    """How many photos of a table an audit has analyzed, and how they are recognized, a sentence each.

    Parameters
    ----------
    site : Site
    path : Path
    columns : dict of str to str
        Role to column; other roles are detected.
    audit : str
        Id of an audit of this site.

    Raises
    ------
    InputError, NotFound
    """
    arguments = (str(path), columns, audit_kinds(site, audit))
    sentences: list[str] = run_in_child("core.sales.tasks:match_pictures", arguments, site.settings)
    return sentences


def save_upload(site: Site, name: str, content: IO[bytes]) -> Path:
    """Store an uploaded table; only the ending of the sender's file name is used.

    Raises
    ------
    Misuse
        When the ending is not that of a table.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in UPLOADS:
        raise Misuse(f"A sales table is a file that ends in {', '.join(UPLOADS)}, not in {suffix or 'nothing'!r}.",
                     "Save it in one of these formats.")
    return site.keep_upload(content, suffix)


def start(site: Site, source: Path | str, request: StudyRequest, *, local: bool = True) -> str:
    """Start a study of a sales table in the background, in a child process.

    Parameters
    ----------
    site : Site
    source : Path or str
        A stored upload or a path of this machine; "simulated" for a simulated shop.
    request : StudyRequest
    local : bool
        False where requests come from other machines: paths (str) of this machine are then refused, stored uploads
        (Path) are not.

    Returns
    -------
    str
        The study's id.

    Raises
    ------
    NotFound, Misuse, Refused
    """
    table = SIMULATED if source == SIMULATED else str(_table_path(source, local=local))
    _check_request(request, simulated=table == SIMULATED)
    kinds = {**(audit_kinds(site, request.audit) if request.audit else {}), **request.kinds}
    if request.by == "intent" and not kinds:
        raise Misuse("Comparing by intent needs analyzed pictures.",
                     "Choose an audit of the pictures, or provide their folder.")
    name = request.name or ("Simulated shop" if table == SIMULATED else Path(table).name)
    return site.part(open_studies).start({
        "source": table, "name": name[:200], "columns": request.columns, "controls": list(request.controls),
        "kinds": kinds, "by": request.by, "estimate": request.estimate, "simulate": _simulation(request.simulate),
        "priors": list(request.priors)})


def audit_kinds(site: Site, job_id: str) -> dict[str, tuple[str, ...]]:
    """What an audit saw: each analyzed picture, as its source names it, to its photo type, intent and SKU (or "").

    Raises
    ------
    NotFound
        For an unknown audit.
    Misuse
        When it has no analyzed picture.
    """
    site.store.job(job_id)  # raises for an unknown audit, which would otherwise look like an empty one
    kinds: dict[str, tuple[str, ...]] = {
        row.uri: (row.kind, row.top_label, row.product.sku) for row in site.store.rows(job_id) if row.kind}
    if not kinds:
        raise Misuse("This audit has no analyzed pictures.", "Choose another audit, or wait until it has some.")
    return kinds


def analyze_folder(site: Site, folder: Path) -> dict[str, tuple[str, ...]]:
    """Analyze the pictures of a folder: path below it to photo type and intent.

    Raises
    ------
    NotFound
        When the folder does not exist or has no pictures.
    """
    if not folder.is_dir():
        raise NotFound(f"The folder {folder} does not exist.", "Check the path.")
    sources = [Source(str(file.relative_to(folder)), path=file.resolve()) for file in pictures_in(folder)]
    job_id = analyze.start(site, sources)
    analyze.wait(site, job_id)
    return {result.uri: (result.kind, result.intent.shopping.top) for result in analyze.results(site, job_id)
            if isinstance(result, Analysis)}


def cancel(site: Site, study_id: str) -> None:
    """Cancel a study; one that has ended stays as it is."""
    site.part(open_studies).cancel(study_id)


def forget(site: Site, study_id: str) -> None:
    """Cancel a study and remove its files."""
    site.part(open_studies).forget(study_id)


def _table_path(source: Path | str, *, local: bool) -> Path:
    if not local and not isinstance(source, Path):
        raise Refused("Files of the server cannot be read from other machines.", "Upload the table.")
    path = path_of(str(source))
    if not path.is_file():
        raise NotFound(f"The file {source} does not exist.", "Check the path.")
    return path.resolve()


def _check_request(request: StudyRequest, *, simulated: bool) -> None:
    if request.simulate and not simulated:
        raise Misuse("Only a simulated shop has a seed and a design.", 'Use "simulated" as the table.')
    if not all(isinstance(name, str) for name in (*request.columns.values(), *request.controls)):
        raise Misuse("Column names are text.", 'For example {"units": "sold"}.')
    if not all(isinstance(prior, dict) for prior in request.priors):
        raise Misuse("A prior is the readout of a test, an object.", "Send it as read-test returned it.")
    if request.by not in COMPARED:
        raise Misuse(f"Photos are compared by {' or '.join(COMPARED)}, not by {request.by[:40]!r}.",
                     "Choose one of the two.")


def _simulation(options: dict[str, Any]) -> dict[str, Any]:
    """Arguments of the simulation, within their limits."""
    shop = {"seed": 0, "products": 120, "weeks": 104, "design": "changes", "confounding": "none", **options}
    if unknown := sorted(set(shop) - {"seed", "products", "weeks", "design", "confounding"}):
        raise Misuse(f"A simulated shop has no option {unknown[0]!r}.",
                     "Its options are seed, products, weeks, design and confounding.")
    if shop["design"] not in DESIGNS or shop["confounding"] not in CONFOUNDING:
        raise Misuse(f"The design is one of {', '.join(DESIGNS)}, confounding one of {', '.join(CONFOUNDING)}.",
                     "Choose one of each.")
    if not (0 <= shop["seed"] < 2**32 and shop["products"] >= 2 and shop["weeks"] >= 10
            and shop["products"] * shop["weeks"] <= LARGEST_SHOP):
        raise Misuse("A simulated shop has a seed of 0 or more, at least 2 products, at least 10 weeks and at most "
                     f"{LARGEST_SHOP:,} rows.", "Choose other numbers.")
    return shop
