"""What the estimates hang on: single products, columns that go together, counts that vary more than Poisson's."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.outliers_influence import variance_inflation_factor

from core.sales.effects.panel import Panel
from core.sales.effects.regression import apart, fit, without_each

EXACT = 3  # products for each kind whose estimate without them is computed anew
SHOWN = 10
SAMPLE = 2000
MOST_ROWS = 200_000  # for the negative binomial regression
REACH = 1.959964  # of a 95 % interval


def left_out(panel: Panel) -> pd.DataFrame:
    """The estimate without each product: those that move it most.

    All are ranked by one Newton step from the products' own scores; the first `EXACT` of each kind are estimated anew.

    Returns
    -------
    DataFrame
        `kind`, `product`, `beta`; `SHOWN` rows for each kind at most, most moved first.
    """
    moved = without_each(panel)
    rows = []
    for number, kind in enumerate(panel.kinds):
        name = f"kind_{number}"
        if name not in moved:
            continue
        order = moved[name].abs().sort_values(ascending=False).index[:SHOWN]
        whole = fit(panel).of(name)[0]
        for place, product in enumerate(order):
            if place < EXACT:
                beta = fit(panel, table=panel.table[panel.table["product"] != product]).of(name)[0]
            else:
                beta = whole + moved.loc[product, name]
            rows.append((kind, panel.names[product], float(beta)))
    return pd.DataFrame(rows, columns=["kind", "product", "beta"])


def vif(panel: Panel) -> dict[str, float]:
    """Variance inflation of each regressor after product and period effects: above 10 it is hardly told apart."""
    frame = apart(panel)
    if frame.shape[1] < 2:
        return dict.fromkeys(frame.columns, 1.0)
    values = frame.to_numpy()
    with warnings.catch_warnings(), np.errstate(divide="ignore"):
        warnings.simplefilter("ignore")
        return {name: float(variance_inflation_factor(values, place)) for place, name in enumerate(frame.columns)}


def residuals(panel: Panel, mean: pd.Series, seed: int = 0) -> pd.DataFrame:
    """Deviance residuals of a sample of rows.

    Returns
    -------
    DataFrame
        `fitted`, `residual`, `period`; `SAMPLE` rows at most.
    """
    rows = panel.table.assign(fitted=mean).dropna(subset=["fitted"])
    rows = rows.sample(min(len(rows), SAMPLE), random_state=seed)
    y, fitted = rows["y"].to_numpy(), rows["fitted"].to_numpy()
    if panel.family == "log-linear":
        residual = np.log(y) - np.log(fitted)
    else:
        residual = families.Poisson().resid_dev(y, fitted)
    return pd.DataFrame({"fitted": fitted, "residual": residual, "period": rows["period"].to_numpy()})


def dispersion(panel: Panel, mean: pd.Series) -> float:
    """Pearson's chi2 by its degrees of freedom; 1 where counts vary as Poisson's, above where they vary more."""
    known = mean.notna() & (mean > 0)
    y, fitted = panel.table["y"][known], mean[known]
    used = panel.table["product"].nunique() + panel.table["period"].nunique() + len(panel.regressors) - 1
    return float(((y - fitted) ** 2 / fitted).sum() / max(1, len(y) - used))


def negative_binomial(panel: Panel, mean: pd.Series) -> dict[str, tuple[float, float, float]]:
    """The effects by a negative binomial regression (variance mu + alpha mu^2), which trusts large counts less.

    Product and period effects, and controls, are those of the Poisson regression (as an offset); alpha by moments;
    errors clustered by product.

    Returns
    -------
    dict of str to tuple
        Kind to estimate, lower and upper end of the 95 % interval; empty for very large tables.
    """
    known = (mean.notna() & (mean > 0)).to_numpy()
    if len(panel.table) > MOST_ROWS or not known.any():
        return {}
    rows, fitted = panel.table[known], mean[known].to_numpy()
    first = fit(panel)
    kinds = [name for name in panel.dummies if name in first.names]
    columns = apart(panel)[known][kinds].to_numpy()
    betas = np.array([first.of(name)[0] for name in kinds])
    alpha = max(1e-6, float((((rows["y"] - fitted) ** 2 - rows["y"]) / fitted**2).mean()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = GLM(rows["y"].to_numpy(), columns, family=families.NegativeBinomial(alpha=alpha),
                     offset=np.log(fitted) - columns @ betas).fit(
            cov_type="cluster", cov_kwds={"groups": rows["product"].to_numpy()})
    return {panel.kinds[panel.dummies.index(name)]:
            (float(beta), float(beta - REACH * error), float(beta + REACH * error))
            for name, beta, error in zip(kinds, result.params, result.bse, strict=True)}
