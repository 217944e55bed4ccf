"""What the marks of a column's numbers mean, decided by the whole column, and its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.sources.numerals.cell import UNITS, Written, is_dash, written
from core.sources.numerals.currencies import THREE_PLACES, settled

SLIPS = 0.02  # share of cells with the other decimal mark that are typing errors
GAP = 20  # from the largest number below a thousand to the smallest above: a wider one makes thousands doubtful
LARGEST = 1e15  # a number above is a code
_OTHER = {".": ",", ",": "."}


@dataclass(frozen=True)
class Notation:
    """How the cells of a column are read.

    Attributes
    ----------
    decimal : {"", ".", ","}
        The prevailing decimal mark; "" where no cell tells it.
    groups : str
        Marks that separate thousands where a cell alone does not tell: "1.016".
    is_open : bool
        Whether the column does not tell it either.
    example : str
        Digits that can be read in two ways, "" where there are none.
    units : frozenset of str
        Words that may stand behind a number.
    currencies : dict of str to str
        What the codes of currencies mean in this column; a "?" stays where it does not tell.
    """

    decimal: str = ""
    groups: str = ",."
    is_open: bool = False
    example: str = ""
    units: frozenset[str] = UNITS
    currencies: dict[str, str] = field(default_factory=dict)

    def amount(self, text: str) -> tuple[float | None, str]:
        """Number and currency of a cell, whatever other words stand in it; (None, "") where it has neither.

        Examples
        --------
        >>> Notation(groups=".").amount("from 1.299 €"), Notation(groups=".").amount("free")
        ((1299.0, 'EUR'), (None, ''))
        """
        cell = written(text)
        if cell is None:
            return None, ""
        return self.value(cell), self.currencies.get(cell.currency, cell.currency).rstrip("?")

    def value(self, cell: Written) -> float | None:
        """The number of a cell; None where its digits are no number.

        Examples
        --------
        >>> Notation(groups=".").value(written("1.016 k")), Notation(groups=",").value(written("1.016"))
        (1016000.0, 1.016)
        """
        if not cell.body:
            return None
        mark = cell.decimal[:1]
        is_group = cell.decimal[1:] == "?" and mark in self.groups and not _has_three_places(cell)
        digits = cell.body.replace(_OTHER.get(mark, ","), "")
        value = cell.sign * cell.scale * float(digits.replace(mark, "") if is_group else digits.replace(",", "."))
        return value if abs(value) < LARGEST else None


@dataclass(frozen=True)
class Numbers:
    """A column as numbers.

    Attributes
    ----------
    values : ndarray of float64, shape (cells,)
        NaN where a cell has none.
    currencies : tuple of str
        Code of each cell's currency, "" where it has none, with a "?" where the column does not tell which it is.
    units : tuple of str
        Unit of each cell in lower case, such as "%"; "" where it has none.
    dashes : ndarray of bool, shape (cells,)
        Cells with a dash alone that count as zero.
    notation : Notation
    """

    values: np.ndarray
    currencies: tuple[str, ...]
    units: tuple[str, ...]
    dashes: np.ndarray
    notation: Notation


def notation_of(cells: Iterable[str], *, amounts: bool = False, decimal: str = "", neighbors: str = "") -> Notation:
    """Decide what the marks of a column mean.

    Parameters
    ----------
    cells : iterable of str
        The different cells of a column, or the first some hundreds.
    amounts : bool
        Whether they count things or money, which seldom have three decimals.
    decimal : {"", ".", ","}
        The decimal mark as a person gives it.
    neighbors : {"", ".", ","}
        The decimal mark of other columns of the file.

    Examples
    --------
    >>> notation_of(["1.016", "874"]).groups, notation_of(["1,250", "0,750"]).decimal
    ('.', ',')
    >>> notation_of(["1,250", "2,500"]).is_open
    True
    """
    return _decided([cell for cell in map(written, cells) if cell], amounts, decimal, neighbors)


def read_numbers(cells: Sequence[str], *, amounts: bool = False, decimal: str = "", neighbors: str = "") -> Numbers:
    """Read the numbers of a column; parameters as of `notation_of`.

    A cell is a number where only a sign, a currency, a scale and a unit stand beside its digits. Among amounts a dash
    alone is zero, unless the column writes zeros.

    Examples
    --------
    >>> read_numbers(["1.234,50 €", "(3)", "2-", "sold out"]).values.tolist()
    [1234.5, -3.0, -2.0, nan]
    >>> read_numbers(["-", "1’299.00 CHF", "₹1,29,900"], amounts=True).values.tolist()
    [0.0, 1299.0, 129900.0]
    """
    parsed = [written(cell) for cell in cells]
    notation = _decided([cell for cell in parsed if cell], amounts, decimal, neighbors)
    values = np.full(len(parsed), np.nan)
    for place, cell in enumerate(parsed):
        if cell and not cell.rest and (not cell.unit or cell.unit in notation.units):
            value = notation.value(cell)
            values[place] = np.nan if value is None else value
    dashes = np.zeros(len(parsed), bool)
    if amounts and not (values == 0).any():
        dashes[:] = [cell is None and is_dash(text) for cell, text in zip(parsed, cells, strict=True)]
        values[dashes] = 0.0
    return Numbers(values, tuple(notation.currencies.get(cell.currency, "") if cell else "" for cell in parsed),
                   tuple(cell.unit if cell else "" for cell in parsed), dashes, notation)


def _decided(cells: Sequence[Written], amounts: bool, decimal: str, neighbors: str) -> Notation:
    shown = Counter(cell.decimal for cell in cells if cell.decimal in _OTHER)
    units = UNITS | _own_units(cells)
    prevailing = decimal or (shown.most_common(1)[0][0] if shown else "")
    groups, is_open, example = "", False, ""
    for mark, other in _OTHER.items():
        doubtful = [cell for cell in cells if cell.decimal == f"{mark}?" and not _has_three_places(cell)]
        if not doubtful:
            continue
        if decimal:
            is_group, is_sure = decimal != mark, True
        elif shown:
            is_group, is_sure = _by_other_cells(shown, mark, amounts)
        else:
            is_group, is_sure = _by_size(cells, doubtful, amounts, neighbors)
            prevailing = prevailing or (other if is_group else mark)
        groups += mark if is_group else ""
        is_open, example = is_open or not is_sure, example or doubtful[0].body
    return Notation(prevailing, groups, is_open, example, units, settled(cell.currency for cell in cells))


def _by_other_cells(shown: Counter[str], mark: str, amounts: bool) -> tuple[bool, bool]:
    """Whether a mark separates thousands, and whether this is sure, by cells that show their decimal mark."""
    mine, others = shown[mark], shown[_OTHER[mark]]
    if min(mine, others) <= SLIPS * max(mine, others):
        return others > mine, True
    return amounts or others >= mine, False


def _by_size(cells: Sequence[Written], doubtful: Sequence[Written], amounts: bool,
             neighbors: str) -> tuple[bool, bool]:
    """The same where no cell shows it.

    Beside cells below a thousand without a mark, a column of decimals would not write all its fractions with three
    digits: they are thousands, unless none is near a thousand, as in ratings: 4.333, 4.667, 5.
    """
    mark = doubtful[0].decimal[0]
    whole = [float(cell.body) for cell in cells if not cell.decimal and cell.body and "e" not in cell.body]
    smaller = max(whole, default=0.0)
    if 0 < smaller < 1000:
        is_near = min(float(cell.body.replace(mark, "")) for cell in doubtful) / smaller < GAP
        return is_near or amounts or mark == ",", neighbors == _OTHER[mark] or (is_near and neighbors != mark)
    if neighbors:
        return neighbors != mark, True
    return amounts or mark == ",", False


def _own_units(cells: Sequence[Written]) -> frozenset[str]:
    """The word behind numbers that is in no list, where the column has only one."""
    words = {cell.unit.removesuffix("s") for cell in cells if cell.unit and cell.unit not in UNITS}
    return frozenset((*words, f"{next(iter(words))}s")) if len(words) == 1 else frozenset()


def _has_three_places(cell: Written) -> bool:
    return cell.currency in THREE_PLACES and cell.decimal == ".?"
