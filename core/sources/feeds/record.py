"""One product of a feed as the feed writes it, whatever its format."""

from __future__ import annotations

from typing import NamedTuple


class Record(NamedTuple):
    """A row of a table, or an element of XML or JSON.

    Attributes
    ----------
    number, line : int
        Of the product among all, and of the file's line where it begins; both from 1. 0 for a line that is not known.
    names, cells : tuple of str, list of str
        Of its columns, in the same order; a name may come several times.
    error : str
        Why it cannot be read; it has no cells then.
    """

    number: int
    line: int
    names: tuple[str, ...] = ()
    cells: list[str] = []
    error: str = ""
