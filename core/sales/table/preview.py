"""What was understood of a table before it is studied: each column's cells as dates, as numbers and as text."""

from __future__ import annotations

import pandas as pd

from core.errors import InputError
from core.sales.table.amounts import read_amounts
from core.sales.table.cells import Figures, doubts, figures
from core.sales.table.columns import guess, year_column
from core.sales.table.days import FORM_WORDS, read_days
from core.sources.numerals.currencies import doubt
from core.words.numerals import count

ROWS = 5000  # from which it is shown
EXAMPLES = 3
MARKS = ("", ".", ",")  # the decimal mark as detected, and as a person may give it
LONGEST = 40  # characters of an example


def preview(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    """How each column is read in each use, in words with examples.

    Parameters
    ----------
    table : DataFrame
        See `core.sales.table.file.read_table`.

    Returns
    -------
    dict of str to dict of str to str
        Column to `examples`, `date`, `text`, and `number` with the decimal mark that a person gives behind it; an
        "open" says with "yes" that the mark matters and the column alone does not tell it.

    Examples
    --------
    >>> readings = preview(pd.DataFrame({"Week": ["KW 5/2024"], "Sold": ["1.016"]}))
    >>> readings["Week"]["date"], readings["Sold"]["number,"]
    ('KW 5/2024 → 29 Jan 2024 (ISO weeks, each by its Monday)', '1.016 → 1,016')
    """
    head = table.head(ROWS)
    roles = guess(head)
    try:
        mark = read_amounts(head, roles).decimal
    except InputError:  # several currencies, which the study will say
        mark = ""
    years = year_column(head, roles)
    readings = {str(name): _readings(head[name], mark or _mark_of_delimiter(table), head[years] if years else None)
                for name in head.columns}
    if not mark and _mark_of_delimiter(table):  # it settles what a person may see otherwise
        for name in head.columns:
            readings[str(name)]["open"] = "yes" if figures(head[name], amounts=True).notation.is_open else ""
    return readings


def _mark_of_delimiter(table: pd.DataFrame) -> str:
    return "," if table.attrs.get("delimiter") == ";" else ""


def _readings(column: pd.Series, mark: str, years: pd.Series | None) -> dict[str, str]:
    different = column.dropna().astype("str").str.strip()
    different = different[different != ""].drop_duplicates()
    read = {given: figures(column, amounts=True, decimal=given, neighbors="" if given else mark) for given in MARKS}
    return {
        "examples": ", ".join(text[:LONGEST] for text in different.head(EXAMPLES)),
        "date": _dates(column, years), "text": count(len(different), "different value"),
        "open": "yes" if read[""].notation.is_open else "",
        **{f"number{given}": _numbers(column, one) for given, one in read.items()}}


def _dates(column: pd.Series, years: pd.Series | None) -> str:
    read = read_days(column)
    if read.days.isna().all() and years is not None:
        read = read_days(column, years)
    readable = read.days.notna()
    if not readable.any():
        return " ".join(read.notes) or "No cell is a date."
    pairs = dict(zip(column[readable].astype("str").str.strip(), read.days[readable], strict=True))
    examples = [f"{text[:LONGEST]} → {day.day} {day:%b %Y}" for text, day in list(pairs.items())[:EXAMPLES - 1]]
    return " ".join([f"{'; '.join(examples)} ({FORM_WORDS[read.form]})", *read.notes])


def _numbers(column: pd.Series, read: Figures) -> str:
    values = read.values[read.values.notna()]
    if values.empty:
        return "No cell is a number."
    pairs = dict(zip(column[values.index].astype("str").str.strip(), values, strict=True))
    two_ways = [text for text in pairs if read.notation.example and read.notation.example in text]
    texts = list(dict.fromkeys([*two_ways[:1], *pairs]))[:EXAMPLES]
    examples = "; ".join(f"{text[:LONGEST]} → {pairs[text]:,.10g}" for text in texts)
    currencies = f" ({', '.join(code.rstrip('?') for code in read.currencies)})" if read.currencies else ""
    open_ones = [doubt(code) for code in read.currencies if code.endswith("?")]
    return " ".join([f"{examples}{currencies}", *(sentence.removeprefix("The column: ") for sentence in
                                                 doubts("The column", column, read)), *open_ones])
