"""What other photos would bring: the sales of the last year, with the photo type of some products switched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.errors import Misuse
from core.sales.effects.effect import Effect, Grade, SalesReport
from core.sales.history import Dependent, History

YEAR = {"day": 365, "week": 52, "month": 12}
REACH = 1.959964  # half a 95 % interval in standard errors: the normal distribution's 97.5 % point


@dataclass(frozen=True)
class Amount:
    """A change per year: its estimate, its 95 % interval, and the sales of the same products in the last year."""

    dependent: Dependent
    change: float
    low: float
    high: float
    before: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values, the same for every door."""
        return {"outcome": self.dependent, "change": self.change, "low": self.low, "high": self.high,
                "before": self.before}


@dataclass(frozen=True)
class WhatIf:
    """The expected change from switching the photos of some products.

    Attributes
    ----------
    kind : str
        The new photo type.
    products : tuple of str
        Those whose photo would change; the others have this type already.
    amounts : tuple of Amount
        Units and revenue, as far as the shop provides them.
    grade : {"A", "B", "C", "D"}
        The lowest among the effects that are used.
    periods : int
        Number of periods in the "last year"; less than a year is scaled up.
    """

    kind: str
    products: tuple[str, ...]
    amounts: tuple[Amount, ...]
    grade: Grade
    periods: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values, the same for every door."""
        return {"kind": self.kind, "products": list(self.products),
                "amounts": [amount.to_dict() for amount in self.amounts], "grade": self.grade, "periods": self.periods}


@dataclass(frozen=True)
class _Effects:
    """Effects by photo type: on one variable, on the study's dependent variable, and by product and type."""

    overall: dict[str, Effect]
    main: dict[str, Effect]
    single: dict[tuple[str, str | None], Effect]
    reference: str

    def of(self, kind: str, product: str) -> tuple[float, float]:
        """Effect of a type on a product, and the part of its standard error that is the product's own."""
        if kind == self.reference or kind not in self.overall:
            return 0.0, 0.0
        mean, single = self.overall[kind], self.single.get((kind, product))
        if single is None:
            return mean.beta, 0.0
        own = single.standard_error**2 - self.main[kind].standard_error**2
        return mean.beta + single.beta - self.main[kind].beta, float(np.sqrt(max(own, 0.0)))


def what_if(history: History, report: SalesReport, products: Sequence[str], kind: str) -> WhatIf:
    """Switch the photos of `products` to `kind`, all else as in the last year.

    The uncertainty that all products share (that of the mean effect) does not shrink with their number; what differs
    from product to product does.

    Parameters
    ----------
    history : History
    report : SalesReport
        Of this history.
    products : sequence of str
        Empty for all.
    kind : str

    Raises
    ------
    Misuse
        When the photo type has no estimate, a product is unknown, or nothing was estimated at all.
    """
    overall = {(effect.kind, effect.dependent): effect for effect in report.effects if effect.product is None}
    types = {history.reference, *(name for name, dependent in overall if dependent == history.dependent)}
    if kind not in types:
        raise Misuse(f"The study has no estimate for the photo type {kind!r}.", f"Choose one of "
                     f"{', '.join(sorted(types))}.")
    rows = history.table
    if unknown := sorted(set(products) - set(rows["product"].unique())):
        raise Misuse(f"The table has no product {unknown[0]!r}.", "Choose products of the table.")
    periods = np.sort(rows["period"].unique())[-YEAR[history.period]:]
    year = rows[rows["period"].isin(periods) & (rows["product"].isin(products) if len(products) else True)]
    scale = YEAR[history.period] / len(periods)
    present = year.sort_values("period").groupby("product", observed=True)["kind"].last()
    switched = [str(name) for name in present.index[present != kind] if present[name] in types]
    used = [overall[name, history.dependent] for name in {kind, *present[switched]} - {history.reference}]
    amounts = tuple(_amount(_sales(year, name, present[switched]) * scale, present[switched], kind,
                            (report, history, name))
                    for name in ("units", "revenue") if name in rows)
    return WhatIf(kind, tuple(switched), amounts, max((effect.grade for effect in used), default="D"), len(periods))


def _sales(year: pd.DataFrame, name: str, present: pd.Series) -> np.ndarray:
    """Sales of each product in the year, float64 (n,)."""
    sales: np.ndarray = year.groupby("product", observed=True)[name].sum().reindex(present.index).to_numpy(float)
    return sales


def _amount(before: np.ndarray, present: pd.Series, kind: str,
            study: tuple[SalesReport, History, Dependent]) -> Amount:
    """The change of one variable, when products with the types `present` switch to `kind`."""
    report, history, name = study
    effects = _effects(report, history, name)
    gain = np.array([effects.of(kind, str(product)) for product in present.index]).reshape(-1, 2)
    loss = np.array([effects.of(old, str(product)) for product, old in present.items()]).reshape(-1, 2)
    ratio = np.exp(gain[:, 0] - loss[:, 0])
    weight = before * ratio  # derivative of the change by the effect
    own = float(np.sum(weight**2 * (gain[:, 1] ** 2 + loss[:, 1] ** 2)))
    slopes = np.array([weight.sum() * (other == kind) - weight[(present == other).to_numpy()].sum()
                       for other in effects.overall])
    common = float(slopes @ _covariance(report, name, effects.overall) @ slopes) if len(slopes) else 0.0
    change, reach = float(np.sum(before * (ratio - 1))), REACH * float(np.sqrt(own + max(common, 0.0)))
    return Amount(name, change, change - reach, change + reach, float(before.sum()))


def _effects(report: SalesReport, history: History, name: Dependent) -> _Effects:
    mean = [effect for effect in report.effects if effect.product is None]
    return _Effects({effect.kind: effect for effect in mean if effect.dependent == name},
                    {effect.kind: effect for effect in mean if effect.dependent == history.dependent},
                    {(effect.kind, effect.product): effect for effect in report.effects if effect.product},
                    history.reference)


def _covariance(report: SalesReport, name: str, overall: dict[str, Effect]) -> np.ndarray:
    """Of the mean effects, float64 (types, types), with their present errors: a test may have narrowed them."""
    stored = report.facts.get("covariance", {}).get(name, {})
    matrix = np.array([[stored.get(kind, {}).get(other, 0.0) for other in overall] for kind in overall])
    errors = np.array([effect.standard_error for effect in overall.values()])
    if not len(errors):
        return np.zeros((0, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.nan_to_num(errors / np.sqrt(np.diag(matrix)), posinf=0.0)
    scaled: np.ndarray = matrix * np.outer(scale, scale)
    return scaled
