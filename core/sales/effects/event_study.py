"""What sales did before and after pictures changed, week by week."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from core.errors import InputError
from core.sales.effects.panel import Panel
from core.sales.effects.regression import fit

BEFORE, AFTER = 8, 12  # periods that are drawn; what lies farther away joins the outermost
MOST_CELLS = 150_000_000  # rows times products that two stages take, for the memory's sake
MOST_LAGGED = 10_000_000  # rows times lags, likewise; beyond, a part of the products is drawn
LEAST_PRODUCTS = 5  # with one change to or from a kind, for a study of it
COLUMNS = ["kind", "lag", "beta", "beta_low", "beta_high"]


def changes(panel: Panel) -> pd.DataFrame:
    """Products that changed their kind exactly once.

    Returns
    -------
    DataFrame
        Index the product's number; `period` of the change, `to` and `away`: numbers of the kinds, -1 the reference.
    """
    table = panel.table.sort_values(["product", "period"])
    kind = np.where(table[[*panel.dummies]].max(axis=1) > 0, table[[*panel.dummies]].to_numpy().argmax(axis=1), -1)
    product = table["product"].to_numpy()
    moved = np.flatnonzero((kind[1:] != kind[:-1]) & (product[1:] == product[:-1])) + 1
    found = pd.DataFrame({"product": product[moved], "period": table["period"].to_numpy()[moved], "to": kind[moved],
                          "away": kind[moved - 1]})
    return found[~found["product"].duplicated(keep=False)].set_index("product")


def studied(panel: Panel) -> tuple[pd.DataFrame, pd.DataFrame, list[int]]:
    """Rows of products that changed once or never, and what a study of changes needs of them.

    Returns
    -------
    table : DataFrame
        Rows of `panel.table` with `lag`: periods since the change, NaN where there was none.
    direction : DataFrame
        Column number is the kind's: 1 where the product changed to it, -1 where it changed away from it, else 0.
    kinds : list of int
        Numbers of kinds with enough changes.
    """
    once = changes(panel)
    table = panel.table
    ever = table.groupby("product")[[*panel.dummies]].agg(["min", "max"])
    still = [bool((row[::2] == row[1::2]).all()) for row in ever.to_numpy()]
    kept = table["product"].isin([*once.index, *ever.index[still]])
    table = table[kept].reset_index(drop=True)
    table["lag"] = table["period"] - table["product"].map(once["period"])
    to, away = table["product"].map(once["to"]), table["product"].map(once["away"])
    numbers = range(len(panel.kinds))
    direction = pd.DataFrame({number: (to == number).astype(float) - (away == number) for number in numbers})
    counts = [int(((once["to"] == number) | (once["away"] == number)).sum()) for number in numbers]
    return table, direction, [number for number in numbers if counts[number] >= LEAST_PRODUCTS]


def event_study(panel: Panel) -> pd.DataFrame:
    """Sales by periods since the picture changed, against the last period before.

    A change away from a kind counts as one to it, turned round. Products that never changed tell the season. Of a
    very large table every second product, or every third and so on, is looked at.

    Returns
    -------
    DataFrame
        `kind`, `lag`, `beta`, `beta_low`, `beta_high` (95 %), logs; empty when too few products changed once.
    """
    table, direction, kinds = studied(panel)
    lags = [lag for lag in range(-BEFORE, AFTER + 1) if lag != -1]
    step = 1 + len(table) * len(lags) * len(kinds) // MOST_LAGGED
    taken = table["product"] % step == 0
    table, direction = table[taken].reset_index(drop=True), direction[taken].reset_index(drop=True)
    near = table["lag"].clip(-BEFORE, AFTER)
    columns = {f"lag_{number}_{place}": direction[number] * (near == lag) for number in kinds
               for place, lag in enumerate(lags)}
    columns = {name: values for name, values in columns.items() if values.abs().sum() > 0}
    if not columns:
        return pd.DataFrame(columns=COLUMNS)
    found = fit(panel, [*columns, *panel.controls], pd.concat([table, pd.DataFrame(columns)], axis=1))
    rows = [(panel.kinds[number], lag, *found.interval(f"lag_{number}_{place}")) for number in kinds
            for place, lag in enumerate(lags) if f"lag_{number}_{place}" in found.names]
    rows += [(panel.kinds[number], -1, 0.0, 0.0, 0.0) for number in kinds]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["kind", "lag"], ignore_index=True)


def pre_trend_p(panel: Panel) -> dict[str, float]:
    """For each kind, the p-value of "sales did not drift in the periods before the change".

    One number for each kind, the slope over the last `BEFORE` periods: a joint test of all leads rejects too often
    with as few products as shops have.

    Returns
    -------
    dict of str to float
        Without kinds that too few products changed to or from.
    """
    table, direction, kinds = studied(panel)
    if not kinds:
        return {}
    slope = ((table["lag"].clip(-BEFORE, 0) + BEFORE) / BEFORE).where(table["lag"] < 0, 0.0)
    after = (table["lag"] >= 0).astype(float)
    columns = {f"before_{number}": direction[number] * slope.fillna(0.0) for number in kinds}
    columns |= {f"after_{number}": direction[number] * after for number in direction}
    columns = {name: values for name, values in columns.items() if values.abs().sum() > 0}
    found = fit(panel, [*columns, *panel.controls], pd.concat([table, pd.DataFrame(columns)], axis=1))
    return {panel.kinds[number]: found.p(f"before_{number}") for number in kinds if f"before_{number}" in found.names}


def did_effects(panel: Panel) -> dict[str, tuple[float, float, float]]:
    """Difference in differences, right also where changes are staggered and effects grow: two stages [1]_.

    What sales would have been is learned from rows before a change and from products that never changed, for changes
    from the reference only; log sales, rows without a sale left out.

    Returns
    -------
    dict of str to tuple
        Kind to estimate, lower and upper end of the 95 % interval, logs; empty for very large tables.

    References
    ----------
    .. [1] Gardner (2022), Two-stage differences in differences, arXiv:2207.05943.
    """
    import pyfixest

    table, direction, kinds = studied(panel)
    once = changes(panel)
    found = {}
    for number in kinds:
        changed = once.index[(once["to"] == number) & (once["away"] == -1)]
        rows = table[table["lag"].isna() | table["product"].isin(changed)].dropna(subset=["log_y"])
        rows = rows.assign(treated=(rows["lag"] >= 0).astype(int))
        if len(changed) < LEAST_PRODUCTS or len(rows) * rows["product"].nunique() > MOST_CELLS:
            continue
        controls = " + ".join(panel.controls) or "1"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = pyfixest.did2s(rows.reset_index(drop=True), yname="log_y",
                                       first_stage=f"~ {controls} | product + period", second_stage="~ treated",
                                       treatment="treated", cluster="product")
        except (ValueError, RuntimeError, np.linalg.LinAlgError, InputError):
            continue  # a rival that cannot be had is not shown
        low, high = model.confint().loc["treated"]
        found[panel.kinds[number]] = (float(model.coef()["treated"]), float(low), float(high))
    return found
