"""Columns of numbers, and promotions, as tables write them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.sources.numerals.notation import Notation, read_numbers
from core.words.numerals import count, verb

TRUE = {"1", "true", "yes", "y", "ja", "oui", "si", "sí", "x", "on", "promo", "promotion", "sale", "1.0"}
FALSE = {"0", "false", "no", "n", "nein", "non", "", "off", "none", "-", "0.0"}
EMPTY = ["", "nan", "None"]  # text of a cell without content
TOTALS = frozenset(("total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "insgesamt",
                    "total general", "totale", "totaal", "razem", "suma", "somme"))
MARK_WORDS = {".": "point", ",": "comma"}
_OTHER = {".": ",", ",": "."}


@dataclass(frozen=True)
class Figures:
    """A column as numbers.

    Attributes
    ----------
    values : Series of float64
        Index as the column's; NaN where a cell has no number.
    currencies : dict of str to int
        Code of a currency to the number of its cells.
    units : dict of str to int
        Unit, such as "kg", to the number of its cells.
    unreadable : Series of bool
        Cells that have content and no number.
    dashes : int
        Cells with a dash that count as zero.
    notation : Notation
    """

    values: pd.Series
    currencies: dict[str, int]
    units: dict[str, int]
    unreadable: pd.Series
    dashes: int
    notation: Notation


def figures(column: pd.Series, *, amounts: bool = False, decimal: str = "", neighbors: str = "") -> Figures:
    """Read a column of numbers; parameters as of `core.sources.numerals.notation.notation_of`.

    Cells that the file itself types as numbers stay what they are, also beside text.

    Examples
    --------
    >>> column = figures(pd.Series(["1.016 €", "874 €", "(3) €", "sold out"]), amounts=True)
    >>> column.values.tolist(), column.currencies, int(column.unreadable.sum())
    ([1016.0, 874.0, -3.0, nan], {'EUR': 3}, 1)
    """
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return Figures(column.astype(float), {}, {}, pd.Series(False, column.index), 0, Notation())
    codes, cells = pd.factorize(column)
    texts = [cell if isinstance(cell, str) else "" for cell in cells]
    numbers = read_numbers(texts, amounts=amounts, decimal=decimal, neighbors=neighbors)
    values = numbers.values
    for place, cell in enumerate(cells):
        if isinstance(cell, int | float | np.number):
            values[place] = float(cell)
    empty = np.array([isinstance(cell, str) and cell.strip() in EMPTY for cell in cells], bool)
    rows = np.bincount(codes[codes >= 0], minlength=len(cells))
    return Figures(
        pd.Series(np.append(values, np.nan)[codes], column.index), _counted(numbers.currencies, rows),
        _counted(numbers.units, rows), pd.Series(np.append(np.isnan(values) & ~empty, False)[codes], column.index),
        int(rows[numbers.dashes].sum()), numbers.notation)


def _counted(words: tuple[str, ...], rows: np.ndarray) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word, number in zip(words, rows, strict=True):
        if word:
            counts[word] = counts.get(word, 0) + int(number)
    return counts


def numbers(column: pd.Series) -> pd.Series:
    """Numbers of a column by itself, NaN where a cell has none; see `figures`.

    Examples
    --------
    >>> numbers(pd.Series(["1.234,50 €", "(3)", "sold out"])).tolist()
    [1234.5, -3.0, nan]
    """
    return figures(column).values


def doubts(name: str, column: pd.Series, read: Figures) -> list[str]:
    """Sentences about cells that are no numbers, that can be read in two ways, or that count as zero.

    Parameters
    ----------
    name : str
        Of the column.
    column : Series
    read : Figures
        Of this column.

    Examples
    --------
    >>> column = pd.Series(["1.250", "2.500"])
    >>> doubts("Sold", column, figures(column, amounts=True))[0][:63]
    'Sold: 1.250 may be 1250 or 1.25, and no other cell tells which.'
    """
    sentences = []
    if read.unreadable.any():
        number = int(read.unreadable.sum())
        problem = verb(number, "is not a number and counts", "are not numbers and count")
        sentences.append(f"{count(number, 'cell')} of {name} {problem} as missing, such as "
                         f"{str(column[read.unreadable].iloc[0])[:40]!r}.")
    if read.notation.is_open:
        example, thousands = read.notation.example, read.notation.example.replace(",", "").replace(".", "")
        mark = "," if "," in example else "."
        is_group = mark in read.notation.groups
        sentences.append(
            f"{name}: {example} may be {thousands} or {float(example.replace(',', '.')):g}, and no other cell tells "
            f"which. Merchlens read {'thousands' if is_group else 'decimals'}; if that is wrong, set the decimal mark "
            f"to {MARK_WORDS[mark if is_group else _OTHER[mark]]}.")
    if read.dashes:
        sentences.append(f"{count(read.dashes, 'dash', 'dashes')} in {name} {verb(read.dashes, 'counts', 'count')} "
                         "as zero.")
    units = {unit: number for unit, number in read.units.items() if unit != "%" or len(read.units) > 1}
    if len(units) > 1:
        listing = ", ".join(f"{unit} ({number:,})" for unit, number in units.items())
        sentences.append(f"{name} has several units: {listing}. Numbers were taken as they are; convert them to one "
                         "unit if they differ in size.")
    return sentences


def shares(column: pd.Series) -> pd.Series:
    """Promotion as a share from 0 to 1: yes and no, 0 and 1, percents, names of promotions; NaN for empty numbers.

    Examples
    --------
    >>> shares(pd.Series(["yes", "no", "Black Friday"])).tolist(), shares(pd.Series([0, 20, 50])).tolist()
    ([1.0, 0.0, 1.0], [0.0, 0.2, 0.5])
    """
    if pd.api.types.is_bool_dtype(column):
        return column.astype(float)
    text = column.astype("str").str.strip().str.lower()
    values = numbers(column)
    values = values / 100 if float(values.max()) > 1 and bool((values.dropna() <= 100).all()) else values
    if not pd.api.types.is_numeric_dtype(column):
        words = values.isna()
        values = values.mask(words & text.isin(TRUE), 1.0).mask(words & (text.isin(FALSE) | column.isna()), 0.0)
        names = values.isna() & text.str.contains(r"[a-z]", regex=True)
        values = values.mask(names, 1.0)  # the name of a promotion means that there was one
    return values.clip(0, 1)
