"""What the estimates depend on: single products, collinear columns, counts that vary more than Poisson's."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.outliers_influence import variance_inflation_factor

from core.sales.effects.panel import Panel
from core.sales.effects.regression import deletion_steps, fit, residualize, try_fit

EXACT = 3  # products of each photo type whose estimate without them is computed anew
SHOWN = 10
SAMPLE = 2000
MOST_ROWS = 200_000  # of the negative binomial regression
REACH = 1.959964  # half a 95 % interval in standard errors: the normal distribution's 97.5 % point


def leave_one_out(panel: Panel) -> pd.DataFrame:
    """The estimate without each product, for the most influential ones.

    All are ranked by one Newton step from the products' own scores; the first `EXACT` of each photo type are estimated
    anew.

    Returns
    -------
    DataFrame
        `kind`, `product`, `beta`; at most `SHOWN` rows for each photo type, the most influential first.
    """
    steps, overall = deletion_steps(panel), fit(panel)
    rows = []
    for kind, name in zip(panel.kinds, panel.dummies, strict=True):
        if name not in steps:
            continue
        order = steps[name].abs().sort_values(ascending=False).index[:SHOWN]
        for place, product in enumerate(order):
            if place < EXACT:
                rest = try_fit(panel, table=panel.table[panel.table["product"] != product])
                beta = rest.of(name)[0] if rest else float("nan")
            else:
                beta = overall.of(name)[0] + steps.loc[product, name]
            rows.append((kind, panel.names[product], float(beta)))
    return pd.DataFrame(rows, columns=["kind", "product", "beta"]).dropna(ignore_index=True)


def vif(panel: Panel) -> dict[str, float]:
    """Variance inflation factor of each regressor after product and period effects; above 10 is collinear."""
    columns = residualize(panel)
    if columns.shape[1] < 2:
        return dict.fromkeys(columns.columns, 1.0)
    values = columns.to_numpy()
    with warnings.catch_warnings(), np.errstate(divide="ignore"):
        warnings.simplefilter("ignore")
        return {name: float(variance_inflation_factor(values, place)) for place, name in enumerate(columns.columns)}


def residuals(panel: Panel, mean: pd.Series, seed: int = 0) -> pd.DataFrame:
    """Deviance residuals of a sample of rows.

    Parameters
    ----------
    panel : Panel
    mean : Series of float64
        Expected value of each row, see `core.sales.effects.regression.fit_with_means`.
    seed : int
        Of the sample.

    Returns
    -------
    DataFrame
        `fitted`, `residual`, `period`; at most `SAMPLE` rows.
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
    """Pearson's chi-squared by its degrees of freedom; 1 where counts vary as Poisson's, above where they vary more."""
    usable = mean.notna() & (mean > 0)
    y, fitted = panel.table["y"][usable], mean[usable]
    parameters = panel.table["product"].nunique() + panel.table["period"].nunique() + len(panel.regressors) - 1
    return float(((y - fitted) ** 2 / fitted).sum() / max(1, len(y) - parameters))


def negative_binomial(panel: Panel, mean: pd.Series) -> dict[str, tuple[float, float, float]]:
    """The effects by a negative binomial regression (variance mu + alpha mu^2), which gives large counts less weight.

    Product and period effects, and controls, are those of the Poisson regression (as an offset); alpha by moments;
    errors clustered by product.

    Returns
    -------
    dict of str to tuple
        Photo type to estimate, lower and upper end of the 95 % interval; empty for very large tables and
        where it has no solution.
    """
    usable = (mean.notna() & (mean > 0)).to_numpy()
    if len(panel.table) > MOST_ROWS or not usable.any():
        return {}
    rows, fitted = panel.table[usable], mean[usable].to_numpy()
    poisson = fit(panel)
    names = [name for name in panel.dummies if name in poisson.names]
    if not names:
        return {}
    columns = residualize(panel)[usable][names].to_numpy()
    betas = np.array([poisson.of(name)[0] for name in names])
    alpha = max(1e-6, float((((rows["y"] - fitted) ** 2 - rows["y"]) / fitted**2).mean()))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = GLM(rows["y"].to_numpy(), columns, family=families.NegativeBinomial(alpha=alpha),
                         offset=np.log(fitted) - columns @ betas).fit(
                cov_type="cluster", cov_kwds={"groups": rows["product"].to_numpy()})
    except (ValueError, np.linalg.LinAlgError):  # weights that overflow, or columns without variation
        return {}
    return {panel.kinds[panel.dummies.index(name)]:
            (float(beta), float(beta - REACH * error), float(beta + REACH * error))
            for name, beta, error in zip(names, result.params, result.bse, strict=True)}
