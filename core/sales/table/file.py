"""A sales table from a file: CSV in its many dialects, XLSX, Parquet; every cell as text or as the file types it.

Runs in a child process (`core.processes.child`): the file is untrusted.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as arrow_parquet

from core.errors import InputError, MerchlensError, NotFound, TooLarge
from core.sales.table.columns import guess

MAX_BYTES, MAX_ROWS, MAX_COLUMNS = 500_000_000, 10_000_000, 500
MAX_UNPACKED, MAX_RATIO = 1_500_000_000, 100  # of an XLSX, which is a zip: bytes, and unpacked to packed
SMALL = 50_000_000  # bytes up to which the ratio does not matter
SHEET_ROWS = 1_048_576  # Excel's own limit
FIRST_LINE = 2  # of the data, below the line of column names
HEAD_ROWS = 20  # of each sheet, to find the one with the sales
HEAD_BYTES = 65_536  # of a file, to recognize its format
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the start of .xls files and locked workbooks
LOCKED = "EncryptedPackage".encode("utf-16-le")
FORMATS = "CSV (also with tabs or semicolons), XLSX or Parquet"
DELIMITERS = ",;\t|"


def read_table(path: Path, name: str = "") -> tuple[pd.DataFrame, list[str]]:
    """Read a table whatever its format; the content counts, not the file's name.

    Parameters
    ----------
    path : Path
    name : str
        What people call it, for messages.

    Returns
    -------
    table : DataFrame
        Columns by their names in the file, made unique; text as str, or as the file types it.
    notes : list of str
        Sentences about rows and sheets that were skipped.

    Raises
    ------
    NotFound, TooLarge, InputError
    """
    name = name or path.name
    if not path.is_file():
        raise NotFound(f"The file {name} does not exist.", "Check the path.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise TooLarge(f"The table has {size / 1e6:,.0f} MB; the limit is {MAX_BYTES / 1e6:,.0f} MB.",
                       "Aggregate it by week, or save it as Parquet.")
    with path.open("rb") as file:
        start = file.read(HEAD_BYTES)
    notes: list[str] = []
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own never returns memory to the system
    try:
        if start.startswith(b"PAR1"):
            table = _parquet(path)
        elif start.startswith(b"PK"):
            table = _xlsx(path, notes)
        elif start.startswith(OLD_EXCEL):
            raise _old_excel(path, name)
        else:
            table = _text(path, start, notes)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        reason = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
        raise InputError(f"{name} cannot be read as a table: {reason}.", f"Save it as {FORMATS}.") from None
    if table.shape[1] < 2 or not len(table):
        raise InputError(f"{name} has {len(table):,} rows and {table.shape[1]} columns, too few for a sales table.",
                         "Provide a row for each product and week, and column names in the first line.")
    table.index = pd.RangeIndex(FIRST_LINE, FIRST_LINE + len(table))
    return table, notes


def _too_long(rows: int) -> TooLarge:
    return TooLarge(f"The table has {rows:,} rows; the limit is {MAX_ROWS:,}.", "Aggregate it by product and week.")


def _unique(names: list[str]) -> list[str]:
    """Column names without blanks and repeats."""
    if len(names) > MAX_COLUMNS:
        raise InputError(f"The table has more than {MAX_COLUMNS} columns.",
                         "Use one row per product and week, and one column for each figure.")
    columns: list[str] = []
    for place, name in enumerate(names, 1):
        text = (name or "").strip() or f"column {place}"
        columns.append(text if text not in columns else f"{text} ({place})")
    return columns


def _parquet(path: Path) -> pd.DataFrame:
    file = arrow_parquet.ParquetFile(path)
    if file.metadata.num_rows > MAX_ROWS:
        raise _too_long(file.metadata.num_rows)
    flat = [field.name for field in file.schema_arrow
            if not pa.types.is_nested(field.type) and not field.name.startswith("__index_level_")]
    table = file.read(columns=flat).to_pandas(ignore_metadata=True)
    table.columns = pd.Index(_unique([str(column) for column in table.columns]))
    return table


def _old_excel(path: Path, name: str) -> InputError:
    """The error for a file in the format of Excel until 2007, which locked workbooks still have."""
    with path.open("rb") as file:
        data = file.read(SMALL)
    if LOCKED in data:
        return InputError(f"{name} is locked with a password.",
                          "Open it in Excel, remove the password (File, Info, Protect Workbook), and save it again.")
    return InputError(f"{name} is in the format of Excel before 2007 (.xls), which is not supported.",
                      "Open it in Excel, and save it as XLSX or CSV.")


def _xlsx(path: Path, notes: list[str]) -> pd.DataFrame:
    with zipfile.ZipFile(path) as archive:
        sizes = [(entry.file_size, entry.compress_size) for entry in archive.infolist()]
        if "xl/workbook.xml" not in archive.namelist():
            raise ValueError("it is a ZIP file, but not an Excel workbook")
    unpacked, packed = (sum(column) for column in zip(*sizes, strict=True))
    if unpacked > min(MAX_UNPACKED, max(SMALL, MAX_RATIO * packed)):
        raise TooLarge(f"The workbook has {packed / 1e6:,.1f} MB and unpacks to {unpacked / 1e6:,.0f} MB, more than a "
                       "workbook of sales would.", "Save the sheet with the sales as CSV.")
    try:
        return _best_sheet(path, notes)
    except (MemoryError, MerchlensError):
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises many types on a damaged workbook
        raise ValueError(f"the workbook is damaged ({type(error).__name__})") from error


def _best_sheet(path: Path, notes: list[str]) -> pd.DataFrame:
    """The sheet of a workbook in which most columns of a sales table are recognized."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheets = {}  # title -> number of columns with a role, and names of all columns
    for sheet in book.worksheets:
        head, *rows = list(islice(_filled_rows(sheet), HEAD_ROWS)) or [()]
        if len([cell for cell in head if cell is not None]) > 1:
            names = _unique([str(cell) if cell is not None else "" for cell in head])
            sheets[sheet.title] = len(guess(pd.DataFrame(rows, columns=names))), names
    if not sheets:
        raise InputError("No sheet of the workbook begins with a line of column names.",
                         "Put the column names in the first line: product, date, units, kind and so on.")
    title = max(sheets, key=lambda title: sheets[title][0])
    if len(book.sheetnames) > 1:
        notes.append(f"The workbook has {len(book.sheetnames):,} sheets; the study uses {title!r}.")
    rows = list(islice(_filled_rows(book[title]), 1, SHEET_ROWS + 1))
    if len(rows) == SHEET_ROWS:
        raise TooLarge(f"The sheet has more than {SHEET_ROWS:,} rows, the limit of Excel.",
                       "Save it as CSV or Parquet.")
    return pd.DataFrame(rows, columns=sheets[title][1])


def _filled_rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet without empty ones and without empty columns at the end.

    The size that a sheet states is ignored: a false one would make every row as wide as Excel allows. Columns beyond
    the first line, which names them, are left out.
    """
    sheet.reset_dimensions()
    width = 0
    for row in sheet.iter_rows(max_row=SHEET_ROWS + 1, max_col=MAX_COLUMNS + 1, values_only=True):
        if row.count(None) < len(row) and any(cell not in (None, "") for cell in row):
            width = width or max(place for place, cell in enumerate(row, 1) if cell not in (None, ""))
            yield row[:width]


def _text(path: Path, start: bytes, notes: list[str]) -> pd.DataFrame:
    encoding = _encoding(start)
    lines = start.decode(encoding, errors="replace").splitlines()
    if not lines:
        raise ValueError("it is empty")
    if "\x00" in start.decode(encoding, errors="replace"):
        raise ValueError("it is not text")
    delimiter = _delimiter(lines[: 20 if len(lines) < 21 else len(lines) - 1][:20])
    names = _unique(next(csv.reader([lines[0]], delimiter=delimiter)))
    if len(lines) < 2:
        return pd.DataFrame(columns=names)
    skipped_lines: list[int] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        skipped_lines.append(row.number or 0)
        return "skip"

    table = arrow_csv.read_csv(
        path, arrow_csv.ReadOptions(encoding=encoding, column_names=names, skip_rows=1, use_threads=False),
        arrow_csv.ParseOptions(delimiter=delimiter, invalid_row_handler=skip, newlines_in_values=True),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True))
    if table.num_rows > MAX_ROWS:
        raise _too_long(table.num_rows)
    if skipped_lines:
        first = f"; the first is line {skipped_lines[0]}" if skipped_lines[0] else ""
        notes.append(f"{len(skipped_lines):,} lines do not have {len(names)} columns and were skipped{first}.")
    return table.to_pandas()


def _encoding(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        start[:-4].decode("utf-8")  # the last character may be cut
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig" if start.startswith(b"\xef\xbb\xbf") else "utf-8"


def _delimiter(lines: list[str]) -> str:
    """The character that splits most lines into the same number of columns."""
    def agreement(mark: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=mark), [])) for line in lines]
        return (sum(count == counts[0] for count in counts) if counts[0] > 1 else 0, counts[0])

    return max(DELIMITERS, key=agreement)
