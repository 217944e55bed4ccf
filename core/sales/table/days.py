"""Columns of dates, weeks, months and quarters, read by the whole column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from core.sales.table.calendar_words import MONTH_NAMES, WEEK_NAMES, without_accents
from core.sales.table.day_forms import FIRST_YEAR, LAST_YEAR, DayCell, day_cell, day_of, day_text
from core.words.numerals import count

SLIPS = 0.02  # share of dates in the other order that are typing errors
MANY = 20_000  # different texts; so many have a time of day
FORM_WORDS = {
    "day": "days", "day first": "days, the day before the month", "month first": "days, the month before the day",
    "week": "ISO weeks, each by its Monday", "month": "months, each by its first day",
    "quarter": "quarters, each by its first day", "serial": "days as Excel numbers them",
    "second": "seconds since 1970"}
_LACKING = ("no year", "bare week", "bare quarter", "bare number")


@dataclass(frozen=True)
class Days:
    """A column as days.

    Attributes
    ----------
    days : Series of datetime64
        Index as the column's; NaT where a cell is no date between 1990 and 2099.
    notes : tuple of str
        What could not be read, with an example and what to do.
    form : str
        How most cells are written, a key of `FORM_WORDS`; "" where none is a date.
    """

    days: pd.Series
    notes: tuple[str, ...]
    form: str


def read_days(column: pd.Series, years: pd.Series | None = None) -> Days:
    """Days of a column; weeks are their Mondays, months and quarters their first days.

    Whether 03/04 is March or April, whether 2024-05 is May or the fifth week, and whether Jan-24 is a month or a day
    is decided by the column: numbers above 12, the column's name, years that follow one another. With dots the day
    comes first. Where nothing decides, a day counts as unreadable.

    Parameters
    ----------
    column : Series
        Its name may tell weeks from months.
    years : Series, optional
        A column of years beside one with weeks, months or quarters alone.

    Examples
    --------
    >>> column = read_days(pd.Series(["13/02/2024", "02/03/2024", "KW 7/2024", "Feb 2024"]))
    >>> column.days.dt.strftime("%Y-%m-%d").tolist(), column.notes
    (['2024-02-13', '2024-03-02', '2024-02-12', '2024-02-01'], ())
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        days = pd.to_datetime(column, utc=True).dt.tz_localize(None).dt.normalize().astype("datetime64[ns]")
        return Days(days.where(days.dt.year.between(FIRST_YEAR, LAST_YEAR)), (), "day")
    texts = column if years is None else _whole(column) + "@" + _whole(years)
    codes, cells = pd.factorize(texts)
    if len(cells) > MANY:
        codes, cells = pd.factorize(texts.astype("str").str.replace(r"^(\d{4}-\d\d-\d\d)[T ].*", r"\1", regex=True))
    values, notes, form = _read([str(cell) for cell in cells], [day_text(cell) for cell in cells],
                                _unit_of(str(column.name or "")))
    days = pd.to_datetime(pd.Series([*values, None], dtype=object)).astype("datetime64[ns]")
    return Days(pd.Series(days.to_numpy()[codes], column.index), tuple(notes), form)


def _whole(column: pd.Series) -> pd.Series:
    """Text of each cell; whole numbers that a file stores as floats lose their point."""
    if pd.api.types.is_float_dtype(column) and bool((column.dropna() % 1 == 0).all()):
        column = column.astype("Int64")
    return column.astype("str")


def _unit_of(name: str) -> str:
    """Whether a column's name says that it holds weeks or months."""
    words = set(re.findall(r"[^\W\d_]+", without_accents(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))))
    return "week" if words & WEEK_NAMES else "month" if words & MONTH_NAMES else ""


def _read(names: Sequence[str], texts: Sequence[str], unit: str) -> tuple[list[date | None], list[str], str]:
    """Days of different cells, sentences about those that are none, and the prevailing form."""
    cells = [day_cell(text) for text in texts]
    part = _form_of_parts(cells, unit)
    orders = {mark: _order([cell for cell in cells if cell.form == "pair" and cell.mark == mark]) for mark in "-/."}
    named = "month" if _have_years(cells) else "no year"
    forms: Counter[str] = Counter()
    problems: dict[str, list[str]] = {}
    days = []
    for name, cell in zip(names, cells, strict=True):
        form = {"part": part, "name": named, "pair": orders.get(cell.mark, "")}.get(cell.form, cell.form)
        if form == "unsure":  # this one may tell
            form = ("day first" if cell.number > 12 or cell.number == cell.day else "month first" if cell.day > 12
                    else form)
        days.append(day_of(cell, form))
        forms[form] += days[-1] is not None
        if days[-1] is None:
            problems.setdefault(form, []).append(name.partition("@")[0].strip())
    notes = [sentence for form, wrong in problems.items() if (sentence := _problem(form, wrong))]
    return days, notes, forms.most_common(1)[0][0] if forms.total() else ""


def _form_of_parts(cells: Sequence[DayCell], unit: str) -> str:
    """Whether a year with a number, such as 2024-05, is a month or a week."""
    largest = max((cell.number for cell in cells if cell.form == "part"), default=0)
    has_weeks = any(cell.form == "week" for cell in cells)
    return "week" if largest > 12 or unit == "week" or (has_weeks and unit != "month") else "month"


def _order(cells: Sequence[DayCell]) -> str:
    """Whether days or months come first in pairs with one mark."""
    day_first, month_first = sum(cell.number > 12 for cell in cells), sum(cell.day > 12 for cell in cells)
    if not day_first and not month_first and cells and cells[0].mark == ".":
        return "day first"
    if min(day_first, month_first) <= SLIPS * max(day_first, month_first) and day_first != month_first:
        return "day first" if day_first > month_first else "month first"
    return "unsure"


def _have_years(cells: Sequence[DayCell]) -> bool:
    """Whether the number beside a month's name is a year, as in Jan-24, and not a day: years follow one another."""
    named = [cell for cell in cells if cell.form == "name"]
    years, months = {cell.year for cell in named}, {cell.number for cell in named}
    return bool(years) and max(years) - min(years) + 1 == len(years) and (len(months) > 1 or len(years) == 1)


def _problem(form: str, cells: Sequence[str]) -> str:
    """A sentence about cells that are no days; "" where the count of left-out rows says enough."""
    example = cells[0][:20]
    if form == "unsure":
        return (f"{_named(cells)} may have the day or the month first, and the other dates do not tell which. Write "
                "dates as 2024-01-31.")
    if form in _LACKING:
        return f"Dates such as {example!r} have no year. Write 2024-W05 or 2024-01-31, or add a column with the year."
    if form == "year" and not all(text.startswith(("19", "20")) for text in cells):
        return f"Dates such as {example!r} are no years of {FIRST_YEAR} to {LAST_YEAR}. Write weeks as 2024-W05."
    if form == "year":
        return f"Dates such as {example!r} are years. Provide days, weeks or months."
    if form in FORM_WORDS:
        thing = {"week": "ISO week", "month": "month", "quarter": "quarter"}.get(form, "day")
        verb, noun = ("is no", thing) if len(cells) == 1 else ("are no", f"{thing}s")
        return f"{_named(cells)} {verb} {noun} of {FIRST_YEAR} to {LAST_YEAR}."
    return ""


def _named(cells: Sequence[str]) -> str:
    """Different cells, which any number of rows may have."""
    example = repr(cells[0][:20])
    return f"The date {example}" if len(cells) == 1 else f"{count(len(cells), 'different date')}, such as {example},"
