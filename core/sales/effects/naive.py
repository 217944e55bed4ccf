"""The blog post's regression, to be shown beside the chosen one, and its "beta weights"."""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

from core.sales.effects.panel import Panel
from core.sales.effects.regression import Fit
from core.sales.history import History


def naive(panel: Panel, history: History) -> dict[str, tuple[float, float, float]]:
    """Log sales on photo types and log price: all products pooled, every period independent (OLS, classical errors).

    Parameters
    ----------
    panel : Panel
    history : History
        The same, whose reference is the type without a dummy.

    Returns
    -------
    dict of str to tuple
        Photo type to coefficient, lower and upper end of the 95 % interval, logs against `history.reference`; empty
        with too few sales, or columns that do not vary.
    """
    rows = panel.table[np.isfinite(panel.table["log_y"])]
    columns = [*panel.dummies, *(name for name in panel.controls if name == "log_price")]
    if len(rows) < len(columns) + 2:
        return {}
    design = pd.DataFrame({"constant": 1.0, **{name: rows[name] for name in columns}})
    if np.linalg.matrix_rank(design.to_numpy(float)) < design.shape[1]:
        return {}
    result = OLS(rows["log_y"], design).fit()
    ends = result.conf_int()
    return {kind: (float(result.params[name]), float(ends.loc[name, 0]), float(ends.loc[name, 1]))
            for kind, name in zip(panel.kinds, panel.dummies, strict=True)}


def beta_weights(panel: Panel, fit: Fit) -> dict[str, tuple[float, float, float]]:
    """Beta weights: standard deviations of log sales per standard deviation of a regressor.

    beta sd(x) / sd(log y), both over all rows of the panel, as regression texts define them. The beta weight of a
    photo type depends on how common the type is; its effect does not.

    Returns
    -------
    dict of str to tuple
        Regressor to weight, lower and upper end of the 95 % interval; NaN where log sales do not vary.
    """
    spread = float(panel.table["log_y"].std())
    weights = {}
    for name in fit.names:
        scale = float(panel.table[name].std()) / spread if spread > 0 else float("nan")
        beta, low, high = fit.interval(name)
        weights[name] = (beta * scale, low * scale, high * scale)
    return weights
