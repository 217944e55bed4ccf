"""Small shops with exact sales, for closed forms: no noise, so an estimate is right or wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.sales.effects.panel import Panel, panel
from core.sales.history import History


def exact_shop(*, products: int = 12, periods: int = 24, changes: int = 8, effect: float = 0.3,
               noise: float = 0.0) -> History:
    """Product level x period level x e^effect under model_face.

    The first `changes` products change from product_only to model_face, one week after the other around the middle;
    `noise` is the standard deviation of log sales.
    """
    product, period = np.divmod(np.arange(products * periods), periods)
    model = period >= np.where(product < changes, periods // 2 + product % 4, periods)
    logs = 3 + 0.1 * product + 0.2 * np.sin(period) + effect * model
    logs = logs + noise * np.random.default_rng(1).normal(size=len(logs))
    return History(pd.DataFrame({
        "product": [f"P{number:02}" for number in product],
        "period": pd.Timestamp("2024-01-01") + pd.to_timedelta(7 * period, unit="D"),
        "kind": np.where(model, "model_face", "product_only"), "units": np.exp(logs)}), "units", name="Exact shop")


def exact_panel(**shop: float) -> Panel:
    """The columns of a regression of an exact shop's units."""
    return panel(exact_shop(**shop), "units")  # type: ignore[arg-type]
