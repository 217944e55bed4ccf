"""Tables in text files: any usual encoding and delimiter, titles above, damaged letters, lines of another length."""

from __future__ import annotations

import codecs
import csv
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from core.sales.table.header import ROWS, find_header, is_unnamed, unique_names
from core.sources.documents.code_pages import code_page, letters_of
from core.words.numerals import count, verb

DELIMITERS = ",;\t|"
BLOCK = 1 << 20


@dataclass(frozen=True)
class _Dialect:
    """How the lines of a file are written; `skipped` stand above the data."""

    encoding: str
    delimiter: str
    names: list[str]
    skipped: int


def read_text(path: Path, start: bytes, notes: list[str]) -> pd.DataFrame:
    """Read a table of text.

    Parameters
    ----------
    path : Path
    start : bytes
        The beginning of the file.
    notes : list of str
        Takes sentences about what was skipped or replaced.

    Returns
    -------
    DataFrame
        Of str; `attrs` hold the `delimiter` and the `first_line` of the data.

    Raises
    ------
    ValueError
        With the reason, when the file is no table.
    """
    encoding = encoding_of(start)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    if not text.strip():
        raise ValueError("it is empty")
    if "\x00" in text:
        raise ValueError("it is not text")
    lines = text.splitlines(keepends=True)
    lines = lines[:-1] if len(lines) > ROWS else lines  # the last may be cut
    stated = re.match(r"\ufeff?sep=(.)\s*$", lines[0])
    delimiter = stated[1] if stated else delimiter_of(lines[:ROWS])
    reader = csv.reader(lines[1 if stated else 0:], delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    while len(rows) < ROWS and (row := next(reader, None)) is not None:
        rows.append(row)
        ends.append(reader.line_num + (1 if stated else 0))
    header = find_header(rows)
    names = _names(header.names, rows[header.last + 1:])
    above = header.first - sum(not any(map(str.strip, row)) for row in rows[:header.first])
    if above:
        notes.append(f"{count(above, 'line')} above the column names {verb(above, 'was', 'were')} left out.")
    dialect = _Dialect(encoding, delimiter, names, ends[header.last])
    table = _arrow(path, dialect, notes) if len(rows) > header.last + 1 else pd.DataFrame(columns=names)
    if letters := letters_of(encoding):
        notes.append(f"The file is not Unicode; its letters were read as {letters} ({encoding}).")
    table = table.drop(columns=[name for name in names if is_unnamed(name) and _is_blank(table[name])])
    table.attrs = {"delimiter": delimiter, "first_line": ends[header.last] + 1}
    return table


def encoding_of(start: bytes) -> str:
    """The encoding of text, by its beginning, which may end in the middle of a letter.

    Examples
    --------
    >>> [encoding_of("größe".encode(name)) for name in ("utf-8", "cp1252", "utf-16", "utf-16-le")]
    ['utf-8', 'cp1252', 'utf-16', 'utf-16-le']
    >>> encoding_of("Туфли".encode()[:-1]), encoding_of("Туфли".encode("cp1251"))
    ('utf-8', 'cp1251')
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 4:
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return code_page(start)
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"


def delimiter_of(lines: Sequence[str]) -> str:
    """The character that splits most lines into the same number of columns, and into more than the others do.

    Examples
    --------
    >>> delimiter_of(["Report, May", "sku;week;sold", "A;2024-W01;1,5", "B;2024-W01;2,5"])
    ';'
    """
    def agreement(mark: str) -> tuple[int, int]:
        counts = Counter(len(next(csv.reader([line], delimiter=mark), [])) for line in lines if line.strip())
        width, number = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (number if width > 1 else 0, width)

    return max(DELIMITERS, key=agreement)


def _names(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Names as many as the data have columns: a delimiter at the end of lines makes one more, or one less."""
    width, _ = Counter(map(len, filter(None, rows))).most_common(1)[0] if any(rows) else (len(names), 0)
    if width < len(names) and all(map(is_unnamed, names[width:])):
        return list(names[:width])
    return [*names, *unique_names([""] * width)[len(names):]]


def _is_blank(column: pd.Series) -> bool:
    return bool((column.isna() | (column.str.strip() == "")).all())


def _arrow(path: Path, dialect: _Dialect, notes: list[str]) -> pd.DataFrame:
    """The lines behind the first `skipped` ones; lines of another length are left out and counted."""
    try:
        return _read(path, dialect, notes)
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        if not re.search(r"utf-?8|codec can't decode", str(error), re.IGNORECASE):
            raise
    with tempfile.NamedTemporaryFile(suffix=".csv") as whole:
        damaged = _mend(path, dialect.encoding, whole)
        whole.flush()
        if damaged:
            notes.append(f"{count(damaged, 'letter')} of the file {verb(damaged, 'is', 'are')} damaged and shown as "
                         "\ufffd; the others are unaffected.")
        return _read(Path(whole.name), replace(dialect, encoding="utf-8"), notes)


def _mend(path: Path, encoding: str, out: tempfile._TemporaryFileWrapper[bytes]) -> int:
    """Write a file as UTF-8 with a sign for each damaged letter; returns their number.

    A file that is mostly no UTF-8 behind its beginning is in an encoding of Windows.
    """
    data_size, damaged = 0, 0
    for encoding_ in (encoding, "cp1252"):
        out.seek(0)
        out.truncate()
        decoder = codecs.getincrementaldecoder(encoding_)("replace")
        data_size = damaged = 0
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                text = decoder.decode(block)
                damaged += text.count("\ufffd")
                data_size += len(block) - len(text)  # letters of several bytes
                out.write(text.encode())
        if not encoding_.startswith("utf-8") or damaged <= max(1, data_size):
            break
    return damaged


def _read(path: Path, dialect: _Dialect, notes: list[str]) -> pd.DataFrame:
    wrong_lines: list[int] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        wrong_lines.append(row.number or 0)
        return "skip"

    table = arrow_csv.read_csv(
        path, arrow_csv.ReadOptions(encoding=dialect.encoding, column_names=dialect.names, skip_rows=dialect.skipped,
                                    use_threads=False),
        arrow_csv.ParseOptions(delimiter=dialect.delimiter, invalid_row_handler=skip, newlines_in_values=True),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(dialect.names, pa.string()), strings_can_be_null=True))
    if wrong_lines:
        first = f"; the first is line {wrong_lines[0]}" if wrong_lines[0] else ""
        number = len(wrong_lines)
        notes.append(f"{count(number, 'line')} {verb(number, 'does', 'do')} not have {len(dialect.names)} columns and "
                     f"{verb(number, 'was', 'were')} skipped{first}.")
    return table.to_pandas()
