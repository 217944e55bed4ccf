"""The blog post's regression, kept to be shown beside the chosen one; and its "beta weights"."""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

from core.sales.effects.panel import Panel
from core.sales.effects.regression import Fit
from core.sales.history import History


def naive(panel: Panel, history: History) -> dict[str, tuple[float, float, float]]:
    """Log sales on kinds and log price: all products pooled, every week as if independent (OLS, classical errors).

    Parameters
    ----------
    panel : Panel
    history : History
        The same; tells that the reference is the one left out of the dummies.

    Returns
    -------
    dict of str to tuple
        Kind to coefficient, lower and upper end of the 95 % interval, logs against `history.reference`.
    """
    rows = panel.table[np.isfinite(panel.table["log_y"])]
    columns = [*panel.dummies, *(name for name in panel.controls if name == "log_price")]
    frame = pd.DataFrame({"constant": 1.0, **{name: rows[name] for name in columns}})
    found = OLS(rows["log_y"], frame).fit()
    ends = found.conf_int()
    return {kind: (float(found.params[name]), float(ends.loc[name, 0]), float(ends.loc[name, 1]))
            for kind, name in zip(panel.kinds, panel.dummies, strict=True)}


def standardized(panel: Panel, fit: Fit) -> dict[str, tuple[float, float, float]]:
    """Beta weights: by how many standard deviations log sales move with one standard deviation of a regressor.

    beta sd(x) / sd(log y), both over all rows of the panel, as regression texts define them; the effect itself does
    not depend on how common a kind is, its beta weight does.

    Returns
    -------
    dict of str to tuple
        Regressor to weight, lower and upper end of the 95 % interval.
    """
    spread = float(panel.table["log_y"].std())
    found = {}
    for name in fit.names:
        scale = float(panel.table[name].std()) / spread if spread > 0 else float("nan")
        beta, low, high = fit.interval(name)
        found[name] = (beta * scale, low * scale, high * scale)
    return found
