"""The same effects by other methods, to be shown beside the chosen one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from core.sales.effects import event_study, influence, naive
from core.sales.effects.effect import Alternative, Design
from core.sales.effects.panel import Panel
from core.sales.effects.regression import try_fit
from core.sales.history import History

NAIVE = ("Naive regression, as in the blog post",
         "Ignores differences between products other than the photo; treats weeks as independent.")
LOG_LINEAR = ("Log-linear regression", "Leaves out periods without a sale.")
NEGATIVE_BINOMIAL = ("Negative binomial regression", "Gives less weight to large counts.")
DIFFERENCES = ("Difference in differences",
               "Compares only with products that have not changed yet; valid where effects grow over time.")

Estimates = dict[str, tuple[float, float, float]]


def alternatives(history: History, panel: Panel, mean: pd.Series | None, design: Design) -> list[Alternative]:
    """Effects on the dependent variable by other methods; those without a finite interval are left out.

    Parameters
    ----------
    history : History
    panel : Panel
        Of the dependent variable.
    mean : Series of float64 or None
        Expected sales of each row of the panel; None in a cross section.
    design : {"within", "between"}
    """
    rows = _rows(NAIVE, naive.naive(panel, history))
    if design == "within" and mean is not None:
        if panel.family == "poisson":
            rows += _rows(LOG_LINEAR, _log_linear(panel))
            rows += _rows(NEGATIVE_BINOMIAL, influence.negative_binomial(panel, mean))
        rows += _rows(DIFFERENCES, event_study.did_effects(panel))
    return [row for row in rows if np.isfinite([row.beta, row.beta_low, row.beta_high]).all()]


def _rows(method: tuple[str, str], estimates: Estimates) -> list[Alternative]:
    name, limitation = method
    return [Alternative(name, kind, *interval, limitation) for kind, interval in estimates.items()]


def _log_linear(panel: Panel) -> Estimates:
    logs = try_fit(replace(panel, family="log-linear", table=panel.table.dropna(subset=["log_y"])))
    if logs is None:
        return {}
    return {kind: logs.interval(name) for kind, name in zip(panel.kinds, panel.dummies, strict=True)}
