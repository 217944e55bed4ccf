"""Tables in Excel workbooks: the sheet with the sales, whatever size it claims, also in the strict form of XLSX."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pandas as pd

from core.errors import InputError, MerchlensError, TooLarge
from core.sales.table.columns import guess
from core.sales.table.header import MAX_COLUMNS, ROWS, Header, find_header, is_unnamed
from core.words.numerals import count, verb

MAX_UNPACKED, MAX_RATIO = 1_500_000_000, 100  # of a workbook, which is a zip: bytes, and unpacked to packed
SMALL = 50_000_000  # bytes up to which the ratio does not matter
SHEET_ROWS = 1_048_576  # Excel's own limit
FORMULAS = 200  # rows in which formulas without values are looked for
_PART = 1_000_000  # bytes of a part that may have addresses of the strict form anywhere, not in its beginning only
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_OTHER_ZIPS = {"mimetype": "an OpenDocument spreadsheet (.ods)", "xl/workbook.bin": "a binary workbook (.xlsb)",
               "Index/Document.iwa": "a spreadsheet of Apple Numbers"}


def read_workbook(path: Path, notes: list[str]) -> pd.DataFrame:
    """Read the sheet of a workbook in which most columns of a sales table are recognized.

    Parameters
    ----------
    path : Path
    notes : list of str
        Takes sentences about what was left out.

    Raises
    ------
    ValueError
        With the reason, when the file is no workbook.
    """
    with zipfile.ZipFile(path) as archive:
        sizes = [(entry.file_size, entry.compress_size) for entry in archive.infolist()]
        names = archive.namelist()
        if "xl/workbook.xml" not in names:
            what = next((word for name, word in _OTHER_ZIPS.items() if name in names), "")
            table = next((name for name in names if name.lower().endswith((".csv", ".xlsx", ".tsv"))), "")
            raise ValueError(f"it is {what}" if what else f"it is a ZIP file; unpack {table[:60]}" if table else
                             "it is a ZIP file, but not an Excel workbook")
        is_strict = bool(_STRICT.search(archive.open("xl/workbook.xml").read(_PART)))
    unpacked, packed = (sum(column) for column in zip(*sizes, strict=True))
    if unpacked > min(MAX_UNPACKED, max(SMALL, MAX_RATIO * packed)):
        raise TooLarge(f"The workbook has {packed / 1e6:,.1f} MB and unpacks to {unpacked / 1e6:,.0f} MB, more than a "
                       "workbook of sales would.", "Save the sheet with the sales as CSV.")
    with tempfile.TemporaryFile() as plain:
        if is_strict:
            _write_transitional(path, plain)
        try:
            return _best_sheet(plain if is_strict else path, notes)
        except (MemoryError, MerchlensError):
            raise
        except Exception as error:  # noqa: BLE001 - openpyxl raises many types on a damaged workbook
            raise ValueError(f"the workbook is damaged ({type(error).__name__})") from error


def _write_transitional(path: Path, out: IO[bytes]) -> None:
    """The workbook with the addresses that openpyxl knows in place of those of the strict form."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for entry in old.infolist():
            with old.open(entry) as source, new.open(entry.filename, "w", force_zip64=True) as target:
                target.write(_STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", source.read(_PART)))
                shutil.copyfileobj(source, target)


def _best_sheet(book_file: Path | IO[bytes], notes: list[str]) -> pd.DataFrame:
    import openpyxl

    book = openpyxl.load_workbook(book_file, read_only=True, data_only=True, keep_links=False)
    sheets: dict[str, tuple[int, Header, int]] = {}  # title -> columns with a role, header, line behind it
    for sheet in book.worksheets:
        numbered = list(islice(_filled_rows(sheet, MAX_COLUMNS + 1), ROWS))
        rows = [row for _, row in numbered]
        if any(len([cell for cell in row if cell is not None]) > 1 for row in rows):
            header = find_header(rows)
            sample = pd.DataFrame([[*row, *[None] * len(header.names)][:len(header.names)]
                                   for row in rows[header.last + 1:]], columns=list(header.names), dtype=object)
            sheets[sheet.title] = len(guess(sample)), header, numbered[header.last][0]
    if not sheets:
        raise InputError("No sheet of the workbook begins with a line of column names.",
                         "Put the column names in the first line: product, date, units, kind and so on.")
    title = max(sheets, key=lambda title: sheets[title][0])
    if len(book.sheetnames) > 1:
        notes.append(f"The workbook has {len(book.sheetnames):,} sheets; the study uses {title!r}.")
    _, header, line = sheets[title]
    if header.first:
        notes.append(f"{count(header.first, 'line')} above the column names {verb(header.first, 'was', 'were')} left "
                     "out.")
    width = len(header.names)
    rows = [row for _, row in islice(_filled_rows(book[title], width), header.last + 1, SHEET_ROWS + 1)]
    if len(rows) == SHEET_ROWS:
        raise TooLarge(f"The sheet has more than {SHEET_ROWS:,} rows, the limit of Excel.",
                       "Save it as CSV or Parquet.")
    table = pd.DataFrame([[*row, *[None] * (width - len(row))] for row in rows], columns=list(header.names))
    table.attrs = {"first_line": line + 1}
    _note_formulas(openpyxl.load_workbook(book_file, read_only=True, keep_links=False)[title], table, notes)
    return table.drop(columns=[name for name in table if is_unnamed(name) and table[name].isna().all()])


def _note_formulas(sheet: Any, table: pd.DataFrame, notes: list[str]) -> None:
    """Say which columns have formulas whose values nobody has stored: programs write such files, Excel does not."""
    head = table.head(FORMULAS)
    if len(table) and not head.isna().any(axis=None):
        return
    rows = [row for line, row in islice(_filled_rows(sheet, MAX_COLUMNS), FORMULAS + ROWS)
            if line >= table.attrs["first_line"]]
    places = {place for row in rows for place, cell in enumerate(row) if isinstance(cell, str) and cell[:1] == "="}
    if places and table.empty:
        raise InputError("The cells of the workbook are formulas without stored values.",
                         "Open it in Excel, and save it.")
    names = [str(name) for place, name in enumerate(table) if place in places and head[name].isna().any()]
    if names:
        notes.append(f"{', '.join(names)} {verb(len(names), 'has', 'have')} formulas without stored values; these "
                     "cells count as missing. Open the workbook in Excel and save it.")


def _filled_rows(sheet: Any, width: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Line and cells of each row of a sheet that is not empty, without the empty cells at its end.

    The size that a sheet states is ignored: a false one would make every row as wide as Excel allows.
    """
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=SHEET_ROWS + 1, max_col=width, values_only=True)
    for line, row in enumerate(rows, 1):
        if row.count(None) < len(row) and any(cell not in (None, "") for cell in row):
            end = max(place for place, cell in enumerate(row, 1) if cell not in (None, ""))
            yield line, row[:end]
