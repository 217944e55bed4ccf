"""From a user's table to a history: cells become numbers and days, rows that cannot be used are counted and named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

import numpy as np
import pandas as pd

from core.errors import InputError, Misuse
from core.sales.effects.panel import varies_within
from core.sales.history import REFERENCE, Dropped, History, Period
from core.sales.table.cells import currencies, dates, numbers, shares
from core.sales.table.columns import fact_name, guess, kind_of, mapped
from core.sales.table.file import read_table

Kinds = Mapping[str, str]  # picture as the table names it -> kind that the chain found
MOST_KINDS = 8
DAY_ROWS = 400_000  # daily rows above this are summed up by week
SHOWN_LINES = 5
ADDED, MEANT = ("units", "revenue", "impressions", "sessions"), ("price", "promotion")
COVARIATE_LEVELS, COVARIATE_NUMBERS = 20, 0.9


@dataclass
class _Work:
    """Rows while they are being read."""

    rows: pd.DataFrame
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def drop(self, bad: pd.Series, reason: str) -> None:
        """Take rows out, and say so."""
        if bad.any():
            lines = tuple(int(line) for line in self.rows.loc[bad, "line"].head(SHOWN_LINES))
            self.dropped.append(Dropped(reason, int(bad.sum()), lines))
            self.rows = self.rows[~bad]


def read_history(path: Path, name: str = "", *, columns: Mapping[str, str] | None = None,
                 kinds: Kinds | None = None, controls: Collection[str] = ()) -> History:
    """Read a sales table.

    Parameters
    ----------
    path : Path
    name : str
        What people call it.
    columns : mapping of str to str, optional
        Role (see `core.sales.table.columns.ROLES`) to column; what is not said is guessed.
    kinds : mapping, optional
        Picture as the table names it, or its file name, to the kind that the chain found.
    controls : collection of str
        Columns in numbers that change from period to period and that a picture cannot move, such as the weather.

    Returns
    -------
    History

    Raises
    ------
    InputError
        A table that cannot be read or used; says what was expected, what came and what to do.
    """
    table, notes = read_table(path, name)
    roles = mapped(table, columns)
    work = _Work(pd.DataFrame({"line": np.arange(2, len(table) + 2)}, index=table.index), notes=notes)
    work.rows["product"] = table[roles["product"]].astype("str").str.strip()
    currency = _numbers(work, table, roles)
    _kinds(work, table, roles, kinds)
    covariates = _covariates(work, table, roles, controls)
    days, note = dates(table[roles["date"]])
    work.rows["period"] = days
    work.notes += [note] if note else []
    work.drop(work.rows["period"].isna(), "No date could be read.")
    work.drop(work.rows["product"].isna() | work.rows["product"].isin(["", "nan", "None"]), "No product is named.")
    return _history(work, roles, (name or path.name, currency, covariates), len(table))


def _numbers(work: _Work, table: pd.DataFrame, roles: dict[str, str]) -> str:
    """Numeric roles into `work.rows`; returns the currency."""
    found: dict[str, int] = {}
    for role in ("units", "revenue", "price", "impressions", "sessions"):
        if role not in roles:
            continue
        column = table[roles[role]]
        work.rows[role] = numbers(column)
        if role in ("revenue", "price"):
            for code, count in currencies(column).items():
                found[code] = found.get(code, 0) + count
        blank = column.isna() | column.astype("str").str.strip().isin(["", "nan", "None"])
        text = int((work.rows[role].isna() & ~blank).sum())
        if text:
            example = str(column[work.rows[role].isna() & ~blank].iloc[0])[:40]
            work.notes.append(f"{text:,} cells of {roles[role]} hold no number (such as {example!r}) and count as "
                              "missing.")
    if "currency" in roles:
        found = {str(code): int(count) for code, count in
                 table[roles["currency"]].dropna().astype("str").str.strip().str.upper().value_counts().items()}
    if len(found) > 1:
        seen = ", ".join(f"{code} ({count:,})" for code, count in found.items())
        raise InputError(f"Prices or revenue stand in several currencies: {seen}.",
                         "Give one currency only: filter the table, or convert it first.")
    if "promotion" in roles:
        work.rows["promotion"] = shares(table[roles["promotion"]]).fillna(0.0)
    return next(iter(found), "")


def _kinds(work: _Work, table: pd.DataFrame, roles: dict[str, str], kinds: Kinds | None) -> None:
    if "picture" in roles:
        work.rows["picture"] = table[roles["picture"]].astype("str").str.strip()
    if "kind" in roles:
        labels = table[roles["kind"]]
        work.rows["kind"] = labels.map({label: kind_of(label) for label in labels.dropna().unique()})
        work.drop(work.rows["kind"].isna() | (work.rows["kind"] == ""), "No kind of picture is given.")
    elif not kinds:
        raise InputError(f"The table names pictures ({roles['picture']}), but not of which kind they are.",
                         "Audit the pictures first and choose that audit, give their folder, or add a column of kinds.")
    else:
        by_name = {PurePosixPath(picture).name: found for picture, found in kinds.items()}
        judged = {picture: kinds.get(picture) or by_name.get(PurePosixPath(picture).name)
                  for picture in work.rows["picture"].dropna().unique()}
        work.rows["kind"] = work.rows["picture"].map({name: one for name, one in judged.items() if one})
        work.drop(work.rows["kind"].isna(), "The picture was not among those that were judged.")
    labels = sorted(work.rows["kind"].dropna().unique())
    if len(labels) > MOST_KINDS:
        raise InputError(f"The column {roles.get('kind')} has {len(labels):,} different labels; a kind of picture "
                         f"comes in at most {MOST_KINDS}.", "Choose another column for the kind, or group its labels.")


def _covariates(work: _Work, table: pd.DataFrame, roles: dict[str, str], controls: Collection[str]) -> tuple[str, ...]:
    """Columns without a role that tell products apart, numbers or a few words that repeat, and the wished controls.

    Numbers that change from period to period may be moved by the picture itself (orders, profit, stock): they are
    held constant only where somebody says so.
    """
    if strange := [name for name in controls if name not in table.columns]:
        raise Misuse(f"The table has no column {strange[0]!r} to control for.",
                     f"Its columns are {', '.join(map(str, table.columns))}.")
    found: list[str] = []
    moving: list[str] = []
    used = {*roles.values(), guess(table).get("kind")}  # a table's own kinds are no fact of a product
    for column in table.columns:
        if column in used:
            continue
        values = numbers(table[column])
        if values.notna().mean() < COVARIATE_NUMBERS:
            if column in controls:
                raise Misuse(f"The column {column!r} does not hold numbers, so it cannot be controlled for.",
                             "Choose one that does.")
            if not 1 < table[column].nunique() <= COVARIATE_LEVELS:
                continue
            values = table[column].astype("str").fillna("")
        elif values.nunique() < 2 or _counts_rows(values):
            continue
        elif column not in controls and varies_within(values, work.rows["product"]):
            moving.append(str(column))
            continue
        else:
            values = values.fillna(values.median())
        found.append(fact_name(str(column), {*work.rows, *found}))
        work.rows[found[-1]] = values
    if moving:
        one = len(moving) == 1
        work.notes.append(f"{', '.join(moving[:SHOWN_LINES])}{' and others' if len(moving) > SHOWN_LINES else ''} "
                          f"{'changes' if one else 'change'} from period to period and {'was' if one else 'were'} not "
                          "controlled for: a picture may move that too. Name what it cannot move as control.")
    return tuple(found)


def _counts_rows(values: pd.Series) -> bool:
    """A column that only numbers the rows."""
    steps = values.diff().dropna()
    return bool(len(steps) and (steps == 1).all())


def _history(work: _Work, roles: dict[str, str], about: tuple[str, str, tuple[str, ...]], read: int) -> History:
    name, currency, covariates = about
    outcome: Literal["units", "revenue"] = "units" if "units" in work.rows else "revenue"
    for role in ("price", "impressions", "sessions"):
        if role in work.rows:
            bad = work.rows[role] <= 0 if role == "price" else work.rows[role] < 0
            work.rows[role] = work.rows[role].mask(bad)
    work.drop(work.rows[outcome].isna(), f"No number of {outcome} could be read.")
    doubled = [column for column in work.rows if column != "line"]
    work.drop(work.rows.duplicated(doubled), "Repeats another row word for word.")
    period = _period(work.rows["period"])
    if period == "day" and len(work.rows) > DAY_ROWS:
        work.rows["period"] -= pd.to_timedelta(work.rows["period"].dt.weekday, unit="D")
        work.notes.append(f"{len(work.rows):,} daily rows were summed up by week.")
        period = "week"
    rows = _summed(work, covariates)
    work = _Work(rows, work.dropped, work.notes)
    negative = (rows[outcome] < 0) | (rows["revenue"] < 0 if "revenue" in rows else False)
    work.drop(negative, f"More came back than was sold: {outcome} is below zero.")
    rows = _derived(work.rows)
    present = rows["kind"].value_counts()
    reference = REFERENCE if REFERENCE in present else str(present.index[0]) if len(present) else REFERENCE
    rows = rows.drop(columns="line").sort_values(["product", "period"], ignore_index=True)
    return History(rows, outcome, period, reference, covariates, currency, name, False, read, tuple(work.dropped),
                   tuple(work.notes))


def _period(days: pd.Series) -> Period:
    steps = np.diff(np.sort(days.dropna().unique())).astype("timedelta64[D]").astype(int)
    usual = float(np.median(steps)) if len(steps) else 7.0
    return "day" if usual <= 3 else "week" if usual <= 15 else "month"


def _summed(work: _Work, covariates: tuple[str, ...]) -> pd.DataFrame:
    """One row for each product and period; returns and orders of one period are added up."""
    rows = work.rows
    if not rows.duplicated(["product", "period"]).any():
        return rows.copy()
    work.notes.append(f"{int(rows.duplicated(['product', 'period']).sum()):,} rows share product and period with "
                      "another one and were added to it.")
    groups = rows.groupby(["product", "period"], observed=True, sort=True)
    found = groups[["line"]].min()
    for column in rows.columns.difference(["product", "period", "line"], sort=False):
        if column in ADDED:
            found[column] = groups[column].sum(min_count=1)
        elif column in MEANT or (column in covariates and pd.api.types.is_numeric_dtype(rows[column])):
            found[column] = groups[column].mean()
    words = [column for column in ("kind", "picture", *covariates) if column in rows
             and column not in found]
    for column in words:  # the most frequent of the period
        counts = rows.groupby(["product", "period", column], observed=True).size().rename("rows").reset_index()
        first = counts.sort_values("rows", ascending=False, kind="stable").drop_duplicates(["product", "period"])
        found[column] = first.set_index(["product", "period"])[column]
    return found.reset_index()


def _derived(rows: pd.DataFrame) -> pd.DataFrame:
    """Price from revenue and units, or revenue from units and price, where one is missing."""
    rows = rows.copy()
    if "price" not in rows and "revenue" in rows and "units" in rows:
        price = rows["revenue"] / rows["units"].where(rows["units"] > 0)
        by_product = price.groupby(rows["product"], observed=True)  # a week without a sale has the last price
        rows["price"] = price.fillna(by_product.ffill()).fillna(by_product.bfill()).where(lambda found: found > 0)
    elif "revenue" not in rows and "price" in rows and "units" in rows:
        rows["revenue"] = rows["units"] * rows["price"]
    return rows
