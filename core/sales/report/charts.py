"""What each chart of a study shows, once for every renderer: its title, its axes, and values with their intervals.

Pages draw these charts with Plotly, files with matplotlib (`core.sales.report.figures`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.errors import Misuse
from core.sales.report.sentences import main_effects
from core.words.colors import KIND_COLORS, kind_color
from core.words.numerals import log_percent, percent, percent_interval, signed
from core.words.sales import DEPENDENT_WORDS, kind_word, term_word

if TYPE_CHECKING:  # doors import this module, and the numbers' packages open only where a study is read
    from core.sales.effects.effect import Effect, SalesReport, Term
    from core.sales.experiments.plan import TestPlan

TERM_COLOR, MAIN_COLOR = "#999999", KIND_COLORS["model_face"]
MOST_PRODUCTS = 25  # in a chart of single products
PRICES = np.linspace(-0.3, 0.3, 61)  # changes of price that the response is drawn for


@dataclass(frozen=True)
class Interval:
    """One row of an `IntervalChart`: a value with the ends of its 95 % interval.

    Attributes
    ----------
    label : str
    value, low, high : float
    color : str
        As #RRGGBB.
    note : str
        The value and its interval in words, to show on hover.
    tag : str
        The value in a few letters, to show beside it; "" for none.
    """

    label: str
    value: float
    low: float
    high: float
    color: str
    note: str
    tag: str = ""


@dataclass(frozen=True)
class IntervalChart:
    """Values with their 95 % intervals, one below the other.

    Attributes
    ----------
    name : str
        For file names and keys.
    title, axis : str
    rows : tuple of Interval
    style : {"points", "bars"}
    """

    name: str
    title: str
    axis: str
    rows: tuple[Interval, ...]
    style: Literal["points", "bars"] = "points"


@dataclass(frozen=True, eq=False)
class Curve:
    """Values over x with their 95 % interval.

    Attributes
    ----------
    label, color : str
    x : ndarray, shape (n,)
        Numbers or days (datetime64).
    values : ndarray of float64, shape (n,)
    low, high : ndarray of float64, shape (n,), or None
        None where there is no interval.
    """

    label: str
    color: str
    x: np.ndarray
    values: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class CurveChart:
    """Curves over time, price or weeks.

    Attributes
    ----------
    name : str
        For file names and keys.
    title, x_axis, y_axis : str
    curves : tuple of Curve
    style : {"lines", "stack", "dots"}
        Lines with their interval as a band, areas on top of each other, or unconnected dots over a log x axis.
    mark : (str, float) or None
        A line across: ("x", position) or ("y", position).
    """

    name: str
    title: str
    x_axis: str
    y_axis: str
    curves: tuple[Curve, ...]
    style: Literal["lines", "stack", "dots"] = "lines"
    mark: tuple[Literal["x", "y"], float] | None = None


Chart = IntervalChart | CurveChart


def chart(report: SalesReport, name: str, *, products: Sequence[str] = ()) -> Chart | None:
    """One chart of a report.

    Parameters
    ----------
    report : SalesReport
    name : str
        One of `CHARTS`.
    products : sequence of str
        For "products": which ones, the first `MOST_PRODUCTS` of them; by default the first of all.

    Returns
    -------
    IntervalChart, CurveChart or None
        None where the report has no data for it.

    Raises
    ------
    Misuse
        For another name.
    """
    if name not in CHARTS:
        raise Misuse(f"{name[:40]!r} is not a chart of a sales report.", f"Choose one of {', '.join(CHARTS)}.")
    if name == "products":
        return product_effects(report, products)
    return CHARTS[name](report)


def effects(report: SalesReport) -> IntervalChart | None:
    """Effects of each photo type over all products, on units, revenue and price."""
    overall = [effect for effect in report.effects if effect.product is None]
    rows = tuple(_interval(effect, report, f"{kind_word(effect.kind)}: {DEPENDENT_WORDS[effect.dependent]}")
                 for effect in overall)
    return IntervalChart("effects", "Effect of each photo type", _effect_axis(report), rows) if rows else None


def price_effects(report: SalesReport) -> IntervalChart | None:
    """Effects of each photo type on the price."""
    rows = tuple(_interval(effect, report, kind_word(effect.kind)) for effect in report.effects
                 if effect.product is None and effect.dependent == "price")
    return IntervalChart("price_effects", "Price by photo type", _effect_axis(report), rows) if rows else None


def product_effects(report: SalesReport, products: Sequence[str] = ()) -> IntervalChart | None:
    """Effects for single products: at most `MOST_PRODUCTS` of `products`, or the first of all."""
    single = [effect for effect in report.effects if effect.product is not None]
    names = list(products) or product_names(report)
    rows = tuple(_interval(effect, report, f"{effect.product}: {kind_word(effect.kind)}")
                 for name in names[:MOST_PRODUCTS] for effect in single if effect.product == name)
    title = f"Effect on {DEPENDENT_WORDS[report.facts['outcome']]} by product"
    return IntervalChart("products", title, _effect_axis(report), rows) if rows else None


def product_names(report: SalesReport) -> list[str]:
    """Products with an effect of their own, "Product 2" before "Product 10"."""
    return sorted({effect.product for effect in report.effects if effect.product is not None},
                  key=lambda name: (len(name), name))


def beta_weights(report: SalesReport) -> IntervalChart | None:
    """Standardized weights of photo types, price and the other columns."""
    types = list(report.facts["kinds"])
    parts: list[tuple[str, Effect | Term, str]] = [
        (kind_word(effect.kind), effect, kind_color(effect.kind, types)) for effect in main_effects(report)]
    parts += [(term_word(term.name).capitalize(), term, TERM_COLOR) for term in report.terms]
    if not parts:
        return None
    rows = tuple(_weight(*part) for part in parts)
    largest = max(rows, key=lambda row: abs(row.value)).label
    return IntervalChart("beta_weights", f"Largest beta weight: {largest}",
                         "Standard deviations of log sales per standard deviation of the column", rows, "bars")


def price_response(report: SalesReport) -> CurveChart | None:
    """Unit sales at other prices, from the price elasticity."""
    term = next((term for term in report.terms if term.name == "log_price"), None)
    if term is None:
        return None
    values, low, high = (100 * np.expm1(beta * np.log1p(PRICES)) for beta in (term.beta, term.beta_low, term.beta_high))
    change = log_percent(term.beta * math.log(1.1))
    return CurveChart("price_response", f"A 10 % higher price is associated with {change} in unit sales",
                      "Change of price (%)", "Change of unit sales (%)",
                      (Curve("Unit sales", MAIN_COLOR, 100 * PRICES, values, np.minimum(low, high),
                             np.maximum(low, high)),), mark=("x", 0.0))


def contribution(report: SalesReport) -> CurveChart | None:
    """Sales of each period above those expected with the reference type throughout."""
    facts, table = report.facts, report.contribution
    if not len(table):
        return None
    curves = tuple(Curve(kind_word(str(kind)), kind_color(str(kind), list(facts["kinds"])), rows["period"].to_numpy(),
                         *(rows[name].to_numpy(float) for name in ("amount", "low", "high")))
                   for kind, rows in table.groupby("kind"))
    total, low, high = table[["amount", "low", "high"]].sum()
    unit = "units" if facts["outcome"] == "units" else facts["currency"]
    size = f"{signed(total)} {unit}".strip()
    title = f"Difference from “{kind_word(facts['reference'])}” throughout: {size} ({signed(low)} to {signed(high)})"
    return CurveChart("contribution", title, "", f"{DEPENDENT_WORDS[facts['outcome']].capitalize()} per "
                      f"{facts['period']}", curves, "stack")


def event_study(report: SalesReport) -> CurveChart | None:
    """Sales before and after products changed their photo type."""
    lags, types = report.diagnostics.lags, list(report.facts["kinds"])
    if not len(lags):
        return None
    curves = []
    for kind, rows in lags.groupby("kind"):
        values = 100 * np.expm1(rows[["beta", "beta_low", "beta_high"]].to_numpy(float))
        curves.append(Curve(kind_word(str(kind)), kind_color(str(kind), types), rows["lag"].to_numpy(), *values.T))
    drift = ", ".join(f"{kind_word(kind)} p = {p:.2f}" for kind, p in report.diagnostics.pre_trend_p.items())
    return CurveChart("event_study", f"Before and after the change; earlier drift: {drift or 'not tested'}",
                      f"{report.facts['period'].capitalize()}s since the photo changed",
                      f"Change of {DEPENDENT_WORDS[report.facts['outcome']]} (%)", tuple(curves), mark=("x", -0.5))


def residuals(report: SalesReport) -> CurveChart | None:
    """What the equation leaves unexplained, by the sales that it expects."""
    rows = report.diagnostics.residuals
    if not len(rows):
        return None
    what = DEPENDENT_WORDS[report.facts["outcome"]]
    points = Curve("", MAIN_COLOR, rows["fitted"].to_numpy(float), rows["residual"].to_numpy(float))
    return CurveChart("residuals", f"Residuals by expected {what}", f"Expected {what}", "Deviance residual", (points,),
                      "dots")


def detectable_effects(plan: TestPlan) -> CurveChart:
    """The smallest effect that tests of other lengths detect, beside the effect of the plan."""
    weeks = np.array([point["weeks"] for point in plan.curve])
    smallest = np.array([point["mde_percent"] for point in plan.curve])
    title = f"A test of {plan.weeks} weeks detects effects of {plan.mde_percent:.1f} % or more"
    return CurveChart("detectable_effects", title, "Weeks of the test", "Smallest detectable effect (%)",
                      (Curve("Smallest detectable effect", MAIN_COLOR, weeks, smallest),),
                      mark=("y", plan.effect_percent))


CHARTS: dict[str, Callable[[SalesReport], Chart | None]] = {
    "effects": effects, "beta_weights": beta_weights, "products": product_effects, "contribution": contribution,
    "event_study": event_study, "price_effects": price_effects, "price_response": price_response,
    "residuals": residuals,
}


def _interval(effect: Effect, report: SalesReport, label: str) -> Interval:
    note = f"{percent_interval(effect.percent, effect.percent_low, effect.percent_high)}, grade {effect.grade}"
    return Interval(label, effect.percent, effect.percent_low, effect.percent_high,
                    kind_color(effect.kind, list(report.facts["kinds"])), note,
                    f"{percent(effect.percent)}, {effect.grade}")


def _weight(label: str, part: Effect | Term, color: str) -> Interval:
    scale = part.beta_standardized / part.beta if part.beta else 0.0
    return Interval(label, part.beta_standardized, part.beta_low * scale, part.beta_high * scale, color,
                    f"{part.beta_standardized:+.3f}")


def _effect_axis(report: SalesReport) -> str:
    return f"Change compared with {kind_word(report.facts['reference'])} (%), with 95 % intervals"
