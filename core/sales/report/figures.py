"""A report's charts as PNG and SVG, drawn with matplotlib for files; `charts` says what they show."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from core.errors import Misuse
from core.sales.effects.effect import SalesReport
from core.sales.report.charts import CHARTS, Chart, Curve, CurveChart, IntervalChart, chart, product_names
from core.sales.report.sentences import headline

INK, SOFT = "#1B1F23", "#55606B"
ON_PAPER = ("effects", "beta_weights", "products", "contribution", "event_study")
MOST_PRODUCTS = 15  # on a sheet of paper
INCHES, ROW_INCHES, CHART_INCHES = 7.2, 0.2, 3.0


def charts_of(report: SalesReport) -> list[Chart]:
    """The charts of a file, as far as this report has data for them."""
    if report.method is None:
        return []
    products = product_names(report)[:MOST_PRODUCTS]
    charts = (chart(report, name, products=products) for name in ON_PAPER)
    return [content for content in charts if content is not None]


def draw(report: SalesReport, name: str, form: str = "svg") -> bytes:
    """One chart as SVG or PNG.

    Raises
    ------
    Misuse
        When the report has no data for it.
    """
    content = chart(report, name) if name in CHARTS else None
    if content is None:
        raise Misuse(f"This report has no chart {name[:40]!r}.", f"Choose one of {', '.join(ON_PAPER)}.")
    return draw_chart(content, report, form)


def draw_chart(content: Chart, report: SalesReport, form: str = "svg") -> bytes:
    """A chart as SVG or PNG, as tall as its rows need."""
    rows = len(content.rows) if isinstance(content, IntervalChart) else 0
    figure = Figure(figsize=(INCHES, max(CHART_INCHES, ROW_INCHES * rows)), layout="constrained")
    _draw(figure.add_subplot(), content, report)
    return _save(figure, form)


def overview(report: SalesReport, form: str) -> bytes:
    """All charts on one sheet, as SVG or PNG (200 dots an inch)."""
    charts = charts_of(report)
    rows, columns = max(1, (len(charts) + 1) // 2), 2 if len(charts) > 1 else 1
    figure = Figure(figsize=(11, 3.4 * rows + 0.8), layout="constrained")
    figure.suptitle(headline(report), fontsize=13, fontweight="bold", color=INK)
    for place, content in enumerate(charts, 1):
        _draw(figure.add_subplot(rows, columns, place), content, report)
    return _save(figure, form)


def _draw(axes: Axes, content: Chart, report: SalesReport) -> None:
    if isinstance(content, CurveChart):
        _curves(axes, content)
    else:
        _intervals(axes, content)
    simulated = " (simulated shop)" if report.facts["simulated"] else ""
    axes.set_title(content.title + simulated, loc="left", fontsize=10, fontweight="bold", color=INK, wrap=True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK, labelsize=8)


def _intervals(axes: Axes, content: IntervalChart) -> None:
    for place, row in enumerate(content.rows):
        if content.style == "bars":
            axes.barh(place, row.value, color=row.color, edgecolor=SOFT, height=0.6)
        axes.plot([row.low, row.high], [place, place], color=SOFT, lw=1.5, zorder=1 if content.style == "points" else 3)
        if content.style == "points":
            axes.plot([row.value], [place], marker="o", ms=7, color=row.color, mec=INK, mew=0.6, zorder=2)
            axes.annotate(row.tag, (row.high, place), xytext=(6, 0), textcoords="offset points", va="center",
                          fontsize=7, color=INK)
    small = len(content.rows) > MOST_PRODUCTS
    axes.set_yticks(range(len(content.rows)), [row.label for row in content.rows], fontsize=6 if small else 8)
    axes.margins(x=0.25 if content.style == "points" else 0.05)
    axes.axvline(0, color=SOFT, lw=1)
    axes.invert_yaxis()
    axes.set_xlabel(content.axis)


def _curves(axes: Axes, content: CurveChart) -> None:
    if content.style == "stack":
        _stack(axes, content.curves)
    for curve in content.curves if content.style != "stack" else ():
        if curve.low is not None and curve.high is not None:
            axes.fill_between(curve.x, curve.low, curve.high, color=curve.color, alpha=0.2, lw=0)
        axes.plot(curve.x, curve.values, color=curve.color, marker="o", ms=3, label=curve.label,
                  lw=0 if content.style == "dots" else 1.5)
    axes.axhline(0, color=SOFT, lw=1)
    if content.mark:
        {"x": axes.axvline, "y": axes.axhline}[content.mark[0]](content.mark[1], color=SOFT, lw=1, ls="--")
    if content.style == "dots":
        axes.set_xscale("log")
    else:
        axes.legend(loc="upper left", fontsize=8, frameon=False)
    axes.set_xlabel(content.x_axis)
    axes.set_ylabel(content.y_axis)


def _stack(axes: Axes, curves: tuple[Curve, ...]) -> None:
    """Areas on top of each other; a period that a curve lacks counts as 0."""
    periods = np.unique(np.concatenate([curve.x for curve in curves]))
    bottom = np.zeros(len(periods))
    for curve in curves:
        top = bottom.copy()
        top[np.searchsorted(periods, curve.x)] += curve.values
        axes.fill_between(periods, bottom, top, color=curve.color, label=curve.label, lw=0)
        bottom = top
    axes.tick_params(axis="x", labelrotation=30)


def _save(figure: Figure, form: str) -> bytes:
    data = io.BytesIO()
    figure.savefig(data, format=form, dpi=200, metadata={"Date": None} if form == "svg" else None)
    return data.getvalue()
