"""Effects of single products with partial pooling: each product's own estimate is shrunk toward the mean of all.

A mixed model in two stages [1]_: a product's own log ratio of actual to expected sales under a photo type and in its
other periods, with its error; then the variance between products and the best linear prediction of each.

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

LEAST_PERIODS = 4  # of a product under each of two photo types, for an estimate of its own
LEAST_OWN = 3  # products with an estimate of their own, for a variance between products
MOST_LAGS = 12  # periods over which a product's shocks are taken to be correlated
COLUMNS = ["product", "kind", "own_beta", "own_error", "beta", "error", "share_own"]


def by_product(panel: Panel, overall: Fit, mean: pd.Series) -> pd.DataFrame:
    """Effects of each photo type for each product, logs against the reference.

    Parameters
    ----------
    panel : Panel
    overall : Fit
        The same over all products.
    mean : Series of float64
        Expected sales of each row, see `core.sales.effects.regression.fit_with_means`.

    Returns
    -------
    DataFrame
        `product`, `kind`, `own_beta`, `own_error` (NaN where the product has no estimate of its own), `beta`, `error`,
        `share_own` in [0, 1]: the weight of the product's own estimate.
    """
    parts = [_of_kind(panel, overall, mean, number) for number in range(len(panel.kinds))
             if f"kind_{number}" in overall.names]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def shrink(own: np.ndarray, own_error: np.ndarray, center: tuple[float, float]) -> pd.DataFrame:
    """Empirical Bayes estimates: each product's own value, weighted by its precision, toward the mean of all.

    Parameters
    ----------
    own, own_error : ndarray of float64, shape (n,)
        Estimates and standard errors; NaN where a product has none.
    center : (float, float)
        The mean effect and its standard error.

    Returns
    -------
    DataFrame
        `beta`, `error`, `share_own`, a row for each product.
    """
    middle, error = center
    usable = np.isfinite(own) & np.isfinite(own_error) & (own_error > 0)
    tau2 = 0.0
    if usable.sum() >= LEAST_OWN:
        tau2 = max(0.0, float(combine_effects(own[usable], own_error[usable] ** 2, method_re="iterated").tau2))
    weight = np.where(usable, tau2 / (tau2 + np.where(usable, own_error, 1.0) ** 2), 0.0)
    beta = np.where(usable, weight * np.where(usable, own, 0.0) + (1 - weight) * middle, middle)
    spread = np.sqrt(tau2 * (1 - weight) + (1 - weight) ** 2 * error**2)
    return pd.DataFrame({"beta": beta, "error": spread, "share_own": weight})


def _of_kind(panel: Panel, overall: Fit, mean: pd.Series, number: int) -> pd.DataFrame:
    own, own_error = _own_effects(panel, overall, mean, number)
    names = pd.DataFrame({"product": panel.names, "kind": panel.kinds[number], "own_beta": own, "own_error": own_error})
    return pd.concat([names, shrink(own, own_error, overall.of(f"kind_{number}"))], axis=1)


def _own_effects(panel: Panel, overall: Fit, mean: pd.Series, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Each product's own effect and error, float64 (products,): NaN where it lacks the type or another one.

    Periods under third types are brought to the reference by those types' mean effects.
    """
    kinds = [name for name in panel.dummies if name in overall.names]
    shift = panel.table[kinds].to_numpy() @ np.array([overall.of(name)[0] for name in kinds])
    under = panel.table[f"kind_{number}"].to_numpy() > 0
    base = mean.to_numpy() * np.exp(np.where(under, -shift, 0.0))
    base = np.where(np.isfinite(base), base, 0.0)
    product, y = panel.table["product"].to_numpy(), panel.table["y"].to_numpy()
    sales = np.where(base > 0, y, 0.0)
    count = len(panel.names)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(product, values, count)

    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = total(sales * under) / total(base * under)
        own = np.log(ratio / (total(sales * ~under) / total(base * ~under)))
        share = np.where(under, base / total(base * under)[product], -base / total(base * ~under)[product])
        shock = np.where(base > 0, y / mean.to_numpy() - 1, 0.0)
    enough = (total(under * 1.0) >= LEAST_PERIODS) & (total(~under * 1.0) >= LEAST_PERIODS)
    own = np.where(enough & np.isfinite(own), own, np.nan)
    order = np.lexsort((panel.table["period"].to_numpy(), product))
    return own, np.sqrt(_variance(np.nan_to_num(share)[order], shock[order], product[order], count))


def _variance(share: np.ndarray, shock: np.ndarray, product: np.ndarray, count: int) -> np.ndarray:
    """Variance of each product's sum of `share` x `shock`, allowing for correlation from period to period.

    The size of a product's shocks is its own; their correlation is estimated from all products together, since a
    single one has too few periods.
    """
    sizes = np.bincount(product, minlength=count)
    own = np.bincount(product, shock**2, count) / np.maximum(sizes - 2, 1)
    level = shock / np.sqrt(np.maximum(own, 1e-12))[product]
    weight: np.ndarray = np.bincount(product, share**2, count).astype(float)
    for lag in range(1, min(MOST_LAGS, int(sizes.max()) - 1) + 1):
        same = product[lag:] == product[:-lag]
        if not same.any():
            break
        correlation = float(np.mean((level[lag:] * level[:-lag])[same]))
        pairs = np.where(same, share[lag:] * share[:-lag], 0.0)
        weight = weight + 2 * correlation * np.bincount(product[lag:], pairs, count)
    return own * np.maximum(weight, 1e-12)
