"""A history as regressions take it: logs, dummies of kinds, and what is controlled for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from core.sales.history import History, Outcome

MOST_MISSING = 0.2  # a control with more gaps than this share is left out rather than losing the rows
MOST_LEVELS = 20  # of a covariate in words


@dataclass(frozen=True, eq=False)
class Panel:
    """Rows and columns of one regression.

    Attributes
    ----------
    table : DataFrame
        `product` int, `period` int (0 is the first), `y` float64 (the outcome; not in logs), `log_y` (NaN where y is
        0), one 0/1 float column `kind_<n>` for each of `kinds`, one float column for each of `controls`.
    names : tuple of str
        Products by their number.
    kinds : tuple of str
        Without the reference; column `kind_0` belongs to the first.
    controls : tuple of str
        Columns that vary within products: `log_price`, `promotion`, `log_impressions`, and covariates in numbers.
    outcome : {"units", "revenue", "price"}
    family : {"poisson", "log-linear"}
    left_out : tuple of str
        Sentences: controls that the table has and that were not used, and why.
    """

    table: pd.DataFrame
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    controls: tuple[str, ...]
    outcome: Outcome
    family: Literal["poisson", "log-linear"]
    left_out: tuple[str, ...] = ()

    @property
    def dummies(self) -> tuple[str, ...]:
        """Names of the kinds' columns."""
        return tuple(f"kind_{number}" for number in range(len(self.kinds)))

    @property
    def regressors(self) -> tuple[str, ...]:
        """Kinds, then controls."""
        return (*self.dummies, *self.controls)


def panel(history: History, outcome: Outcome) -> Panel:
    """Make the columns of a regression.

    Units, and sales that are zero now and then, are counts to a Poisson regression, whose estimates hold for any
    outcome that is not negative as long as its mean is right [1]_; the log of a zero does not exist. Price is a control
    for units and an outcome of its own; for revenue it is part of the outcome. Sessions are never a control: a better
    picture brings some of them.

    References
    ----------
    .. [1] Santos Silva, Tenreyro (2006), The log of gravity, Rev. Econ. Stat. 88, 641-658.
    """
    rows = history.table[history.table[outcome].notna()]
    product = pd.Categorical(rows["product"])
    period = pd.Categorical(rows["period"])
    columns: dict[str, np.ndarray] = {"product": product.codes.astype(np.int64),
                                      "period": period.codes.astype(np.int64)}
    y = rows[outcome].to_numpy(float)
    columns["y"] = y
    columns["log_y"] = np.log(np.where(y > 0, y, np.nan))
    kinds = history.kinds[1:]
    for number, kind in enumerate(kinds):
        columns[f"kind_{number}"] = (rows["kind"] == kind).to_numpy(float)
    controls, left_out = _controls(history, rows, outcome)
    table = pd.DataFrame({**columns, **controls})
    family: Literal["poisson", "log-linear"] = (
        "poisson" if outcome == "units" or (outcome == "revenue" and bool((y == 0).any())) else "log-linear")
    whole = table[[*controls]].notna().all(axis=1) & (np.isfinite(table["log_y"]) if family == "log-linear" else True)
    return Panel(table[whole].reset_index(drop=True), tuple(map(str, product.categories)), kinds, tuple(controls),
                 outcome, family, tuple(left_out))


def _controls(history: History, rows: pd.DataFrame, outcome: Outcome) -> tuple[dict[str, np.ndarray], list[str]]:
    found, left_out = {}, []
    wished = {"promotion": rows.get("promotion")}
    if outcome == "units" and "price" in rows:
        wished["log_price"] = np.log(rows["price"].where(rows["price"] > 0))
    if "impressions" in rows and outcome != "price":
        wished["log_impressions"] = np.log1p(rows["impressions"])
    for name in history.covariates:
        if pd.api.types.is_numeric_dtype(rows[name]):
            wished[name] = rows[name].astype(float)
    for name, column in wished.items():
        if column is None:
            continue
        missing = float(column.isna().mean())
        if missing > MOST_MISSING:
            left_out.append(f"{name} is missing in {missing:.0%} of rows and was not controlled for.")
        elif varies_within(column, rows["product"]):  # else the product's own effect stands for it already
            found[name] = column.to_numpy(float)
    return found, left_out


def varies_within(column: pd.Series, product: pd.Series) -> bool:
    """Whether numbers change within some product; False for a fact of the product itself.

    Parameters
    ----------
    column, product : Series
        Of the same rows.
    """
    extent = column.groupby(product, observed=True).agg(["min", "max"])
    return bool((extent["max"] - extent["min"] > 1e-9).any())
