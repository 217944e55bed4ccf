"""Tables as CSV that a spreadsheet opens: UTF-8 with a byte order mark, and no cell that runs as a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

FORMULA_STARTS = "=+-@"  # [1]; their full-width and small forms are folded onto these
QUOTES = "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\uff02\uff07"
CELL_BREAKS = "\t\r\n"  # allowed inside a cell, not at its start
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are drawn as nothing
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def safe_cell(value: Any) -> Any:
    """A value as a cell that no spreadsheet runs as a formula.

    Control characters, lone surrogates and noncharacters are removed. Text that begins with a tab or a line break, or
    with a formula sign behind blanks, quotes or invisible characters, gets a leading apostrophe, which spreadsheets
    take for "this is text" [1]_.

    Parameters
    ----------
    value : object
        Text is checked; numbers, booleans and None pass unchanged.

    Returns
    -------
    object
        The same type. Applying the function twice changes nothing more.

    References
    ----------
    .. [1] OWASP, CSV injection, https://owasp.org/www-community/attacks/CSV_Injection: cells that begin with = + - @,
       tab, carriage return or line feed, and the full-width forms of the four signs.

    Examples
    --------
    >>> safe_cell("Red boots"), safe_cell(-2.5)
    ('Red boots', -2.5)
    >>> safe_cell("=1+1"), safe_cell("＝1+1"), safe_cell('"@SUM(A1)')
    ("'=1+1", "'＝1+1", '\\'"@SUM(A1)')
    """
    if not isinstance(value, str):
        return value
    text = value if value.isprintable() else CONTROLS.sub("", value)
    start = unicodedata.normalize("NFKC", _first_visible(text))
    return f"'{text}" if text.startswith(tuple(CELL_BREAKS)) or start.startswith(tuple(FORMULA_STARTS)) else text


def safe_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table that a page shows: readers can save it as CSV from there too.

    Examples
    --------
    >>> safe_row({"name": "=1+1", "price": -2})
    {'name': "'=1+1", 'price': -2}
    """
    return {name: safe_cell(value) for name, value in row.items()}


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A table as CSV in memory; see `write_csv`.

    Examples
    --------
    >>> csv_bytes(("name", "units"), [{"name": "=boots", "units": 3}]).decode("utf-8-sig").splitlines()
    ['name,units', "'=boots,3"]
    """
    data = io.BytesIO()
    write_csv(columns, rows, data)
    return data.getvalue()


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], out: IO[bytes]) -> int:
    """Write a table as CSV, one row at a time: UTF-8 with a byte order mark, every cell safe.

    Parameters
    ----------
    columns : sequence of str
        Names and order of the columns, written as the first line.
    rows : iterable of mapping
        Column to value. Missing columns and None become empty cells; other keys are left out.
    out : binary file
        Stays open.

    Returns
    -------
    int
        Number of rows, without the first line.
    """
    text = io.TextIOWrapper(out, "utf-8-sig", errors="replace", newline="", write_through=False)
    writer, count = csv.writer(text), 0
    writer.writerow(columns)
    for row in rows:
        cells = (row.get(name) for name in columns)
        writer.writerow(["" if cell is None else safe_cell(cell) for cell in cells])
        count += 1
    text.flush()
    text.detach()
    return count


def _first_visible(text: str) -> str:
    """The first character that is neither blank, quote nor invisible; "" for text that is marked already or empty."""
    if text.startswith("'"):  # the mark itself
        return ""
    return next((letter for letter in text if not _hidden(letter)), "")


def _hidden(letter: str) -> bool:
    """Blanks, quotes, and characters that are drawn as nothing: format characters, joiners, variation selectors."""
    if letter.isascii() and letter.isalnum():
        return False
    return (letter.isspace() or letter in QUOTES or letter in BLANK_LETTERS
            or unicodedata.category(letter) in ("Cf", "Mn", "Zs"))
