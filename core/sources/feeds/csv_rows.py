"""Rows of text tables: any separator, and quotation marks as people and programs really write them."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice

from core.errors import Misuse
from core.sources.documents.document import Document
from core.sources.documents.text_lines import lines_of
from core.sources.feeds.header import HEAD, find_header, headerless
from core.sources.feeds.record import Record

_SEPARATORS = ",\t;|"
_MOST_LINES = 1000  # of one row; a quotation mark that opens more is not closed
_ESCAPED_LINES = 50  # of one row whose quotation marks are escaped by backslashes
csv.field_size_limit(1_000_000)  # descriptions may carry pictures; the usual 131,072 letters are fewer


def table_records(document: Document, mapping: dict[str, str]) -> Iterator[Record]:
    """The rows of a table with a header, in any encoding.

    A quotation mark that is not closed, or that is escaped by a backslash, costs no row: where a row does not have as
    many values as the header, its lines are read again one by one, without quotation marks and with backslashes.

    Parameters
    ----------
    document : Document
        CSV, TSV or the like, plain or gzip.
    mapping : dict of str to str
        Helps to find the header.

    Yields
    ------
    Record
        First of all one without cells, whose names are the header; blank rows are left out.

    Raises
    ------
    Misuse
        There is nothing in it.
    """
    source = _Lines(lines_of(document))
    head = list(islice(source.lines, HEAD))
    if _is_quoted_twice([text for _, text in head]):
        source.lines = ((number, _inner(text)) for number, text in source.lines)
        head = [(number, _inner(text)) for number, text in head]
    separator, names, skipped = _layout([text for _, text in head], mapping)
    if not names:
        raise Misuse(f"{document.name} is empty.", "Give a table with a header, or a feed in XML or JSON.")
    source.back.extend(head[skipped:])
    yield Record(0, 0, names)
    header, number = list(names), 0
    for line, cells, error in _rows(source, separator, len(names)):
        if cells != header:  # of a table that was put together from several
            number += 1
            yield Record(number, line, names, cells, error)


class _Lines:
    """Lines that can be given back, and those that the row being read has taken."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self.lines = lines
        self.back: deque[tuple[int, str]] = deque()
        self.current: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.current) >= _MOST_LINES:
            raise csv.Error(f"it has more than {_MOST_LINES:,} lines")
        line = self.back.popleft() if self.back else next(self.lines)
        self.current.append(line)
        return line[1]

    def give_back(self, first: int) -> None:
        """Give back what was taken, from the line at this position on."""
        self.back.extendleft(reversed(self.current[first:]))
        del self.current[first:]


def _layout(head: list[str], mapping: dict[str, str]) -> tuple[str, tuple[str, ...], int]:
    """Separator, names of the columns, and how many lines stand before the first row."""
    best: tuple[tuple[int, int], str, tuple[str, ...], int] | None = None
    for separator in _SEPARATORS:
        rows, ends = _parsed(head, separator)
        at, score = find_header(rows, mapping)
        if not rows:
            continue
        names = tuple(rows[at]) if at >= 0 else headerless(len(rows[0]))
        quality = (score, len(names))
        if best is None or quality > best[0]:
            best = quality, separator, tuple(name.strip("\ufeff ") for name in names), ends[at] if at >= 0 else 0
    return best[1:] if best else (",", (), 0)


def _is_quoted_twice(head: list[str]) -> bool:
    """Whether each line is one quoted cell that holds a row, as Excel writes a CSV that it took for one column."""
    lines = [line.strip() for line in head if line.strip()]
    return bool(lines) and all(len(line) > 2 and line[0] == line[-1] == '"' for line in lines) and all(
        _width(line, separator) == 1 for line in lines for separator in _SEPARATORS) and any(
        separator in lines[0] for separator in _SEPARATORS)


def _inner(line: str) -> str:
    """The row that a line holds as one quoted cell."""
    cells = next(csv.reader([line], delimiter="\0"), [""])
    return f"{cells[0] if cells else ''}\n"


def _parsed(head: list[str], separator: str) -> tuple[list[list[str]], list[int]]:
    """The first rows that are not blank, and how many lines had been read at the end of each."""
    rows, ends = [], []
    reader = csv.reader(head, delimiter=separator)
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not row[0].lower().lstrip("\ufeff").startswith("sep="):
                rows.append(row)
                ends.append(reader.line_num)
    except csv.Error:
        pass
    return rows, ends


def _rows(source: _Lines, separator: str, width: int) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells and error of each row."""
    reader = csv.reader(source, delimiter=separator)
    while True:
        source.current.clear()
        reason = ""
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells, reason = None, str(error)
            reader = csv.reader(source, delimiter=separator)
        if cells is not None and len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            del cells[width:]
        line = source.current[0][0]
        is_escaped = '\\"' in source.current[0][1]
        if cells is None or len(cells) > width or len(source.current) > 1 or (is_escaped and len(cells) < width):
            cells, reason = _mended(source, (separator, width), cells, reason)
        if reason or any(cell.strip() for cell in cells or ()):
            yield line, cells or [], reason


def _mended(source: _Lines, shape: tuple[str, int], cells: list[str] | None, reason: str) -> tuple[list[str], str]:
    """The row that begins at the first line that was taken, of a separator and width; others are given back."""
    separator, width = shape
    alone = [_unquoted(cell) for cell in source.current[0][1].rstrip("\r\n").split(separator)]
    is_stray = len(source.current) > 1 and _width(source.current[1][1], separator) == width
    if len(alone) == width and (cells is None or len(cells) != width or is_stray):
        source.give_back(1)
        return alone, ""
    if cells is not None and len(cells) == width:
        return cells, ""
    size = len(source.current)
    for count in range(1, _ESCAPED_LINES if '\\"' in source.current[0][1] else 0):
        if count > len(source.current) and next(source, None) is None:
            break
        row = _escaped([text for _, text in source.current[:count]], separator)
        if len(row) == width:
            source.give_back(count)
            return row, ""
    source.give_back(size)
    if cells is None or is_stray:
        last = source.current[-1][0]
        source.give_back(1)
        reason = reason or f"it seems to end in line {last}"
        return [], f"the row cannot be read ({reason}); a quotation mark may not be closed."
    if len(cells) < width:
        return cells, ""
    return [], f"the row has {len(cells)} values, the header has {width} columns."


def _width(line: str, separator: str) -> int:
    return len(next(csv.reader([line], delimiter=separator), []))


def _escaped(lines: list[str], separator: str) -> list[str]:
    """The cells of one whole row whose quotation marks are escaped by backslashes, [] where it is none."""
    try:
        rows = list(csv.reader(lines, delimiter=separator, escapechar="\\", strict=True))
    except csv.Error:
        return []
    return rows[0] if len(rows) == 1 else []


def _unquoted(cell: str) -> str:
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if is_quoted else cell
