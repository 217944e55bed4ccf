"""The columns of a sales table that count things or money, read together: they are written in one locale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from core.errors import InputError
from core.sales.table.cells import Figures, doubts, figures
from core.sources.numerals.currencies import doubt, settled

AMOUNTS = ("units", "revenue", "price", "impressions", "sessions")
SAMPLE = 2000  # rows of other columns that show the decimal mark


@dataclass(frozen=True)
class Amounts:
    """Columns with amounts.

    Attributes
    ----------
    figures : dict of str to Figures
        By role.
    decimal : str
        The decimal mark of the table: ".", ",", or "" where nothing shows it.
    currency : str
    notes : tuple of str
        What was read with doubt or not at all.
    """

    figures: dict[str, Figures]
    decimal: str
    currency: str
    notes: tuple[str, ...]


def read_amounts(table: pd.DataFrame, roles: Mapping[str, str], decimal: str = "") -> Amounts:
    """Read the columns with amounts; where one does not show its decimal mark, the others decide.

    Parameters
    ----------
    table : DataFrame
    roles : mapping of str to str
        Role to column.
    decimal : {"", ".", ","}
        The decimal mark as a person gives it.

    Raises
    ------
    InputError
        For several currencies.

    Examples
    --------
    >>> table = pd.DataFrame({"Sold": ["1.250", "2.500"], "Price": ["9,90", "12,50"]})
    >>> read_amounts(table, {"units": "Sold", "price": "Price"}).figures["units"].values.tolist()
    [1250.0, 2500.0]
    """
    columns = {role: table[roles[role]] for role in AMOUNTS if role in roles}
    read = {role: figures(column, amounts=True, decimal=decimal) for role, column in columns.items()}
    mark = decimal or decimal_mark(read.values())
    if not mark:
        others = [column for column in table.columns if column not in roles.values()]
        mark = decimal_mark(figures(table[column].head(SAMPLE)) for column in others)
    by_delimiter = not mark and table.attrs.get("delimiter") == ";"  # which files have whose decimal mark is a comma
    notes = []
    for role, column in columns.items():
        example = read[role].notation.example
        if example and (mark or by_delimiter) and not decimal:
            read[role] = figures(column, amounts=True, neighbors=mark or ",")
            if by_delimiter and not read[role].notation.is_open:
                notes.append(f"{roles[role]}: {example} was read with a comma as the decimal mark, as in most files "
                             "with semicolons between columns. If that is wrong, set the decimal mark to point.")
        notes += doubts(roles[role], column, read[role])
    currency = _currency(table, roles, read)
    if currency.endswith("?"):
        notes.append(f"{doubt(currency)} A column with the currency settles it.")
    return Amounts(read, mark, currency.rstrip("?"), tuple(notes))


def decimal_mark(read: Iterable[Figures]) -> str:
    """The decimal mark that columns show; "" where none or several do."""
    marks = {one.notation.decimal for one in read if not one.notation.is_open} - {""}
    return marks.pop() if len(marks) == 1 else ""


def _currency(table: pd.DataFrame, roles: Mapping[str, str], read: Mapping[str, Figures]) -> str:
    counts: dict[str, int] = {}
    for role in ("revenue", "price"):
        for code, number in (read[role].currencies if role in read else {}).items():
            counts[code] = counts.get(code, 0) + number
    means = settled(counts)
    counts = {code: sum(counts[other] for other in counts if means[other] == code) for code in means.values()}
    if "currency" in roles:
        codes = table[roles["currency"]].dropna().astype("str").str.strip().str.upper()
        counts = {str(code): int(number) for code, number in codes.value_counts().items() if code}
    if len(counts) > 1:
        listing = ", ".join(f"{code.rstrip('?')} ({number:,})" for code, number in counts.items())
        raise InputError(f"Prices or revenue are in several currencies: {listing}.",
                         "Provide one currency only: filter the table, or convert it first.")
    return next(iter(counts), "")
