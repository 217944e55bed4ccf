"""A set as a file: a table of its pictures with their facts, boxes to train with, or the pictures themselves."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select

from core import analyze, corrections
from core.catalog import pictures as files
from core.catalog.searchable import BATCH
from core.catalog.tables import product_pictures, products
from core.errors import Misuse, NotFound, TooLarge
from core.nouns.box_set import BoxSet
from core.nouns.correction import BOXES
from core.search.engine import Engine
from core.search.found import Hit
from core.search.verbs import hits, picture_ids
from core.site import Site
from core.words import csv_cells

EXPORTS = {  # format -> media type
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet", "jsonl": "application/x-ndjson",
    "coco": "application/zip", "yolo": "application/zip", "zip": "application/zip",
}
ENDINGS = {"coco": "coco.zip", "yolo": "yolo.zip"}  # of the other formats their name
MOST_BYTES = 4_000_000_000  # of pictures in one archive
MOST_SHEET_ROWS = 1_048_575  # that a sheet of XLSX holds below its header
_FIRST = ("picture_id", "name", "uri", "width", "height", "seen", "state", "sku", "title", "category")
_WHOLE, _SCORES = ("width", "height"), {"label_score": "label", "shoppable_score": "verdict"}
_PICTURE_ENDING = re.compile(r"\.(jpe?g|png|webp|gif|bmp|tiff?|avif)$", re.IGNORECASE)


def export_set(site: Site, query: str, target: Path | IO[bytes], form: str, *, sort: str = "-date",
               ids: list[str] | None = None) -> int:
    """Write the pictures that meet a query as one file.

    Parameters
    ----------
    site : Site
    query : str
        In the query language.
    target : Path or binary file
        Where to write.
    form : {"csv", "xlsx", "parquet", "jsonl", "coco", "yolo", "zip"}
        A table with a row a picture and its facts; the boxes of faces and persons, corrected ones where there are; or
        the pictures' files with a table of them.
    sort : str
        As for `search`.
    ids : list of str, optional
        These pictures instead of those that meet the query.

    Returns
    -------
    int
        Number of pictures.

    Raises
    ------
    QueryError
        The query cannot be read.
    Misuse
        An unknown format, or no picture meets the query.
    TooLarge
        More than an archive or a sheet holds.
    """
    if form not in EXPORTS:
        raise Misuse(f"A set is written as {', '.join(EXPORTS)}, not {form[:20]!r}.", "Choose one of them.")
    chosen = picture_ids(site, query, sort=sort) if ids is None else ids
    if not chosen:
        raise Misuse("No picture meets this query, so there is nothing to export.", "Take conditions away.")
    if isinstance(target, Path):
        try:
            with target.open("wb") as out:
                return _write(site, chosen, out, form)
        except OSError as error:
            raise Misuse(f"{target} cannot be written: {error.strerror}.", "Choose another place.") from None
    return _write(site, chosen, target, form)


def _write(site: Site, ids: list[str], out: IO[bytes], form: str) -> int:
    if form in ("coco", "yolo"):
        _write_boxes(site, ids, out, form)
    elif form == "zip":
        _write_pictures(site, ids, out)
    elif form == "jsonl":
        for hit in hits(site, ids):
            out.write(json.dumps(hit.to_dict(), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    else:
        names = _names(site)
        {"csv": csv_cells.write_csv, "xlsx": _write_xlsx, "parquet": _write_parquet}[form](
            names, _rows(site, ids), out)
    return len(ids)


def _names(site: Site) -> list[str]:
    """The columns of a table: facts that any picture of the catalog has."""
    others = ("job", "source", "sku", "category", "state", "corrected")
    facts = sorted(name for name in site.part(Engine).now().names if name not in others)
    return [*_FIRST, *facts, *_SCORES]


def _rows(site: Site, ids: list[str]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(ids), BATCH):
        part = ids[start:start + BATCH]
        shown = (select(product_pictures.c.picture_id, products.c.sku, products.c.title, products.c.category)
                 .join(products, products.c.product_id == product_pictures.c.product_id)
                 .where(product_pictures.c.picture_id.in_(part)).order_by(products.c.product_id))
        with site.store.reading() as connection:
            named = {row.picture_id: row for row in connection.execute(shown)}
        for hit in hits(site, part):
            yield _row(hit, named.get(hit.picture_id))


def _row(hit: Hit, product: Any) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for fact in hit.facts:
        values.setdefault(fact.name, []).append(fact.value)
    row: dict[str, Any] = {name: ", ".join(found) for name, found in values.items()}
    row |= {"picture_id": hit.picture_id, "name": hit.name, "uri": hit.uri, "width": hit.width, "height": hit.height,
            "seen": hit.seen.isoformat(timespec="seconds"), "state": hit.state}
    row |= {name: getattr(product, name, "") for name in ("sku", "title", "category")}
    return row | {name: round(hit.score(fact), 4) for name, fact in _SCORES.items()}


def _write_xlsx(names: list[str], rows: Iterator[dict[str, Any]], out: IO[bytes]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Pictures")
    sheet.freeze_panes = "B2"
    sheet.append(names)
    for number, row in enumerate(rows, 1):
        if number > MOST_SHEET_ROWS:
            raise TooLarge(f"A sheet holds {MOST_SHEET_ROWS:,} pictures.", "Export CSV or Parquet instead.")
        sheet.append([csv_cells.safe_cell(row.get(name)) for name in names])
    book.save(out)


def _write_parquet(names: list[str], rows: Iterator[dict[str, Any]], out: IO[bytes]) -> None:
    import pyarrow
    from pyarrow import parquet

    kinds = {**dict.fromkeys(_WHOLE, pyarrow.int32()), **dict.fromkeys(_SCORES, pyarrow.float64())}
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in names])
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        page = list[dict[str, Any]]()
        for row in rows:
            page.append({name: row.get(name) for name in names})
            if len(page) == 10 * BATCH:
                writer.write_table(pyarrow.Table.from_pylist(page, schema=schema))
                page = []
        if page:
            writer.write_table(pyarrow.Table.from_pylist(page, schema=schema))


def _write_boxes(site: Site, ids: list[str], out: IO[bytes], form: str) -> None:
    sets: dict[str, dict[str, BoxSet]] = {name: {} for name in BOXES}
    for picture_id in ids:
        try:
            analysis = analyze.analysis_of(site, picture_id)
        except NotFound:
            continue
        now = corrections.counted(site, picture_id)
        for name, boxes in corrections.counted_boxes(analysis, now).items():
            sets[name][picture_id] = boxes
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in corrections.written_boxes(sets, form).items():
            archive.writestr(name, data)


def _write_pictures(site: Site, ids: list[str], out: IO[bytes]) -> None:
    total, gone, names = 0, list[str](), list[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for hit in chain(hits(site, ids)):
            try:
                path = files.original(site.settings.data_dir, hit.picture_id)
                total += path.stat().st_size
            except (NotFound, OSError):
                gone.append(f"{hit.picture_id} {hit.name}")
                continue
            if total > MOST_BYTES:
                raise TooLarge(f"These pictures have more than {MOST_BYTES / 1e9:g} GB.", "Export fewer at once.")
            names.append(hit.picture_id)
            archive.write(path, f"pictures/{archive_name(hit.picture_id, hit.name)}")
        table = io.BytesIO()
        csv_cells.write_csv(["file", *_names(site)], _with_file(_rows(site, names)), table)
        archive.writestr("pictures.csv", table.getvalue())
        if gone:
            archive.writestr("missing.txt", "\n".join(gone) + "\n")


def _with_file(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return ({**row, "file": f"pictures/{archive_name(row['picture_id'], row['name'])}"} for row in rows)


def archive_name(picture_id: str, name: str) -> str:
    """What a picture is called in an archive: a name that every system can unpack, and no two alike.

    Examples
    --------
    >>> archive_name("ab" * 32, "../rote Schuhe?.JPG")
    'abababababab-rote-Schuhe.jpg'
    """
    ending = _PICTURE_ENDING.search(name)
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", name[:ending.start()] if ending else name).strip("-")[:80]
    return f"{picture_id[:12]}-{stem or 'picture'}{ending[0].lower() if ending else ''}"
