"""A history as regressions take it: logs, dummies of photo types, and controls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from core.sales.history import Dependent, History, varies_within
from core.words.numerals import share
from core.words.sales import term_word

MOST_MISSING = 0.2  # a control with more gaps than this share is left out rather than losing the rows
MOST_LEVELS = 20  # of a covariate in words
Family = Literal["poisson", "log-linear"]


@dataclass(frozen=True, eq=False)
class Panel:
    """Rows and columns of one regression.

    Attributes
    ----------
    table : DataFrame
        `product` int, `period` int (0 is the first), `y` float64 (the dependent variable; not in logs), `log_y` (NaN
        where y is 0), one 0/1 float column `kind_<n>` for each of `kinds`, one float column for each of `controls`.
    names : tuple of str
        Products by their number.
    kinds : tuple of str
        Photo types without the reference; column `kind_0` belongs to the first.
    controls : tuple of str
        Columns that vary within products: `log_price`, `promotion`, `log_impressions`, and covariates in numbers.
    dependent : {"units", "revenue", "price"}
    family : {"poisson", "log-linear"}
    notes : tuple of str
        Sentences: controls of the table that are not used, and why.
    """

    table: pd.DataFrame
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    controls: tuple[str, ...]
    dependent: Dependent
    family: Family
    notes: tuple[str, ...] = ()

    @property
    def dummies(self) -> tuple[str, ...]:
        """Names of the photo types' columns."""
        return tuple(f"kind_{number}" for number in range(len(self.kinds)))

    @property
    def regressors(self) -> tuple[str, ...]:
        """Photo types, then controls."""
        return (*self.dummies, *self.controls)


def panel(history: History, dependent: Dependent) -> Panel:
    """Make the columns of a regression.

    Units, and revenue that is zero now and then, are counts to a Poisson regression, whose estimates hold for any
    non-negative variable as long as its mean is right [1]_; the log of a zero does not exist. Price is a control for
    units and a dependent variable of its own; for revenue it is part of the dependent variable. Sessions are never a
    control: a better photo brings some of them.

    Parameters
    ----------
    history : History
    dependent : {"units", "revenue", "price"}

    References
    ----------
    .. [1] Santos Silva, Tenreyro (2006), The log of gravity, Rev. Econ. Stat. 88, 641-658.
    """
    rows = history.table[history.table[dependent].notna()]
    product, period = pd.Categorical(rows["product"]), pd.Categorical(rows["period"])
    y = rows[dependent].to_numpy(float)
    kinds = history.kinds[1:]
    controls, notes = _controls(history, rows, dependent)
    table = pd.DataFrame({
        "product": product.codes.astype(np.int64), "period": period.codes.astype(np.int64), "y": y,
        "log_y": np.log(np.where(y > 0, y, np.nan)),
        **{f"kind_{number}": (rows["kind"] == kind).to_numpy(float) for number, kind in enumerate(kinds)}, **controls})
    counts = dependent == "units" or (dependent == "revenue" and bool((y == 0).any()))
    family: Family = "poisson" if counts else "log-linear"
    complete = table[[*controls]].notna().all(axis=1) & (True if counts else np.isfinite(table["log_y"]))
    return Panel(table[complete].reset_index(drop=True), tuple(map(str, product.categories)), kinds, tuple(controls),
                 dependent, family, tuple(notes))


def _controls(history: History, rows: pd.DataFrame, dependent: Dependent) -> tuple[dict[str, np.ndarray], list[str]]:
    """Columns to hold constant, by name, and sentences about those with too many gaps."""
    columns = {"promotion": rows.get("promotion")}
    if dependent == "units" and "price" in rows:
        columns["log_price"] = np.log(rows["price"].where(rows["price"] > 0))
    if "impressions" in rows and dependent != "price":
        columns["log_impressions"] = np.log1p(rows["impressions"])
    columns |= {name: rows[name].astype(float) for name in history.covariates
                if pd.api.types.is_numeric_dtype(rows[name])}
    controls, notes = {}, []
    for name, column in columns.items():
        if column is None:
            continue
        gap = float(column.isna().mean())
        if gap > MOST_MISSING:
            notes.append(f"{term_word(name).capitalize()} is missing in {share(gap)} of rows and is not controlled "
                         "for.")
        elif varies_within(column, rows["product"]):  # otherwise the product's own effect covers it
            controls[name] = column.to_numpy(float)
    return controls, notes
