"""A sales table from a file: CSV in its many kinds, XLSX, Parquet; every cell as text or as the file types it.

Runs in a process of its own (`core.jobs.apart`): the file is a stranger's.
"""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as arrow_parquet

from core.errors import InputError, NotFound, TooLarge

MAX_BYTES, MAX_ROWS, MAX_COLUMNS = 500_000_000, 10_000_000, 500
MAX_UNPACKED = 1_500_000_000  # of an XLSX, which is a zip
FORMATS = "CSV (also with tabs or semicolons), XLSX or Parquet"
DELIMITERS = ",;\t|"


def read_table(path: Path, name: str = "") -> tuple[pd.DataFrame, list[str]]:
    """Read a table whatever its format; what the file says counts, not what it is called.

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
        What was skipped, in sentences.

    Raises
    ------
    NotFound, TooLarge, InputError
    """
    name = name or path.name
    if not path.is_file():
        raise NotFound(f"There is no file {name}.", "Check the path.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise TooLarge(f"The table has {size / 1e6:,.0f} MB; at most {MAX_BYTES / 1e6:,.0f} MB are read.",
                       "Sum it up by week first, or save it as Parquet.")
    with path.open("rb") as file:
        start = file.read(65_536)
    notes: list[str] = []
    try:
        if start.startswith(b"PAR1"):
            table = _parquet(path)
        elif start.startswith(b"PK"):
            table = _xlsx(path)
        else:
            table = _text(path, start, notes)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{name} cannot be read as a table: {first}.", f"Save it as {FORMATS}.") from None
    if table.shape[1] < 2 or not len(table):
        raise InputError(f"{name} has {len(table):,} rows and {table.shape[1]} columns: that is no sales table.",
                         "It needs a row for each product and week, and columns with names in the first line.")
    return table, notes


def _too_long(rows: int) -> TooLarge:
    return TooLarge(f"The table has {rows:,} rows; at most {MAX_ROWS:,} are read.", "Sum it up by product and week.")


def _unique(names: list[str]) -> list[str]:
    """Column names without blanks and repeats."""
    if len(names) > MAX_COLUMNS:
        raise InputError(f"The table has {len(names):,} columns; at most {MAX_COLUMNS} are read.",
                         "A row is a product and a week; give each figure one column.")
    found: list[str] = []
    for place, name in enumerate(names, 1):
        plain = (name or "").strip() or f"column {place}"
        found.append(plain if plain not in found else f"{plain} ({place})")
    return found


def _parquet(path: Path) -> pd.DataFrame:
    file = arrow_parquet.ParquetFile(path)
    if file.metadata.num_rows > MAX_ROWS:
        raise _too_long(file.metadata.num_rows)
    flat = [field.name for field in file.schema_arrow if not pa.types.is_nested(field.type)]
    table = file.read(columns=flat).to_pandas(ignore_metadata=True)
    table.columns = pd.Index(_unique([str(column) for column in table.columns]))
    return table


def _xlsx(path: Path) -> pd.DataFrame:
    import openpyxl

    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
        if "xl/workbook.xml" not in archive.namelist():
            raise ValueError("it is a ZIP, but no Excel workbook")
    if unpacked > MAX_UNPACKED:
        raise TooLarge(f"The workbook unpacks to {unpacked / 1e6:,.0f} MB; at most {MAX_UNPACKED / 1e6:,.0f} are read.",
                       "Save it as CSV.")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        rows = (row for row in sheet.iter_rows(values_only=True) if any(cell not in (None, "") for cell in row))
        head = next(rows, None)
        if head is not None and len([cell for cell in head if cell is not None]) > 1:
            names = _unique([str(cell) if cell is not None else "" for cell in head])
            return pd.DataFrame(list(rows), columns=names)
    raise ValueError("no sheet has a line of column names")


def _text(path: Path, start: bytes, notes: list[str]) -> pd.DataFrame:
    encoding = _encoding(start)
    lines = start.decode(encoding, errors="replace").splitlines()
    if "\x00" in start.decode(encoding, errors="replace") or not lines:
        raise ValueError("it is not text")
    delimiter = _delimiter(lines[: 20 if len(lines) < 21 else len(lines) - 1][:20])
    names = _unique(next(csv.reader([lines[0]], delimiter=delimiter)))
    wrong: list[int] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        wrong.append(row.number or 0)
        return "skip"

    table = arrow_csv.read_csv(
        path, arrow_csv.ReadOptions(encoding=encoding, column_names=names, skip_rows=1, use_threads=False),
        arrow_csv.ParseOptions(delimiter=delimiter, invalid_row_handler=skip, newlines_in_values=True),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True))
    if table.num_rows > MAX_ROWS:
        raise _too_long(table.num_rows)
    if wrong:
        at = f", the first in line {wrong[0]}" if wrong[0] else ""
        notes.append(f"{len(wrong):,} lines do not have {len(names)} columns and were skipped{at}.")
    return table.to_pandas()


def _encoding(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        start[:-4].decode("utf-8")  # the last letter may be cut
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig" if start.startswith(b"\xef\xbb\xbf") else "utf-8"


def _delimiter(lines: list[str]) -> str:
    """The mark that parts most lines into the same number of columns."""
    def agreement(mark: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=mark), [])) for line in lines]
        return (sum(count == counts[0] for count in counts) if counts[0] > 1 else 0, counts[0])

    return max(DELIMITERS, key=agreement)
