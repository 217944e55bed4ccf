"""Charts of a sales report."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.sales.report import sentences
from core.sales.report.sentences import kind_word as word
from core.words.colors import kind_color
from pages.analyze.charts import INK

MOST = 25  # products drawn


def color(kind: str, facts: dict[str, Any]) -> str:
    """Of a kind among those of a report."""
    return kind_color(kind, list(facts["kinds"]))


def show(drawing: go.Figure, title: str, name: str, height: int = 300) -> None:
    """A chart under its finding."""
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing.update_layout(height=height, margin={"l": 0, "r": 10, "t": 30, "b": 0}, dragmode=False, font=ink,
                          legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    drawing.update_xaxes(tickfont=ink, title_font=ink, zerolinewidth=2)
    drawing.update_yaxes(tickfont=ink, title_font=ink, automargin=True)
    st.markdown(f"**{title}**")
    st.plotly_chart(drawing, key=name, alt=f"Chart. {title}.", config={
        "displaylogo": False, "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": f"merchlens-{name}"}})


def effects(found: list[Any], facts: dict[str, Any], name: str, title: str) -> None:
    """Effects with their 95 % intervals, a point each."""
    drawing = go.Figure()
    names = [f"{effect.product}: {word(effect.kind)}" if effect.product
             else f"{word(effect.kind)}: {sentences.OUTCOME_WORDS[effect.outcome]}" for effect in found]
    drawing.add_scatter(
        x=[effect.percent for effect in found], y=names, mode="markers",
        marker={"color": [color(effect.kind, facts) for effect in found], "size": 12,
                "line": {"color": "#55606B", "width": 1}},
        error_x={"type": "data", "symmetric": False,
                 "array": [effect.percent_high - effect.percent for effect in found],
                 "arrayminus": [effect.percent - effect.percent_low for effect in found], "color": "#8a949e"},
        customdata=[[sentences.interval(effect), effect.grade] for effect in found],
        hovertemplate="%{y}<br>%{customdata[0]}<br>Grade %{customdata[1]}<extra></extra>")
    drawing.update_yaxes(autorange="reversed")
    drawing.update_xaxes(title=f"Percent, against {word(facts['reference'])}", zeroline=True)
    show(drawing, title, name, 110 + (34 if len(found) < 12 else 22) * len(found))


def weights(report: Any) -> None:
    """Standardized weights of kinds, price and the rest."""
    facts = report.facts
    main = [effect for effect in report.effects if effect.product is None and effect.outcome == facts["outcome"]]
    parts = [(word(effect.kind), effect, color(effect.kind, facts)) for effect in main]
    parts += [(sentences.TERM_WORDS.get(term.name, term.name.replace("_", " ")).capitalize(), term, "#999999")
              for term in report.terms]
    scale = [one.beta_standardized / one.beta if one.beta else 0.0 for _, one, _ in parts]
    drawing = go.Figure(go.Bar(
        y=[name for name, _, _ in parts], x=[one.beta_standardized for _, one, _ in parts], orientation="h",
        marker={"color": [shade for _, _, shade in parts], "line": {"color": "#55606B", "width": 1}},
        error_x={"type": "data", "array": [abs(factor) * (one.beta_high - one.beta)
                                           for (_, one, _), factor in zip(parts, scale, strict=True)]},
        hovertemplate="%{y}: %{x:.3f}<extra></extra>"))
    drawing.update_yaxes(autorange="reversed")
    drawing.update_xaxes(title="Standard deviations of log sales for one standard deviation")
    largest = max(parts, key=lambda part: abs(part[1].beta_standardized))[0] if parts else "Nothing"
    show(drawing, f"Largest beta weight: {largest}", "weights", 120 + 36 * len(parts))


def price_response(report: Any) -> None:
    """Units at other prices, from the price elasticity."""
    term = next((one for one in report.terms if one.name == "log_price"), None)
    if term is None:
        st.info("The table has no price, or it never changed: nothing can be said of other prices.")
        return
    change = np.linspace(-0.3, 0.3, 61)
    middle, low, high = (100 * np.expm1(beta * np.log1p(change)) for beta in (term.beta, term.beta_low, term.beta_high))
    drawing = go.Figure()
    drawing.add_scatter(x=100 * change, y=high, mode="lines", line={"width": 0}, showlegend=False, hoverinfo="skip")
    drawing.add_scatter(x=100 * change, y=low, mode="lines", line={"width": 0}, fill="tonexty", name="95 % interval",
                        fillcolor="rgba(0,114,178,0.2)", hoverinfo="skip")
    drawing.add_scatter(x=100 * change, y=middle, mode="lines", line={"color": "#0072B2"}, name="Units sold",
                        hovertemplate="Price %{x:+.0f} %: units %{y:+.0f} %<extra></extra>")
    drawing.update_xaxes(title="Change of price, percent")
    drawing.update_yaxes(title="Units sold, percent")
    show(drawing, "A price 10 % higher goes along with "
         f"{sentences.percent(100 * math.expm1(term.beta * math.log(1.1)))} units sold", "price", 320)


def contribution(report: Any) -> None:
    """Sales above what the reference picture would have brought, by period."""
    facts, drawing = report.facts, go.Figure()
    for kind, rows in report.contribution.groupby("kind"):
        drawing.add_scatter(x=rows["period"], y=rows["amount"], stackgroup="all", name=word(str(kind)),
                            line={"width": 0.5, "color": color(str(kind), facts)},
                            customdata=rows[["low", "high"]].to_numpy(),
                            hovertemplate="%{x|%d %b %Y}: %{y:,.0f} (%{customdata[0]:,.0f} to %{customdata[1]:,.0f})")
    total = report.contribution[["amount", "low", "high"]].sum()
    drawing.update_yaxes(title=f"{sentences.OUTCOME_WORDS[facts['outcome']].capitalize()} a {facts['period']}")
    show(drawing, f"{total['amount']:,.0f} {facts['outcome']} ({total['low']:,.0f} to {total['high']:,.0f}) above "
         f"those that go along with {word(facts['reference'])}", "contribution", 340)


def event_study(report: Any) -> None:
    """Sales before and after the change of picture; the time before is shaded."""
    lags: pd.DataFrame = report.diagnostics.lags
    if not len(lags):
        st.caption("Too few products changed their picture once: no look at before and after.")
        return
    drawing = go.Figure()
    for kind, rows in lags.groupby("kind"):
        ends = 100 * np.expm1(rows[["beta", "beta_low", "beta_high"]].to_numpy(float))
        drawing.add_scatter(x=rows["lag"], y=ends[:, 0], mode="markers+lines", name=word(str(kind)),
                            line={"color": color(str(kind), report.facts)},
                            error_y={"type": "data", "symmetric": False, "array": ends[:, 2] - ends[:, 0],
                                     "arrayminus": ends[:, 0] - ends[:, 1], "thickness": 1})
    drawing.add_vrect(x0=float(lags["lag"].min()) - 0.5, x1=-0.5, fillcolor="#8a949e", opacity=0.15, line_width=0)
    drawing.update_xaxes(title=f"{report.facts['period'].capitalize()}s since the picture changed (shaded: before)")
    drawing.update_yaxes(title="Percent")
    ps = ", ".join(f"{word(kind)} p = {p:.2f}" for kind, p in report.diagnostics.pre_trend_p.items())
    show(drawing, f"Before and after the change; drift before it: {ps or 'not tested'}", "events", 360)


def residuals(report: Any) -> None:
    """What the equation leaves over, against what it expects."""
    rows = report.diagnostics.residuals
    if not len(rows):
        return
    drawing = go.Figure(go.Scattergl(x=rows["fitted"], y=rows["residual"], mode="markers",
                                     marker={"color": "#0072B2", "size": 4, "opacity": 0.4}))
    drawing.update_xaxes(title=f"Expected {report.facts['outcome']}", type="log")
    drawing.update_yaxes(title="Deviance residual")
    show(drawing, "Residuals against expected sales", "residuals", 300)


def detectable(plan: Any) -> None:
    """The smallest effect that tests of other lengths find."""
    drawing = go.Figure(go.Scatter(
        x=[one["weeks"] for one in plan.curve], y=[one["mde_percent"] for one in plan.curve], mode="markers+lines",
        line={"color": "#0072B2"}, hovertemplate="%{x:.0f} weeks: %{y:.1f} %<extra></extra>"))
    drawing.add_hline(y=plan.effect_percent, line_dash="dash", annotation_text="wished for")
    drawing.update_xaxes(title="Weeks of the test")
    drawing.update_yaxes(title="Smallest effect found, percent", rangemode="tozero")
    show(drawing, f"{plan.weeks} weeks find an effect of {plan.mde_percent:.1f} %", "detectable", 300)
