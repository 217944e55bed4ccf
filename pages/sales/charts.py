"""Charts of a sales report, drawn with Plotly; the verbs say what they show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core import sales
from core.words.colors import rgb
from core.words.markdown import plain
from pages.analyze.charts import INK

OUTLINE, SOFT = "#55606B", "#8A949E"
BAND = 0.2  # opacity of an interval around a curve
ROW, SMALL_ROW, MANY = 34, 22, 12  # pixels of a row, also where there are many
LABEL_START, LABEL_END = 16, 17  # letters of a long label that stay, so that a chart keeps its width


def report_chart(report: Any, name: str, *, products: Sequence[str] = (), empty: str = "") -> None:
    """Draw a chart of a report, or say why it is missing."""
    chart = sales.chart(report, name, products=products)
    if chart is not None:
        show(chart)
    elif empty:
        st.info(empty)


def show(chart: sales.Chart) -> None:
    """Draw a chart below its title."""
    drawing = _intervals(chart) if isinstance(chart, sales.IntervalChart) else _curves(chart)
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing.update_layout(margin={"l": 0, "r": 10, "t": 30, "b": 0}, dragmode=False, font=ink,
                          legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    drawing.update_xaxes(tickfont=ink, title_font=ink, zerolinewidth=2)
    drawing.update_yaxes(tickfont=ink, title_font=ink, automargin=True)
    st.markdown(f"**{plain(chart.title)}**")
    st.plotly_chart(drawing, key=f"chart-{chart.name}", alt=f"Chart. {chart.title}.", config={
        "displaylogo": False, "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": f"merchlens-{chart.name}"}})


def _intervals(chart: sales.IntervalChart) -> go.Figure:
    rows = chart.rows
    values = np.array([row.value for row in rows])
    error = {"type": "data", "symmetric": False, "array": np.array([row.high for row in rows]) - values,
             "arrayminus": values - np.array([row.low for row in rows]), "color": SOFT}
    style = {"color": [row.color for row in rows], "line": {"color": OUTLINE, "width": 1}}
    places = list(range(len(rows)))
    common = {"x": values, "y": places, "error_x": error,
              "customdata": [(row.label, row.note) for row in rows],
              "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>"}
    drawing = go.Figure(go.Bar(orientation="h", marker=style, **common) if chart.style == "bars"
                        else go.Scatter(mode="markers", marker={**style, "size": 12}, **common))
    drawing.update_yaxes(autorange="reversed", tickvals=places, ticktext=[_short(row.label) for row in rows])
    drawing.update_xaxes(title=chart.axis, zeroline=True)
    drawing.update_layout(height=110 + (ROW if len(rows) < MANY else SMALL_ROW) * len(rows), showlegend=False)
    return drawing


def _curves(chart: sales.CurveChart) -> go.Figure:
    drawing = go.Figure()
    for curve in chart.curves:
        if chart.style == "dots":
            drawing.add_scattergl(x=curve.x, y=curve.values, mode="markers", showlegend=False,
                                  marker={"color": curve.color, "size": 4, "opacity": 0.4})
        elif chart.style == "stack":
            drawing.add_scatter(x=curve.x, y=curve.values, stackgroup="all", name=curve.label,
                                line={"width": 0.5, "color": curve.color}, customdata=_ends(curve),
                                hovertemplate="%{x}: %{y:,.0f} (%{customdata[0]:,.0f} to %{customdata[1]:,.0f})")
        else:
            _line(drawing, curve)
    if chart.mark:
        draw = drawing.add_vline if chart.mark[0] == "x" else drawing.add_hline
        draw(chart.mark[1], line_dash="dash", line_color=SOFT, line_width=1)
    drawing.update_xaxes(title=chart.x_axis, type="log" if chart.style == "dots" else None)
    drawing.update_yaxes(title=chart.y_axis)
    drawing.update_layout(height=340, showlegend=chart.style != "dots")
    return drawing


def _line(drawing: go.Figure, curve: sales.Curve) -> None:
    """A curve with its interval as a band."""
    ends = _ends(curve)
    if curve.low is not None and curve.high is not None:
        hidden = {"mode": "lines", "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip"}
        shade = f"rgba({', '.join(map(str, rgb(curve.color)))}, {BAND})"
        drawing.add_scatter(x=curve.x, y=curve.high, **hidden)
        drawing.add_scatter(x=curve.x, y=curve.low, fill="tonexty", fillcolor=shade, **hidden)
        hover = "%{x}: %{y:+.1f} (%{customdata[0]:+.1f} to %{customdata[1]:+.1f})"
    else:
        hover = "%{x}: %{y:.1f}"
    drawing.add_scatter(x=curve.x, y=curve.values, mode="lines+markers", name=curve.label, customdata=ends,
                        line={"color": curve.color}, marker={"size": 5}, hovertemplate=hover)


def _ends(curve: sales.Curve) -> np.ndarray | None:
    return None if curve.low is None or curve.high is None else np.stack([curve.low, curve.high], axis=1)


def _short(label: str) -> str:
    """A label without the middle of a long product name."""
    return label if len(label) <= LABEL_START + LABEL_END else f"{label[:LABEL_START]}…{label[-LABEL_END:]}"
