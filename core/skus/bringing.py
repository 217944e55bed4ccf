"""Bring a catalog: the audit of its source enters products and pictures; this says what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core import analyze, audits
from core.catalog.item_columns import candidate_of
from core.catalog.tables import items
from core.errors import NotFound, Refused
from core.jobs.board import open_board
from core.nouns.catalog_product import ProductProblem
from core.nouns.job import Job
from core.nouns.product import Candidate, Product
from core.site import Site
from core.sources.fetching.fetch import is_url
from core.sources.files.folder import pictures_in
from core.sources.files.local_file import path_of
from core.vision.skus import gtin
from core.words.numerals import count

BATCH = 2000


@dataclass(frozen=True)
class Imported:
    """What came of an import.

    Attributes
    ----------
    job : Job
    products, pictures : int
        Of this import that are in the catalog now.
    problems : tuple of ProductProblem
    """

    job: Job
    products: int
    pictures: int
    problems: tuple[ProductProblem, ...]


def import_products(site: Site, source: str, *, columns: dict[str, str] | None = None, local: bool = True,
                    name: str = "") -> str:
    """Begin to bring products with their pictures into the catalog, in the background.

    Parameters
    ----------
    site : Site
    source : str
        A feed or table (CSV, XLSX, XML, JSON), its address, a shop's page, or a folder of packshots: the SKU is the
        name of a file, or of the folder that holds several.
    columns : dict of str to str, optional
        Field -> column of a table, where its own name does not say it, such as {"picture": "photo"}.
    local : bool
        False for visitors from other machines, who cannot name files of this one.
    name : str
        What people call the source.

    Returns
    -------
    str
        The job's id: an audit, which a page Audits shows too; `imported` says what came of it.

    Raises
    ------
    InputError
        As `core.audits.start`: no such source, or it does not fit.
    """
    folder = None if is_url(source.strip()) else path_of(source.strip())
    if folder is None or not source.strip() or not folder.is_dir():
        return audits.start(site, source, audits.AuditRequest(columns=columns or {}), local=local, name=name)
    if not local:
        raise Refused("Folders of the server cannot be imported from other machines.",
                      "Enter an address, or upload a table or a ZIP file.")
    options = {"stages": [], "rules": [], "columns": {}, "limit": 0, "name": name[:200], "local": local,
               "render": False, "models": analyze.named_models(site)}
    return site.part(open_board).start(str(folder.resolve()), "folder", options, kind="audit",
                                       offers=packshots_in(folder.resolve()))


def add_product(site: Site, product: Product, files: list[Path]) -> str:
    """Begin to enter one product with its pictures, in the background; gives the job's id, an audit like an import's.

    Parameters
    ----------
    site : Site
    product : Product
        With a SKU.
    files : list of Path
        Pictures of it on this machine.
    """
    options = {"stages": [], "rules": [], "columns": {}, "limit": 0, "name": f"New product {product.sku}"[:200],
               "local": True, "render": False, "models": analyze.named_models(site)}
    offers = [Candidate(f"{product.sku} {number}", path=str(path), origin="shelf", product=product)
              for number, path in enumerate(files, 1)]
    return site.part(open_board).start("", "pictures", options, kind="audit", offers=offers)


def packshots_in(folder: Path) -> list[Candidate]:
    """The pictures of a folder as products: the SKU is the file's name, or that of the subfolder that it lies in.

    Raises
    ------
    NotFound, Refused
        As `core.sources.files.folder.pictures_in`.
    """
    found = []
    for path in pictures_in(folder):
        inside = path.relative_to(folder).parts
        sku = inside[0] if len(inside) > 1 else path.stem
        title = " ".join(sku.replace("_", " ").replace("-", " ").split())
        found.append(Candidate(str(path), path=str(path), origin="folder", product=Product(sku=sku, title=title)))
    return found


def imported(site: Site, job_id: str) -> Imported:
    """What came of an import so far: products, pictures, and a sentence for each thing that is wrong.

    Raises
    ------
    NotFound
        No such import.
    """
    job = audits.job(site, job_id)
    rows = list(_rows(site, job_id))
    good = [(candidate, picture_id) for candidate, picture_id, message, _ in rows if not message and picture_id]
    names = {_name(candidate) for candidate, _ in good} - {""}
    problems = [*(ProductProblem(_name(candidate) or candidate.uri, message, hint)
                  for candidate, _, message, hint in rows if message),
                *_without_product(good), *_wrong_codes(good), *_one_sku_twice(good), *_one_picture_twice(good)]
    return Imported(job, len(names), len({picture for _, picture in good}), tuple(problems))


def imported_answer(came: Imported) -> dict[str, Any]:
    """What came of an import as plain values, ready for JSON."""
    return {"job_id": came.job.job_id, "state": came.job.state, "products": came.products, "pictures": came.pictures,
            "problems": [asdict(problem) for problem in came.problems]}


def check_products(imported: Imported) -> None:
    """Raise NotFound where an import that has ended brought no product."""
    if not imported.job.running and not imported.products:
        raise NotFound("The source brought no product with a picture that can be read.",
                       imported.problems[0].message if imported.problems else "Check the source's columns.")


def _rows(site: Site, job_id: str) -> Iterator[tuple[Candidate, str, str, str]]:
    """Candidate, picture id, and why it failed, of each item of the source."""
    query = (select(items.c.uri, items.c.candidate, items.c.picture_id, items.c.message, items.c.hint)
             .where(items.c.job_id == job_id, items.c.state.in_(("done", "failed"))).order_by(items.c.number))
    with site.store.reading() as connection:
        for part in connection.execution_options(yield_per=BATCH).execute(query).partitions():
            for row in part:
                yield candidate_of(row._mapping), row.picture_id, row.message, row.hint


def _name(candidate: Candidate) -> str:
    product = candidate.product
    return product.sku or product.title or product.page if product else ""


def _without_product(good: list[tuple[Candidate, str]]) -> Iterator[ProductProblem]:
    nameless = [candidate.uri for candidate, _ in good if not _name(candidate)]
    if nameless:
        yield ProductProblem(nameless[0], f"{count(len(nameless), 'picture')} of the source belong to no product with "
                             "a SKU, a title or a page.", "Name the column of the SKU, such as --columns sku=NUMBER.")


def _wrong_codes(good: list[tuple[Candidate, str]]) -> Iterator[ProductProblem]:
    told = dict.fromkeys((_name(candidate), gtin.problem(candidate.product.gtin)) for candidate, _ in good
                         if candidate.product)
    for name, sentence in told:
        if sentence:
            yield ProductProblem(name, sentence, "The product is kept; its barcode counts for nothing until it is "
                                 "corrected.")


def _one_sku_twice(good: list[tuple[Candidate, str]]) -> Iterator[ProductProblem]:
    titles: dict[str, dict[str, None]] = {}
    for candidate, _ in good:
        if candidate.product and candidate.product.sku:
            titles.setdefault(candidate.product.sku, {})[candidate.product.title] = None
    for sku, names in titles.items():
        if len(names) > 1:
            several = ", ".join(list(names)[:3])
            yield ProductProblem(sku, f"{count(len(names), 'row')} with different titles have this SKU: "
                                 f"{several[:200]}.",
                                 "The last one counts, with the pictures of all; give each product its own SKU.")


def _one_picture_twice(good: list[tuple[Candidate, str]]) -> Iterator[ProductProblem]:
    shown: dict[str, dict[str, None]] = {}
    for candidate, picture_id in good:
        if _name(candidate):
            shown.setdefault(picture_id, {})[_name(candidate)] = None
    for names in shown.values():
        if len(names) > 1:
            first, *others = names
            yield ProductProblem(first, f"The same picture is shown by {', '.join(others)[:200]} too, so nothing tells "
                                 "them apart.", "Give each product a picture of its own.")
