"""Where the column names of a table stand: below titles and comments, in one line or two, under merged cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

import pandas as pd

from core.errors import InputError
from core.sales.table.columns import guess
from core.sales.table.day_forms import day_cell, day_text
from core.sources.numerals.cell import written

MAX_COLUMNS = 500
ROWS = 60  # of a table, among which the names of its columns are looked for
_HARDLY = 2  # columns with a role from which a line counts as a line of names

Row = Sequence[object]


@dataclass(frozen=True)
class Header:
    """The names of a table's columns.

    Attributes
    ----------
    first, last : int
        Rows with names, from 0; two at most.
    names : tuple of str
        Without repeats; "column 3" where there is no name.
    """

    first: int
    last: int
    names: tuple[str, ...]


def find_header(rows: Sequence[Row]) -> Header:
    """The line of column names among the first rows: that with most columns of a sales table, else the first wide one.

    Parameters
    ----------
    rows : sequence of sequences
        The first `ROWS` rows of a table; cells as text, or as the file types them.

    Examples
    --------
    >>> find_header([["Report of May"], ["", ""], ["SKU", "Week", "Sold"], ["A", "2024-W01", "3"]])
    Header(first=2, last=2, names=('SKU', 'Week', 'Sold'))
    >>> find_header([["SKU", "Units", ""], ["", "sold", "returned"], ["A", "3", "1"]]).names
    ('SKU', 'Units sold', 'Units returned')
    """
    filled = [sum(not _is_empty(cell) for cell in row) for row in rows]
    roles = [_roles(row) if number > 1 else 0 for row, number in zip(rows, filled, strict=True)]
    if max(roles, default=0) >= _HARDLY:
        first = max(range(len(rows)), key=lambda place: (roles[place], filled[place]))
    else:
        usual = Counter(number for number in filled if number > 1).most_common(1)
        first = next((place for place, number in enumerate(filled) if usual and number >= usual[0][0]), 0)
    names, last = _texts(rows[first]) if rows else [], first
    if first + 1 < len(rows) and _continues(rows, first):
        names, last = _joined(names, _texts(rows[first + 1])), first + 1
    elif first and len(set(names)) < len(names) and filled[first - 1] > 1:
        counts = Counter(names)
        names = [joined if counts[name] > 1 else name
                 for name, joined in zip(names, _joined(_texts(rows[first - 1]), names), strict=False)]
    return Header(first, last, tuple(unique_names(names)))


def unique_names(row: Row) -> list[str]:
    """Names of columns without blanks and repeats.

    Raises
    ------
    InputError
        For too many columns.

    Examples
    --------
    >>> unique_names(["a", " a ", None])
    ['a', 'a (2)', 'column 3']
    """
    if len(row) > MAX_COLUMNS:
        raise InputError(f"The table has more than {MAX_COLUMNS} columns.",
                         "Use one row per product and week, and one column for each figure.")
    columns: list[str] = []
    for place, name in enumerate(_texts(row), 1):
        text = name or f"column {place}"
        columns.append(text if text not in columns else f"{text} ({place})")
    return columns


def is_unnamed(name: str) -> bool:
    """Whether a column has no name in the file.

    Examples
    --------
    >>> is_unnamed("column 3"), is_unnamed("Units")
    (True, False)
    """
    return name.startswith("column ") and name[7:].isdigit()


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _roles(row: Row) -> int:
    """How many columns of a sales table a row of names has."""
    return len(guess(pd.DataFrame(columns=unique_names(row))))


def _texts(row: Row) -> list[str]:
    return [" ".join(str(cell).split()) if not _is_empty(cell) else "" for cell in row]


def _is_value(cell: object) -> bool:
    """Whether a cell is a number or a date, as data are and names seldom."""
    if not isinstance(cell, str):
        return isinstance(cell, int | float | date)
    number = written(cell)
    return bool(number and not number.rest) or day_cell(day_text(cell)).form not in ("", "no year")


def _continues(rows: Sequence[Row], first: int) -> bool:
    """Whether the next row has names too: it fills gaps or makes more columns known, and has no value as data have."""
    names, following = _texts(rows[first]), _texts(rows[first + 1])
    data = next((row for row in rows[first + 2:] if not all(map(_is_empty, row))), ())
    if not any(following) or any(map(_is_value, rows[first + 1])) or not any(map(_is_value, data)):
        return False
    fills_gap = any(below and not name for name, below in zip_longest(names, following, fillvalue=""))
    return fills_gap or _roles(_joined(names, following)) > _roles(names)


def _joined(groups: Sequence[str], names: Sequence[str]) -> list[str]:
    """Names with those above them, which stand in the first of several merged cells only."""
    joined, group = [], ""
    for above, name in zip_longest(groups, names, fillvalue=""):
        group = above or group
        joined.append(f"{group} {name}".strip())
    return joined
