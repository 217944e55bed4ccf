"""Sales before and after products changed their photo type, period by period."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.errors import InputError
from core.sales.effects.panel import Panel
from core.sales.effects.regression import informative, try_fit

BEFORE, AFTER = 8, 12  # periods of the event study; those farther away join the outermost
MOST_CELLS = 150_000_000  # rows times products of two-stage differences in differences, for the memory's sake
MOST_LAGGED = 10_000_000  # rows times lags of the event study, likewise; beyond, a part of the products is used
LEAST_PRODUCTS = 5  # with one change to or from a photo type, for a study of it
COLUMNS = ["kind", "lag", "beta", "beta_low", "beta_high"]


@dataclass(frozen=True, eq=False)
class EventRows:
    """Rows of products that changed their photo type once or never.

    Attributes
    ----------
    table : DataFrame
        Rows of `Panel.table` with `lag`: periods since the change, NaN for products without one.
    direction : DataFrame
        Column number is the type's: 1 where the product changed to it, -1 where it changed away from it, else 0.
    kinds : list of int
        Numbers of types with enough changes.
    """

    table: pd.DataFrame
    direction: pd.DataFrame
    kinds: list[int]


def single_changes(panel: Panel) -> pd.DataFrame:
    """Products that changed their photo type exactly once.

    Returns
    -------
    DataFrame
        Index the product's number; `period` of the change, `to` and `away`: numbers of the types, -1 the reference.
    """
    table = panel.table.sort_values(["product", "period"])
    dummies = table[[*panel.dummies]]
    kind = np.where(dummies.max(axis=1) > 0, dummies.to_numpy().argmax(axis=1), -1)
    product = table["product"].to_numpy()
    rows = np.flatnonzero((kind[1:] != kind[:-1]) & (product[1:] == product[:-1])) + 1
    changes = pd.DataFrame({"product": product[rows], "period": table["period"].to_numpy()[rows], "to": kind[rows],
                            "away": kind[rows - 1]})
    return changes[~changes["product"].duplicated(keep=False)].set_index("product")


def event_rows(panel: Panel) -> EventRows:
    """Rows of products that changed their photo type once or never; those that never did show the season."""
    once = single_changes(panel)
    table = panel.table
    extent = table.groupby("product")[[*panel.dummies]].agg(["min", "max"])
    constant = [bool((row[::2] == row[1::2]).all()) for row in extent.to_numpy()]
    table = table[table["product"].isin([*once.index, *extent.index[constant]])].reset_index(drop=True)
    table["lag"] = table["period"] - table["product"].map(once["period"])
    to, away = table["product"].map(once["to"]), table["product"].map(once["away"])
    numbers = range(len(panel.kinds))
    direction = pd.DataFrame({number: (to == number).astype(float) - (away == number) for number in numbers})
    counts = [int(((once["to"] == number) | (once["away"] == number)).sum()) for number in numbers]
    return EventRows(table, direction, [number for number in numbers if counts[number] >= LEAST_PRODUCTS])


def event_study(panel: Panel) -> pd.DataFrame:
    """Sales by periods since the photo changed, relative to the last period before.

    A change away from a type counts as a change to it with the opposite sign. Of a very large table only every second
    product, or every third and so on, is used.

    Returns
    -------
    DataFrame
        `kind`, `lag`, `beta`, `beta_low`, `beta_high` (95 %), logs; empty when too few products changed once.
    """
    events = event_rows(panel)
    lags = [lag for lag in range(-BEFORE, AFTER + 1) if lag != -1]
    step = 1 + len(events.table) * len(lags) * len(events.kinds) // MOST_LAGGED
    sample = events.table["product"] % step == 0
    table, direction = events.table[sample].reset_index(drop=True), events.direction[sample].reset_index(drop=True)
    near = table["lag"].clip(-BEFORE, AFTER)
    columns = {f"lag_{number}_{place}": direction[number] * (near == lag) for number in events.kinds
               for place, lag in enumerate(lags)}
    columns = {name: values for name, values in columns.items() if values.abs().sum() > 0}
    if not columns:
        return pd.DataFrame(columns=COLUMNS)
    by_lag = try_fit(panel, [*columns, *panel.controls], pd.concat([table, pd.DataFrame(columns)], axis=1))
    if by_lag is None:
        return pd.DataFrame(columns=COLUMNS)
    rows = [(panel.kinds[number], lag, *by_lag.interval(f"lag_{number}_{place}")) for number in events.kinds
            for place, lag in enumerate(lags) if f"lag_{number}_{place}" in by_lag.names]
    rows += [(panel.kinds[number], -1, 0.0, 0.0, 0.0) for number in events.kinds]
    return pd.DataFrame(rows, columns=COLUMNS).dropna().sort_values(["kind", "lag"], ignore_index=True)


def pre_trend_p(panel: Panel) -> dict[str, float]:
    """For each photo type, the p-value of "sales did not drift in the periods before the change".

    One number for each type, the slope over the last `BEFORE` periods: a joint test of all leads rejects too often
    with as few products as shops have.

    Returns
    -------
    dict of str to float
        Without types that too few products changed to or from.
    """
    events = event_rows(panel)
    if not events.kinds:
        return {}
    table, direction = events.table, events.direction
    slope = ((table["lag"].clip(-BEFORE, 0) + BEFORE) / BEFORE).where(table["lag"] < 0, 0.0)
    after = (table["lag"] >= 0).astype(float)
    columns = {f"before_{number}": direction[number] * slope.fillna(0.0) for number in events.kinds}
    columns |= {f"after_{number}": direction[number] * after for number in direction}
    columns = {name: values for name, values in columns.items() if values.abs().sum() > 0}
    drift = try_fit(panel, [*columns, *panel.controls], pd.concat([table, pd.DataFrame(columns)], axis=1))
    if drift is None:
        return {}
    return {panel.kinds[number]: drift.p(f"before_{number}") for number in events.kinds
            if f"before_{number}" in drift.names}


def did_effects(panel: Panel) -> dict[str, tuple[float, float, float]]:
    """Two-stage difference in differences, valid also where changes are staggered and effects grow [1]_.

    The first stage estimates expected sales from rows before a change and from products without one, for changes from
    the reference only; log sales, rows without a sale left out.

    Returns
    -------
    dict of str to tuple
        Photo type to estimate, lower and upper end of the 95 % interval, logs; empty for very large tables.

    References
    ----------
    .. [1] Gardner (2022), Two-stage differences in differences, arXiv:2207.05943.
    """
    events, once = event_rows(panel), single_changes(panel)
    estimates = {}
    for number in events.kinds:
        treated = once.index[(once["to"] == number) & (once["away"] == -1)]
        rows = events.table[events.table["lag"].isna() | events.table["product"].isin(treated)].dropna(subset=["log_y"])
        if len(treated) < LEAST_PRODUCTS or len(rows) * rows["product"].nunique() > MOST_CELLS:
            continue
        interval = _two_stages(rows.assign(treated=(rows["lag"] >= 0).astype(int)).reset_index(drop=True), panel)
        if interval is not None:
            estimates[panel.kinds[number]] = interval
    return estimates


def _two_stages(rows: pd.DataFrame, panel: Panel) -> tuple[float, float, float] | None:
    """Estimate and 95 % interval of `treated`; None where the stages cannot be solved."""
    import pyfixest

    controls = " + ".join(panel.controls) or "1"
    if informative(rows[rows["treated"] == 0], counts=False).empty:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = pyfixest.did2s(rows, yname="log_y", first_stage=f"~ {controls} | product + period",
                                   second_stage="~ treated", treatment="treated", cluster="product")
    except (ValueError, RuntimeError, np.linalg.LinAlgError, InputError):
        return None
    if "treated" not in model.coef():
        return None
    low, high = model.confint().loc["treated"]
    return float(model.coef()["treated"]), float(low), float(high)
