"""Charts of a report as PNG and SVG, for files; pages draw their own."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from core.sales.effects.effect import Effect, SalesReport, Term
from core.sales.history import kind_word
from core.sales.report.sentences import OUTCOME_WORDS, TERM_WORDS, headline, percent
from core.words.colors import kind_color

INK, SOFT = "#1B1F23", "#55606B"
MOST_PRODUCTS = 15


def percent_by_kind(axes: Axes, report: SalesReport) -> None:
    """Effects over all products with their intervals."""
    effects = [effect for effect in report.effects if effect.product is None]
    kinds = list(report.facts["kinds"])
    names = [f"{kind_word(effect.kind)}: {OUTCOME_WORDS[effect.outcome]}" for effect in effects]
    _points(axes, effects, [kind_color(effect.kind, kinds) for effect in effects])
    axes.set_yticks(range(len(effects)), names)
    for place, effect in enumerate(effects):
        axes.annotate(f"{percent(effect.percent)}  grade {effect.grade}", (effect.percent_high, place), xytext=(6, 0),
                      textcoords="offset points", va="center", fontsize=8, color=INK)
    axes.margins(x=0.25)
    axes.set_xlabel(f"Percent, against {kind_word(report.facts['reference'])}; bars are 95 % intervals")


def beta_weights(axes: Axes, report: SalesReport) -> None:
    """Standardized weights of kinds, price and the rest."""
    kinds = list(report.facts["kinds"])
    main = [effect for effect in report.effects
            if effect.product is None and effect.outcome == report.facts["outcome"]]
    names = [*(kind_word(effect.kind) for effect in main),
             *(TERM_WORDS.get(term.name, term.name.replace("_", " ")).capitalize() for term in report.terms)]
    shown: list[Effect | Term] = [*main, *report.terms]
    weights = [one.beta_standardized for one in shown]
    scales = [one.beta_standardized / one.beta if one.beta else 0.0 for one in shown]
    ends = np.array([(one.beta_low * scale, one.beta_high * scale)
                     for one, scale in zip(shown, scales, strict=True)]).reshape(-1, 2)
    colors = [*(kind_color(effect.kind, kinds) for effect in main), *(["#999999"] * len(report.terms))]
    axes.barh(range(len(names)), weights, color=colors, edgecolor=SOFT, height=0.6)
    middle = np.array(weights)
    axes.errorbar(middle, range(len(names)), xerr=np.abs(ends.T - middle), fmt="none", ecolor=INK, capsize=3)
    axes.set_yticks(range(len(names)), names)
    _zero(axes)
    axes.set_xlabel("Standard deviations of log sales for one standard deviation")


def percent_by_product(axes: Axes, report: SalesReport) -> None:
    """Effects of single products, the strongest kind's first."""
    effects = [effect for effect in report.effects if effect.product is not None]
    kinds = list(report.facts["kinds"])
    names = sorted({effect.product or "" for effect in effects}, key=lambda name: (len(name), name))[:MOST_PRODUCTS]
    shown = [effect for name in names for effect in effects if effect.product == name]
    _points(axes, shown, [kind_color(effect.kind, kinds) for effect in shown])
    several = len({effect.kind for effect in shown}) > 1
    labels = [f"{effect.product}: {kind_word(effect.kind)}" if several else effect.product or "" for effect in shown]
    axes.set_yticks(range(len(shown)), labels, fontsize=7)
    axes.set_xlabel(f"Percent of {OUTCOME_WORDS[report.facts['outcome']]}, 95 % intervals")


def contribution(axes: Axes, report: SalesReport) -> None:
    """Sales above what the reference picture would have brought, by period."""
    kinds = list(report.facts["kinds"])
    table = report.contribution.assign(period=pd.to_datetime(report.contribution["period"]))
    wide = table.pivot_table(index="period", columns="kind", values="amount", aggfunc="sum").fillna(0.0)
    bottom = np.zeros(len(wide))
    for kind in wide.columns:
        top = bottom + wide[kind].to_numpy()
        shade = kind_color(kind, kinds)
        axes.fill_between(wide.index.to_numpy(), bottom, top, color=shade, label=kind_word(kind), lw=0)
        bottom = top
    axes.legend(loc="upper left", fontsize=8, frameon=False)
    axes.set_ylabel(f"{OUTCOME_WORDS[report.facts['outcome']].capitalize()} a {report.facts['period']}")
    axes.tick_params(axis="x", labelrotation=30)


def event_study(axes: Axes, report: SalesReport) -> None:
    """Sales before and after the change of picture."""
    lags, kinds = report.diagnostics.lags, list(report.facts["kinds"])
    for kind, rows in lags.groupby("kind"):
        shade = kind_color(str(kind), kinds)
        values = 100 * np.expm1(rows[["beta", "beta_low", "beta_high"]].to_numpy(float))
        axes.fill_between(rows["lag"], values[:, 1], values[:, 2], color=shade, alpha=0.2, lw=0)
        axes.plot(rows["lag"], values[:, 0], color=shade, marker="o", ms=3, label=kind_word(str(kind)))
    axes.axvline(-0.5, color=SOFT, lw=1, ls="--")
    axes.axhline(0, color=SOFT, lw=1)
    axes.legend(loc="upper left", fontsize=8, frameon=False)
    axes.set_xlabel(f"{report.facts['period'].capitalize()}s since the picture changed")
    axes.set_ylabel("Percent")


CHARTS: dict[str, tuple[str, Callable[[Axes, SalesReport], None]]] = {
    "percent_by_kind": ("What kinds of pictures go along with", percent_by_kind),
    "beta_weights": ("Beta weights: what moves sales most", beta_weights),
    "percent_by_product": ("By product", percent_by_product),
    "contribution": ("Sales above those that go along with the reference picture", contribution),
    "event_study": ("Before and after the change of picture", event_study),
}


def charts_of(report: SalesReport) -> list[str]:
    """Names of the charts that this report has data for."""
    if report.method is None:
        return []
    has = {"percent_by_product": any(effect.product for effect in report.effects),
           "contribution": len(report.contribution) > 0, "event_study": len(report.diagnostics.lags) > 0}
    return [name for name in CHARTS if has.get(name, True)]


def chart(report: SalesReport, name: str, form: str = "svg") -> bytes:
    """One chart as SVG or PNG."""
    title, draw = CHARTS[name]
    count = min(MOST_PRODUCTS * 2, sum(effect.product is not None for effect in report.effects))
    tall = max(2.4, 0.2 * count) if name == "percent_by_product" else 3.0
    figure = Figure(figsize=(7.2, tall), layout="constrained")
    axes = figure.add_subplot()
    draw(axes, report)
    _finish(axes, title, report)
    return _saved(figure, form)


def overview(report: SalesReport, form: str) -> bytes:
    """All charts on one sheet, as SVG or PNG (200 dots an inch)."""
    names = charts_of(report)
    figure = Figure(figsize=(11, 3.4 * max(1, (len(names) + 1) // 2) + 0.8), layout="constrained")
    figure.suptitle(headline(report), fontsize=13, fontweight="bold", color=INK)
    for place, name in enumerate(names, 1):
        axes = figure.add_subplot(max(1, (len(names) + 1) // 2), 2 if len(names) > 1 else 1, place)
        CHARTS[name][1](axes, report)
        _finish(axes, CHARTS[name][0], report)
    return _saved(figure, form)


def _points(axes: Axes, effects: list[Effect], colors: list[str]) -> None:
    for place, (effect, shade) in enumerate(zip(effects, colors, strict=True)):
        axes.plot([effect.percent_low, effect.percent_high], [place, place], color=SOFT, lw=1.5, zorder=1)
        axes.plot([effect.percent], [place], marker="o", ms=7, color=shade, mec=INK, mew=0.6, zorder=2)
    _zero(axes)


def _zero(axes: Axes) -> None:
    axes.axvline(0, color=SOFT, lw=1)
    axes.invert_yaxis()


def _finish(axes: Axes, title: str, report: SalesReport) -> None:
    made_up = " (simulated shop)" if report.facts["simulated"] else ""
    axes.set_title(title + made_up, loc="left", fontsize=10, fontweight="bold", color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK, labelsize=8)


def _saved(figure: Figure, form: str) -> bytes:
    data = io.BytesIO()
    figure.savefig(data, format=form, dpi=200, metadata={"Date": None} if form == "svg" else None)
    return data.getvalue()
