"""What each product sells beside the season and its controls, for comparing products with each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.errors import InputError
from core.sales.effects.panel import Panel
from core.sales.effects.regression import MORE, NOTHING, informative, try_fit

SAME = 1e-7  # change of a log level below which it has settled
MOST_ROUNDS = 1000  # of product and period effects in turn


def product_levels(panel: Panel) -> pd.Series:
    """Sales level of each product, log scale, at the same period, price, promotion and impressions.

    Returns
    -------
    Series of float64, index the product's number
        Without products that never sold or have one row only. Against a level that all share.

    Raises
    ------
    InputError
        When no product is left.
    """
    controls = try_fit(panel, panel.controls) if panel.controls else None  # None: they change for all at once
    counts = panel.family == "poisson"
    rows = informative(panel.table, counts=counts)
    if rows.empty:
        raise InputError(NOTHING, MORE)
    offset = rows[[*controls.names]].to_numpy() @ controls.beta if controls else np.zeros(len(rows))
    levels = _count_levels(rows, offset) if counts else _log_levels(rows, offset)
    return pd.Series(levels, dtype=float)[np.unique(rows["product"])]


def _count_levels(rows: pd.DataFrame, offset: np.ndarray) -> np.ndarray:
    """Product effects of a Poisson regression with known other terms: each effect in turn by its closed form."""
    product, period, y = rows["product"].to_numpy(), rows["period"].to_numpy(), rows["y"].to_numpy()
    share, season = np.exp(offset), np.ones(period.max() + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(MOST_ROUNDS):
            level = np.bincount(product, y) / np.bincount(product, share * season[period])
            before, season = season, np.bincount(period, y) / np.bincount(period, share * level[product])
            if np.nanmax(np.abs(np.log(season / before))) < SAME:
                break
        return np.log(level)


def _log_levels(rows: pd.DataFrame, offset: np.ndarray) -> np.ndarray:
    """The same for logs by least squares."""
    product, period, y = rows["product"].to_numpy(), rows["period"].to_numpy(), rows["log_y"].to_numpy() - offset
    season = np.zeros(period.max() + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(MOST_ROUNDS):
            level = np.bincount(product, y - season[period]) / np.bincount(product)
            before, season = season, np.bincount(period, y - level[product]) / np.bincount(period)
            if np.nanmax(np.abs(season - before)) < SAME:
                break
    return level
