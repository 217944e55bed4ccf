"""An audit's rows as table files: CSV, XLSX, Parquet and JSON lines, written in a stream.

Every picture and every failure is a row. In CSV and XLSX, cells that a spreadsheet would run as a formula become text.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from core.audits.report.findings import finding, is_analyzed
from core.nouns.audit_row import AuditRow
from core.nouns.intent import INTENT_LABELS
from core.words import csv_cells
from core.words.facts import FACT_WORDS, values_of

TEXTS = ("uri", "origin", "sku", "gtin", "title", "category", "page", "currency", "true_label", "picture_id", "kind",
         "top_label", "label_set", "smallest_edit", *FACT_WORDS, "role", "role_reason", "finding", "rules", "measures",
         "error", "message", "hint")
WHOLE = ("number", "width", "height")
FLAGS = ("shoppable",)
COLUMNS = ("uri", "number", "origin", "sku", "gtin", "title", "category", "page", "price", "currency", "true_label",
           "picture_id", "width", "height", "kind", "top_label", "label_set",
           *(f"score_{label}" for label in INTENT_LABELS), "shoppable", "shoppable_score", "sensitive_score",
           "smallest_edit", "score_after_edit", *FACT_WORDS, "role", "role_reason", "finding", "rules", "measures",
           "error", "message", "hint")
WIDTHS = {"uri": 48, "title": 36, "page": 36, "category": 24, "message": 48, "hint": 40, "rules": 28, "measures": 24,
          "picture_id": 18, "finding": 14, "smallest_edit": 32}
CHUNK = 5000  # rows in memory, and in a row group of Parquet
SHEET_ROWS = 1_048_576  # what a sheet of XLSX can hold, its header included
CELL_TEXT = 32_767  # characters that a cell of XLSX can hold


def flat(row: AuditRow) -> dict[str, Any]:
    """One row as plain values by column; None for an empty cell.

    Parameters
    ----------
    row : AuditRow
        A picture or a failure.

    Returns
    -------
    dict of str to str, int, float, bool or None
        The columns of `COLUMNS`; `rules` reads "pack: outcome; pack: outcome", `measures` is JSON.
    """
    product, analyzed = row.product, is_analyzed(row)
    scores = row.scores if len(row.scores) == len(INTENT_LABELS) else (None,) * len(INTENT_LABELS)
    values: dict[str, Any] = {
        "uri": row.uri, "number": row.number, "origin": row.origin, "sku": product.sku, "gtin": product.gtin,
        "title": product.title, "category": product.category, "page": product.page, "price": _number(product.price),
        "currency": product.currency, "true_label": product.true_label, "picture_id": row.picture_id,
        "width": row.width or None, "height": row.height or None, "kind": row.kind, "top_label": row.top_label,
        "label_set": ", ".join(row.label_set),
        **{f"score_{label}": _number(score) for label, score in zip(INTENT_LABELS, scores, strict=True)},
        "shoppable": row.shoppable if analyzed else None,
        "shoppable_score": _number(row.shoppable_score) if analyzed else None,
        "sensitive_score": _number(row.sensitive_score) if analyzed else None,
        "smallest_edit": row.smallest_edit, "score_after_edit": _number(row.score_after_edit),
        **dict.fromkeys(FACT_WORDS, ""), **values_of(row.facts),
        "role": row.role if analyzed else "", "role_reason": row.role_reason if analyzed else "",
        "finding": finding(row) if analyzed and row.product.true_label != "negative" and row.role == "product" else "",
        "rules": "; ".join(f"{pack}: {outcome}" for pack, outcome in row.verdicts.items()),
        "measures": json.dumps(_finite(row.measures), ensure_ascii=False, default=str) if row.measures else "",
        "error": row.error, "message": row.message, "hint": row.hint,
    }
    return {name: None if values[name] == "" else values[name] for name in COLUMNS}


def write_csv(rows: Iterable[AuditRow], out: IO[bytes]) -> int:
    """Write CSV, see `core.words.csv_cells.write_csv`; returns the number of rows."""
    return csv_cells.write_csv(COLUMNS, map(flat, rows), out)


def write_jsonl(rows: Iterable[AuditRow], out: IO[bytes]) -> int:
    """Write one JSON object a line, with `measures` and `verdicts` as objects; returns the number of rows."""
    count = 0
    for row in rows:
        values = {**flat(row), "measures": _finite(row.measures), "verdicts": dict(row.verdicts)}
        del values["rules"]
        line = json.dumps(values, ensure_ascii=False, allow_nan=False, default=str)
        out.write(line.encode("utf-8", "replace") + b"\n")
        count += 1
    return count


def write_parquet(rows: Iterable[AuditRow], out: IO[bytes]) -> int:
    """Write Parquet in row groups; returns the number of rows."""
    import pyarrow
    from pyarrow import parquet

    schema = pyarrow.schema([(name, _arrow_type(name, pyarrow)) for name in COLUMNS])
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for columns in _chunks(rows):
            count += len(columns["uri"])
            writer.write_table(pyarrow.table(columns, schema=schema))
    return count


def write_xlsx(rows: Iterable[AuditRow], out: IO[bytes]) -> int:
    """Write XLSX with a fixed header, a filter and column widths; with a further sheet when one is full.

    Returns
    -------
    int
        The number of rows.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    count, sheet = 0, _new_sheet(book, 1)
    for row in rows:
        if count and count % (SHEET_ROWS - 1) == 0:
            sheet = _new_sheet(book, count // (SHEET_ROWS - 1) + 1)
        sheet.append([_sheet_cell(value) for value in flat(row).values()])
        count += 1
    book.save(out)
    return count


def _new_sheet(book: Any, number: int) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet("Pictures" if number == 1 else f"Pictures {number}")
    sheet.freeze_panes = "B2"
    for position, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = WIDTHS.get(name, max(10, len(name) + 2))
    header = [WriteOnlyCell(sheet, name) for name in COLUMNS]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    return sheet


def _sheet_cell(value: Any) -> Any:
    return csv_cells.safe_cell(value)[:CELL_TEXT] if isinstance(value, str) else value


def _arrow_type(name: str, pyarrow: Any) -> Any:
    if name in TEXTS:
        return pyarrow.string()
    if name in WHOLE:
        return pyarrow.int64()
    return pyarrow.bool_() if name in FLAGS else pyarrow.float64()


def _chunks(rows: Iterable[AuditRow]) -> Iterator[dict[str, list[Any]]]:
    """Columns of up to `CHUNK` rows."""
    stream = iter(rows)
    while True:
        columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        for row in islice(stream, CHUNK):
            for name, value in flat(row).items():
                columns[name].append(_encodable(value))
        if not columns["uri"]:
            return
        yield columns


def _encodable(value: Any) -> Any:
    """Text without lone surrogates, which no encoding can hold."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(float(value), 4)


def _finite(value: Any) -> Any:
    """The same plain values; NaN and infinity, which JSON does not know, become None."""
    if isinstance(value, dict):
        return {str(name): _finite(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
