"""A sales table from a file: text in its many dialects, XLSX, Parquet; every cell as text or as the file types it.

Runs in a child process (`core.processes.child`): the file is untrusted.
"""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as arrow_parquet

from core.errors import InputError, NotFound, TooLarge
from core.sales.table.header import unique_names
from core.sales.table.text_file import read_text
from core.sales.table.wide import MAX_ROWS, lengthened
from core.sales.table.workbook import SMALL, read_workbook

MAX_BYTES = 500_000_000
HEAD_BYTES = 65_536  # of a file, to recognize its format
BLOCK = 1 << 20
FIRST_LINE = 2  # of the data, where a file has only a line of column names above
GZIP = b"\x1f\x8b"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the start of .xls files and locked workbooks
LOCKED = "EncryptedPackage".encode("utf-16-le")
FORMATS = "CSV (also with tabs or semicolons), XLSX or Parquet"
_OTHERS = ((b"%PDF", "a PDF document"), (b"SQLite format 3", "a database"), (b"ARROW1", "a Feather file"),
           (b"{", "JSON"), (b"[{", "JSON"))


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
        Columns by their names in the file, made unique; text as str, or as the file types it. `line_numbers` tells
        where in the file a row stands.
    notes : list of str
        Sentences about rows and sheets that were skipped, and about columns that are periods.

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
    notes: list[str] = []
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own never returns memory to the system
    try:
        table = lengthened(_any_format(path, name, notes), notes)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        reason = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
        raise InputError(f"{name} cannot be read as a table: {reason}.", f"Save it as {FORMATS}.") from None
    if len(table) > MAX_ROWS:
        raise _too_long(len(table))
    if table.shape[1] < 2 or not len(table):
        raise InputError(f"{name} has {len(table):,} rows and {table.shape[1]} columns, too few for a sales table.",
                         "Provide a row for each product and week, and column names in the first line.")
    return table, notes


def line_numbers(table: pd.DataFrame) -> np.ndarray:
    """The line of the file from which each row of a table comes.

    Parameters
    ----------
    table : DataFrame
        From `read_table`.

    Returns
    -------
    ndarray of int, shape (rows,)

    Examples
    --------
    >>> line_numbers(pd.DataFrame({"a": [1, 2]})).tolist()
    [2, 3]
    """
    first, periods = table.attrs.get("first_line", FIRST_LINE), table.attrs.get("periods", 1)
    return first + np.arange(len(table)) // periods


def _any_format(path: Path, name: str, notes: list[str]) -> pd.DataFrame:
    with path.open("rb") as file:
        start = file.read(HEAD_BYTES)
    if start.startswith(GZIP):
        return _gzip(path, name, notes)
    if start.startswith(b"PAR1"):
        return _parquet(path)
    if start.startswith(b"PK"):
        return read_workbook(path, notes)
    if start.startswith(OLD_EXCEL):
        raise _old_excel(path, name)
    if what := _other_format(start):
        as_excel = ", not a workbook of Excel" if path.suffix.lower().startswith(".xls") else ""
        raise InputError(f"{name} is {what}{as_excel}.",
                         f"Open it where it can be shown, such as in Excel, and save it as {FORMATS}.")
    return read_text(path, start, notes)


def _other_format(start: bytes) -> str:
    """What a file is that is no table, in words; "" for text that may be one."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
            return "an XML spreadsheet of Excel 2003"
        lower = text.lower()
        return "an HTML page" if any(tag in lower for tag in (b"<html", b"<table", b"<!doctype html",
        b"<body")) else "XML"
    return next((what for mark, what in _OTHERS if text.startswith(mark)), "")


def _gzip(path: Path, name: str, notes: list[str]) -> pd.DataFrame:
    """The table in a gzip file."""
    size = 0
    with tempfile.TemporaryDirectory() as folder, gzip.open(path) as packed:
        plain = Path(folder) / Path(name).stem
        with plain.open("wb") as out:
            try:
                while block := packed.read1(BLOCK):
                    size += len(block)
                    if size > MAX_BYTES:
                        raise TooLarge(f"{name} unpacks to more than {MAX_BYTES / 1e6:,.0f} MB.",
                                       "Aggregate it by week, or save it as Parquet.")
                    out.write(block)
            except (EOFError, zlib.error, gzip.BadGzipFile):
                notes.append(f"{name} is a gzip file that is cut off or damaged; the rows before the damage were read.")
        with plain.open("rb") as file:
            if file.read(2) == GZIP:
                raise ValueError("it is packed with gzip twice")
        return _any_format(plain, plain.name, notes)


def _too_long(rows: int) -> TooLarge:
    return TooLarge(f"The table has {rows:,} rows; the limit is {MAX_ROWS:,}.", "Aggregate it by product and week.")


def _parquet(path: Path) -> pd.DataFrame:
    file = arrow_parquet.ParquetFile(path)
    if file.metadata.num_rows > MAX_ROWS:
        raise _too_long(file.metadata.num_rows)
    flat = [field.name for field in file.schema_arrow
            if not pa.types.is_nested(field.type) and not field.name.startswith("__index_level_")]
    table = file.read(columns=flat).to_pandas(ignore_metadata=True)
    table.columns = pd.Index(unique_names([str(column) for column in table.columns]))
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
