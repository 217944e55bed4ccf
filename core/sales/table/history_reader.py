"""From a user's table to a history: cells become numbers and days, unusable rows are counted and named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from core.errors import InputError, Misuse
from core.sales.history import REFERENCE, History, Omission, Period, varies_within
from core.sales.table.amounts import read_amounts
from core.sales.table.cells import EMPTY, TOTALS, figures, shares
from core.sales.table.columns import assign_roles, fact_name, guess, kind_of, year_column
from core.sales.table.days import Days, read_days
from core.sales.table.file import line_numbers, read_table
from core.sales.table.picture_join import join
from core.words.numerals import count, verb
from core.words.sales import DEPENDENT_WORDS, ROLE_WORDS

Kinds = Mapping[str, str]  # analyzed picture, as its source names it -> its photo type
MOST_KINDS = 8
DAY_ROWS = 400_000  # daily rows above this are aggregated by week
LINES = 5  # line numbers and columns named in a sentence
SUMS, MEANS = ("units", "revenue", "impressions", "sessions"), ("price", "promotion")
COVARIATE_LEVELS, COVARIATE_NUMBERS = 20, 0.9
DECIMAL = "decimal"  # instead of a role: the decimal mark of the table
DECIMAL_MARKS = {"comma": ",", ",": ",", "point": ".", ".": ".", "": ""}


@dataclass
class _Rows:
    """Rows while they are being read, with what was left out and noted so far."""

    table: pd.DataFrame
    omissions: list[Omission] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    matches: list[str] = field(default_factory=list)

    def omit(self, bad: pd.Series, reason: str) -> None:
        """Leave rows out, and record why."""
        if bad.any():
            lines = tuple(int(line) for line in self.table.loc[bad, "line"].head(LINES))
            self.omissions.append(Omission(reason, int(bad.sum()), lines))
            self.table = self.table[~bad]


def read_history(path: Path, name: str = "", *, columns: Mapping[str, str] | None = None,
                 kinds: Kinds | None = None, skus: Mapping[str, str] | None = None,
                 controls: Collection[str] = ()) -> History:
    """Read a sales table.

    Parameters
    ----------
    path : Path
    name : str
        What people call it.
    columns : mapping of str to str, optional
        Role (see `core.sales.table.columns.ROLES`) to column; other roles are detected.
    kinds : mapping, optional
        Analyzed picture, as its source names it, to its photo type; see `core.sales.table.picture_join`.
    skus : mapping, optional
        Analyzed picture to the SKU of its product, where its source has one.
    controls : collection of str
        Columns in numbers that change from period to period and that a photo cannot influence, such as the weather.

    Raises
    ------
    InputError
        For a table that cannot be read or used; names what was expected, what came and what to do.
    """
    table, notes = read_table(path, name)
    decimal = _decimal((columns or {}).get(DECIMAL, ""))
    roles = assign_roles(table, {role: column for role, column in (columns or {}).items() if role != DECIMAL},
                         need_photo=not kinds)
    rows = _Rows(pd.DataFrame({"line": line_numbers(table)}, index=table.index), notes=notes)
    rows.table["product"] = table[roles["product"]].astype("str").str.strip()
    amounts = read_amounts(table, roles, decimal)
    rows.table = rows.table.assign(**{role: read.values for role, read in amounts.figures.items()})
    rows.notes += amounts.notes
    if "promotion" in roles:
        rows.table["promotion"] = shares(table[roles["promotion"]]).fillna(0.0)
    covariates = _read_covariates(rows, table, roles, (controls, amounts.decimal))
    read = read_dates(table, roles)
    rows.table["period"] = read.days
    rows.notes += read.notes
    _read_kinds(rows, table, roles, (kinds or {}, skus or {}))  # last: leaves out rows, at worst all
    rows.omit(rows.table["product"].isna() | rows.table["product"].isin(EMPTY), "The product is missing.")
    rows.omit(rows.table["product"].str.lower().isin(TOTALS), "The row is a total, not a product.")
    rows.omit(rows.table["period"].isna(), "The date could not be read.")
    return _history(rows, (name or path.name, amounts.currency, covariates), len(table))


def _decimal(word: str) -> str:
    if word not in DECIMAL_MARKS:
        raise Misuse(f"The decimal mark is comma or point, not {word[:20]!r}.", "For example decimal=comma.")
    return DECIMAL_MARKS[word]


def read_dates(table: pd.DataFrame, roles: Mapping[str, str]) -> Days:
    """The days of a table, with the years of another column where the dates have none.

    Examples
    --------
    >>> read_dates(pd.DataFrame({"KW": ["5"], "Jahr": ["2024"]}), {"date": "KW"}).days.tolist()
    [Timestamp('2024-01-29 00:00:00')]
    """
    column = table[roles["date"]]
    read = read_days(column)
    if read.days.notna().any() or not (years := year_column(table, roles)):
        return read
    return read_days(column, table[years])


def _read_kinds(rows: _Rows, table: pd.DataFrame, roles: dict[str, str],
                analyzed: tuple[Kinds, Mapping[str, str]]) -> None:
    """Photo types into `rows.table`: from their column, or from the pictures that were analyzed."""
    if "picture" in roles:
        rows.table["picture"] = table[roles["picture"]].astype("str").str.strip()
    if "kind" in roles:
        labels = table[roles["kind"]]
        rows.table["kind"] = labels.map({label: kind_of(label) for label in labels.dropna().unique()})
        rows.omit(rows.table["kind"].isna() | (rows.table["kind"] == ""), "The photo type is missing.")
    elif not analyzed[0]:
        raise InputError(f"The table names pictures (column {roles['picture']}), but not their photo types.",
                         "Audit the pictures first and choose that audit, provide their folder, or add a column with "
                         "the photo type.")
    else:
        _join_pictures(rows, *analyzed)
    labels = sorted(rows.table["kind"].dropna().unique())
    if len(labels) > MOST_KINDS:
        raise InputError(f"The column {roles.get('kind')} has {len(labels):,} different labels; a study compares at "
                         f"most {MOST_KINDS} photo types.",
                         "Choose another column for the photo type, or group its labels.")


def _join_pictures(rows: _Rows, kinds: Kinds, skus: Mapping[str, str]) -> None:
    """Pictures of the table by the names that the analyzed ones have, and their photo types."""
    product, pictures = rows.table["product"], names_in(rows.table, "picture")
    joined = join(zip(product, pictures, strict=True), kinds, skus)
    if not joined.ways:
        name = next(iter([*joined.ambiguous, *joined.missing]), "")
        raise InputError(f"None of the photos in the table is among the analyzed ones ({count(len(kinds), 'photo')}). "
                         f"The table has {name[:80]!r}; an analyzed one is {next(iter(kinds))[:80]!r}.",
                         "Choose the audit or the folder of these photos, or give both the same file names, or file "
                         "names with the SKU.")
    rows.matches = joined.sentences
    rows.table["picture"] = pictures.map(joined.pictures).fillna(product.map(joined.products))
    rows.table["kind"] = rows.table["picture"].map(kinds)
    rows.omit(rows.table["kind"].isna(), "The picture is not among the analyzed ones.")


def names_in(table: pd.DataFrame, column: str) -> pd.Series:
    """Names of a column without blanks around them; "" where it has none, or where there is no such column."""
    if column not in table:
        return pd.Series("", index=table.index)
    names = table[column].astype("str").str.strip()
    return names.where(names.notna() & ~names.isin(EMPTY), "")


def _read_covariates(rows: _Rows, table: pd.DataFrame, roles: dict[str, str],
                     about: tuple[Collection[str], str]) -> tuple[str, ...]:
    """Columns without a role that describe products, in numbers or a few words, and the controls; returns their names.

    `about` is the controls, and the table's decimal mark.

    Numbers that change from period to period may depend on the photo itself (orders, profit, stock): they are
    controlled for only on request.
    """
    controls, decimal = about
    if unknown := [name for name in controls if name not in table.columns]:
        raise Misuse(f"The table has no column {unknown[0]!r} to control for.",
                     f"Its columns are {', '.join(map(str, table.columns))}.")
    names: list[str] = []
    unused: list[str] = []
    # the table's own photo types do not describe a product
    occupied = {*roles.values(), guess(table).get("kind"), year_column(table, roles)}
    for column in (column for column in table.columns if column not in occupied):
        values = figures(table[column], neighbors=decimal).values
        if values.notna().mean() < COVARIATE_NUMBERS:
            if column in controls:
                raise Misuse(f"The column {column!r} does not contain numbers, so it cannot be controlled for.",
                             "Choose a column with numbers.")
            if not 1 < table[column].nunique() <= COVARIATE_LEVELS:
                continue
            values = table[column].astype("str").fillna("")
        elif values.nunique() < 2 or _is_row_number(values):
            continue
        elif column not in controls and varies_within(values, rows.table["product"]):
            unused.append(str(column))
            continue
        else:
            values = values.fillna(values.median())
        names.append(fact_name(str(column), {*rows.table, *names}))
        rows.table[names[-1]] = values
    if unused:
        more = " and others" if len(unused) > LINES else ""
        rows.notes.append(f"{', '.join(unused[:LINES])}{more} {verb(len(unused), 'changes', 'change')} from period to "
                          f"period and {verb(len(unused))} not controlled for, because the photo may influence "
                          f"{verb(len(unused), 'it', 'them')}. Add columns that it cannot influence as controls.")
    return tuple(names)


def _is_row_number(values: pd.Series) -> bool:
    steps = values.diff().dropna()
    return bool(len(steps) and (steps == 1).all())


def _history(rows: _Rows, about: tuple[str, str, tuple[str, ...]], rows_read: int) -> History:
    name, currency, covariates = about
    dependent: Literal["units", "revenue"] = "units" if "units" in rows.table else "revenue"
    for role in ("price", "impressions", "sessions"):
        if role in rows.table:
            bad = rows.table[role] <= 0 if role == "price" else rows.table[role] < 0
            rows.table[role] = rows.table[role].mask(bad)
    rows.omit(rows.table[dependent].isna(), f"The number of {ROLE_WORDS[dependent].lower()} could not be read.")
    rows.omit(rows.table.duplicated([column for column in rows.table if column != "line"]),
              "The row repeats another one exactly.")
    period = _period(rows.table["period"])
    if period == "day" and len(rows.table) > DAY_ROWS:
        rows.table["period"] -= pd.to_timedelta(rows.table["period"].dt.weekday, unit="D")
        rows.notes.append(f"{len(rows.table):,} daily rows were aggregated by week.")
        period = "week"
    rows = replace(rows, table=_aggregate(rows, covariates))
    negative = rows.table[dependent] < 0
    negative |= rows.table["revenue"] < 0 if "revenue" in rows.table else False
    rows.omit(negative, f"Returns exceed sales: {DEPENDENT_WORDS[dependent]} are below zero." if dependent == "units"
              else "Returns exceed sales: revenue is below zero.")
    table = _complete(rows.table)
    present = table["kind"].value_counts()
    reference = REFERENCE if REFERENCE in present else str(present.index[0]) if len(present) else REFERENCE
    table = table.drop(columns="line").sort_values(["product", "period"], ignore_index=True)
    return History(table, dependent, period, reference, covariates, currency, name, False, rows_read,
                   tuple(rows.omissions), tuple(rows.notes), tuple(rows.matches))


def _period(days: pd.Series) -> Period:
    steps = np.diff(np.sort(days.dropna().unique())).astype("timedelta64[D]").astype(int)
    usual = float(np.median(steps)) if len(steps) else 7.0
    return "day" if usual <= 3 else "week" if usual <= 15 else "month"


def _aggregate(rows: _Rows, covariates: tuple[str, ...]) -> pd.DataFrame:
    """One row for each product and period; returns and orders of one period are added up."""
    table = rows.table
    doubles = int(table.duplicated(["product", "period"]).sum())
    if not doubles:
        return table.copy()
    rows.notes.append(f"{count(doubles, 'row')} {verb(doubles, 'has', 'have')} the product and period of another row "
                      f"and {verb(doubles, 'was', 'were')} added to it.")
    groups = table.groupby(["product", "period"], observed=True, sort=True)
    sums = groups[["line"]].min()
    for column in table.columns.difference(["product", "period", "line"], sort=False):
        if column in SUMS:
            sums[column] = groups[column].sum(min_count=1)
        elif column in MEANS or (column in covariates and pd.api.types.is_numeric_dtype(table[column])):
            sums[column] = groups[column].mean()
    words = [column for column in ("kind", "picture", *covariates) if column in table and column not in sums]
    for column in words:  # the most frequent of the period
        counts = table.groupby(["product", "period", column], observed=True).size().rename("rows").reset_index()
        first = counts.sort_values("rows", ascending=False, kind="stable").drop_duplicates(["product", "period"])
        sums[column] = first.set_index(["product", "period"])[column]
    return sums.reset_index()


def _complete(table: pd.DataFrame) -> pd.DataFrame:
    """Price from revenue and units, or revenue from units and price, where one is missing."""
    table = table.copy()
    if "price" not in table and "revenue" in table and "units" in table:
        price = table["revenue"] / table["units"].where(table["units"] > 0)
        by_product = price.groupby(table["product"], observed=True)  # a period without a sale has the last price
        price = price.fillna(by_product.ffill()).fillna(by_product.bfill())
        table["price"] = price.where(price > 0)
    elif "revenue" not in table and "price" in table and "units" in table:
        table["revenue"] = table["units"] * table["price"]
    return table
