"""Tables with a column for each week or each product made long: a row for each product and period."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.errors import InputError, TooLarge
from core.sales.table.calendar_words import without_accents
from core.sales.table.cells import TOTALS, figures
from core.sales.table.columns import guess, simple, year_column
from core.sales.table.day_forms import day_cell, day_text
from core.sales.table.role_names import NAMES, WEAK

MAX_ROWS = 10_000_000
FEWEST = 3  # columns with names of periods that make a table wide
SAMPLE = 200
_NAMED = frozenset(word for names in (NAMES, WEAK) for words in names.values() for word in words)
_PERIODS = frozenset(("day", "week", "month", "quarter", "pair", "part", "name"))
_LACKING = frozenset(("bare week", "bare quarter", "no year"))


def lengthened(table: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """A wide table as a long one; others as they are.

    Parameters
    ----------
    table : DataFrame
        `attrs` stay, and get `periods`: the rows that one line of the file has become.
    notes : list of str
        Takes a sentence about what was understood.

    Raises
    ------
    InputError
        Where the names of columns are weeks or months without a year.

    Examples
    --------
    >>> table = pd.DataFrame({"SKU": ["A", "B"], "2024-W01": [3, 4], "2024-W02": [5, 6], "2024-W03": [7, 8]})
    >>> lengthened(table, []).to_dict("list")["units"]
    [3, 5, 7, 4, 6, 8]
    """
    columns = {str(name): split_name(str(name)) for name in table.columns}
    periods = list(dict.fromkeys(period for period, _ in columns.values() if period))
    keys = [name for name, (period, _) in columns.items() if not period]
    if len(periods) < FEWEST or "date" in guess(table[keys]):
        _refuse_without_years(table, notes)
        return _with_products_below(table, notes)
    if len(table) * len(periods) > MAX_ROWS:
        raise TooLarge(f"The table has {len(table) * len(periods):,} cells with sales; the limit is {MAX_ROWS:,}.",
                       "Aggregate it by product and week.")
    measures = list(dict.fromkeys(measure for period, measure in columns.values() if period))
    by_measure = {measure: {period: name for name, (period, other) in columns.items() if period and other == measure}
                  for measure in measures}
    long = table[keys].loc[table.index.repeat(len(periods))].reset_index(drop=True)
    long["period"] = np.tile(np.array(periods, dtype=object), len(table))
    names = []
    for measure, places in by_measure.items():
        name = measure or _measure_of(table, list(places.values()))
        names.append(name if name not in long else f"{name} (wide)")
        values = [table[places[period]].to_numpy(object) if period in places else np.full(len(table), None)
                  for period in periods]
        long[names[-1]] = pd.Series(np.column_stack(values).ravel(), dtype=object).infer_objects()
    notes.append(f"{len(periods):,} columns are periods, from {periods[0]} to {periods[-1]}; their cells were taken as "
                 f"{' and '.join(names)}. Empty cells count as missing, not as zero.")
    long.attrs = {**table.attrs, "periods": len(periods)}
    return long


def _with_products_below(table: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """A table with a column for each product made long; others as they are.

    It has dates, and beside them three columns or more, all of numbers and with names that mean nothing else.
    """
    date = guess(table).get("date")
    keys = [name for name in (date, year_column(table, {})) if name]
    products = [name for name in table.columns if name not in keys and str(name).strip().lower() not in TOTALS]
    if not date or len(products) < FEWEST or len(table) * len(products) > MAX_ROWS or any(
            without_accents(simple(str(name))) in _NAMED or not _is_numeric(table[name]) for name in products):
        return table
    long = table[keys].loc[table.index.repeat(len(products))].reset_index(drop=True)
    measure = _measure_of(table, products)
    long["product"] = np.tile(np.array([str(name) for name in products], dtype=object), len(table))
    long[measure] = pd.Series(table[products].to_numpy(object).ravel(), dtype=object).infer_objects()
    notes.append(f"{len(products):,} columns are products, from {products[0]} to {products[-1]}; their cells were "
                 f"taken as {measure}. Empty cells count as missing, not as zero.")
    long.attrs = {**table.attrs, "periods": len(products), "products": len(products)}
    return long


def _is_numeric(column: pd.Series) -> bool:
    read = figures(column.head(SAMPLE), amounts=True)
    return bool(read.values.notna().any() and not read.unreadable.any())


def split_name(name: str) -> tuple[str, str]:
    """Period and measure in the name of a column; ("", "") without a period.

    Examples
    --------
    >>> [split_name(name) for name in ("2024-W01", "Units sold KW 5/2024", "Jan 2024 Revenue", "Price", "2024")]
    [('2024-W01', ''), ('KW 5/2024', 'Units sold'), ('Jan 2024', 'Revenue'), ('', ''), ('', '')]
    """
    words = name.split()
    spans = [(0, end) for end in range(len(words), 0, -1)] + [(start, len(words)) for start in range(1, len(words))]
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):  # the longest first
        period = " ".join(words[start:end])
        if day_cell(day_text(period)).form in _PERIODS:
            return period, " ".join(words[:start] + words[end:])
    return "", ""


def _measure_of(table: pd.DataFrame, names: Sequence[str]) -> str:
    """What cells without a measure hold: revenue where they have a currency, else units."""
    has_currency = any(figures(table[name].head(SAMPLE)).currencies for name in names)
    return "revenue" if has_currency else "units"


def _refuse_without_years(table: pd.DataFrame, notes: list[str]) -> None:
    bare = [str(name) for name in table.columns if day_cell(day_text(str(name))).form in _LACKING]
    if len(bare) >= FEWEST and "date" not in guess(table) and not year_column(table, {}):
        raise InputError(f"The columns {bare[0]} to {bare[-1]} are weeks or months without a year.",
                         "Name them with the year, such as 2024-W01 or Jan 2024.")
