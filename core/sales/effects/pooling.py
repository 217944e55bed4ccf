"""Effects of single products with partial pooling: each product's own figure is drawn towards the mean of all.

A mixed model in two stages [1]_: a product's own log ratio of actual to expected sales under a kind against its other
weeks, with its error; then the variance between products and the best linear prediction of each.

References
----------
.. [1] DerSimonian, Kacker (2007), Random-effects model for meta-analysis of clinical trials, Contemp. Clin. Trials 28,
   105-114 (the Paule-Mandel estimate, as in statsmodels' `combine_effects`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.stats.meta_analysis import combine_effects

from core.sales.effects.panel import Panel
from core.sales.effects.regression import Fit

LEAST_PERIODS = 4  # of a product under each of two kinds, for a figure of its own
LINGERS = 12  # periods over which surprises may linger
COLUMNS = ["product", "kind", "own_beta", "own_error", "beta", "error", "share_own"]


def by_product(panel: Panel, overall: Fit, mean: pd.Series) -> pd.DataFrame:
    """Effects of each kind for each product, logs against the reference.

    Parameters
    ----------
    panel : Panel
    overall : Fit
        The same over all products.
    mean : Series of float64
        What `core.sales.effects.regression.expected` gives.

    Returns
    -------
    DataFrame
        `product`, `kind`, `own_beta`, `own_error` (NaN where the product tells nothing by itself), `beta`, `error`,
        `share_own` in [0, 1]: the weight of the product's own figure.
    """
    parts = [_of_kind(panel, overall, mean, number) for number in range(len(panel.kinds))
             if f"kind_{number}" in overall.names]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _of_kind(panel: Panel, overall: Fit, mean: pd.Series, number: int) -> pd.DataFrame:
    middle, error = overall.of(f"kind_{number}")
    own, own_error = _own(panel, overall, mean, number)
    known = np.isfinite(own) & np.isfinite(own_error) & (own_error > 0)
    tau2 = 0.0
    if known.sum() >= 3:
        found = combine_effects(own[known], own_error[known] ** 2, method_re="iterated")
        tau2 = max(0.0, float(found.tau2))
    weight = np.where(known, tau2 / (tau2 + np.where(known, own_error, 1.0) ** 2), 0.0)
    beta = np.where(known, weight * np.where(known, own, 0.0) + (1 - weight) * middle, middle)
    spread = np.sqrt(tau2 * (1 - weight) + (1 - weight) ** 2 * error**2)
    return pd.DataFrame({"product": panel.names, "kind": panel.kinds[number], "own_beta": own,
                         "own_error": own_error, "beta": beta, "error": spread, "share_own": weight})


def _own(panel: Panel, overall: Fit, mean: pd.Series, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Each product's own effect and error, float64 (products,): NaN where it never had the kind and another.

    Weeks under third kinds are brought to the reference by those kinds' mean effects.
    """
    kinds = [name for name in panel.dummies if name in overall.names]
    shift = panel.table[kinds].to_numpy() @ np.array([overall.of(name)[0] for name in kinds])
    under = panel.table[f"kind_{number}"].to_numpy() > 0
    base = mean.to_numpy() * np.exp(np.where(under, -shift, 0.0))
    base = np.where(np.isfinite(base), base, 0.0)
    product = panel.table["product"].to_numpy()
    y = np.where(base > 0, panel.table["y"].to_numpy(), 0.0)
    count = len(panel.names)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(product, values, count)

    with np.errstate(divide="ignore", invalid="ignore"):
        sold, other = total(y * under), total(y * ~under)
        ratio, rest = sold / total(base * under), other / total(base * ~under)
        own = np.log(ratio / rest)
        share = np.where(under, base / total(base * under)[product], -base / total(base * ~under)[product])
        apart = np.where(base > 0, panel.table["y"].to_numpy() / mean.to_numpy() - 1, 0.0)
    enough = (total(under * 1.0) >= LEAST_PERIODS) & (total(~under * 1.0) >= LEAST_PERIODS)
    own = np.where(enough & np.isfinite(own), own, np.nan)
    order = np.lexsort((panel.table["period"].to_numpy(), product))
    return own, np.sqrt(_variance(np.nan_to_num(share)[order], apart[order], product[order], count))


def _variance(share: np.ndarray, apart: np.ndarray, product: np.ndarray, count: int) -> np.ndarray:
    """Variance of each product's sum of `share` x `apart`, allowing for what lingers from period to period.

    How large a product's surprises are is its own; how they linger is taken from all products together, since a
    single one has too few periods to tell.
    """
    sizes = np.bincount(product, minlength=count)
    own = np.bincount(product, apart**2, count) / np.maximum(sizes - 2, 1)
    level = apart / np.sqrt(np.maximum(own, 1e-12))[product]
    weight: np.ndarray = np.bincount(product, share**2, count).astype(float)
    for lag in range(1, min(LINGERS, int(sizes.max()) - 1) + 1):
        same = product[lag:] == product[:-lag]
        if not same.any():
            break
        lingers = float(np.mean((level[lag:] * level[:-lag])[same]))
        pairs = np.where(same, share[lag:] * share[:-lag], 0.0)
        weight = weight + 2 * lingers * np.bincount(product[lag:], pairs, count)
    return own * np.maximum(weight, 1e-12)
