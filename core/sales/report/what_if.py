"""What would other pictures bring: the sales of the last year, with the kind of some products switched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.errors import Misuse
from core.sales.effects.effect import Grade, SalesReport
from core.sales.history import History, Outcome

YEAR = {"day": 365, "week": 52, "month": 12}
REACH = 1.959964  # of a 95 % interval


@dataclass(frozen=True)
class Amount:
    """A change per year: its estimate, its 95 % interval, and what the same products sold in the last year."""

    outcome: Outcome
    change: float
    low: float
    high: float
    before: float


@dataclass(frozen=True)
class WhatIf:
    """What switching the pictures of some products is expected to bring.

    Attributes
    ----------
    kind : str
    products : tuple of str
        Those whose picture would change; the others have this kind already.
    amounts : tuple of Amount
        Units and revenue, as far as the shop gave them.
    grade : {"A", "B", "C", "D"}
        The lowest among the effects that were used.
    periods : int
        How many periods the "last year" had; fewer than a year is scaled up.
    """

    kind: str
    products: tuple[str, ...]
    amounts: tuple[Amount, ...]
    grade: Grade
    periods: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        amounts = [vars(amount) for amount in self.amounts]
        return {"kind": self.kind, "products": list(self.products), "amounts": amounts, "grade": self.grade,
                "periods": self.periods}


def what_if(history: History, report: SalesReport, products: Sequence[str], kind: str) -> WhatIf:
    """Switch the pictures of `products` to `kind`, all else as in the last year.

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
        When the kind was not estimated, a product is unknown, or nothing was estimated at all.
    """
    overall = {(effect.kind, effect.outcome): effect for effect in report.effects if effect.product is None}
    known = {history.reference, *(name for name, _ in overall)}
    if kind not in known:
        raise Misuse(f"Nothing is known of the kind {kind!r}; known are {', '.join(sorted(known))}.", "Choose one.")
    rows = history.table
    if unknown := sorted(set(products) - set(rows["product"].unique())):
        raise Misuse(f"There is no product {unknown[0]!r} in the table.", "Choose products that are in it.")
    last = np.sort(rows["period"].unique())[-YEAR[history.period]:]
    year = rows[rows["period"].isin(last) & (rows["product"].isin(products) if len(products) else True)]
    scale = YEAR[history.period] / len(last)
    present = year.sort_values("period").groupby("product", observed=True)["kind"].last()
    switched = [str(name) for name in present.index[present != kind] if present[name] in known]
    used = [overall[one, history.outcome] for one in {kind, *present[switched]} - {history.reference}]
    amounts = tuple(_amount(outcome, year, present[switched], (report, history, kind, scale))
                    for outcome in ("units", "revenue") if outcome in rows)
    return WhatIf(kind, tuple(switched), amounts, max((effect.grade for effect in used), default="D"), len(last))


def _amount(outcome: Outcome, year: pd.DataFrame, present: pd.Series,
            asked: tuple[SalesReport, History, str, float]) -> Amount:
    report, history, kind, scale = asked
    before = year.groupby("product", observed=True)[outcome].sum().reindex(present.index).to_numpy(float) * scale
    overall = {effect.kind: effect for effect in report.effects if not effect.product and effect.outcome == outcome}
    own = {(effect.kind, effect.product): effect for effect in report.effects if effect.product}
    main = {effect.kind: effect for effect in report.effects
            if not effect.product and effect.outcome == history.outcome}

    def shift(name: str, product: str) -> tuple[float, float]:
        """Effect of a kind on a product, and the part of its error that is the product's own."""
        if name == history.reference or name not in overall:
            return 0.0, 0.0
        mean, single = overall[name], own.get((name, product))
        if single is None:
            return mean.beta, 0.0
        apart = single.standard_error**2 - main[name].standard_error**2
        return mean.beta + single.beta - main[name].beta, float(np.sqrt(max(apart, 0.0)))

    to = np.array([shift(kind, str(product)) for product in present.index]).reshape(-1, 2)
    away = np.array([shift(name, str(product)) for product, name in present.items()]).reshape(-1, 2)
    ratio = np.exp(to[:, 0] - away[:, 0])
    weight = before * ratio  # derivative of the change by the effect
    alone = float(np.sum(weight**2 * (to[:, 1] ** 2 + away[:, 1] ** 2)))
    kinds = list(overall)
    moved = np.array([weight.sum() * (name == kind) - weight[(present == name).to_numpy()].sum() for name in kinds])
    covariance = report.facts.get("covariance", {}).get(outcome, {})
    known = np.array([[covariance.get(one, {}).get(other, 0.0) for other in kinds] for one in kinds])
    spread = np.array([overall[name].standard_error for name in kinds])
    with np.errstate(divide="ignore", invalid="ignore"):  # a test may have narrowed an error: correlations stay
        scale_by = np.nan_to_num(spread / np.sqrt(np.diag(known)), posinf=0.0)
    shared = float(moved @ (known * np.outer(scale_by, scale_by)) @ moved) if len(kinds) else 0.0
    change, reach = float(np.sum(before * (ratio - 1))), REACH * float(np.sqrt(alone + max(shared, 0.0)))
    return Amount(outcome, change, change - reach, change + reach, float(before.sum()))
