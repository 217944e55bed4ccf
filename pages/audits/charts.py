"""The chart of a catalog: what its photos are seen as, by category; a click lists them."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core.nouns.intent import INTENT_LABELS
from core.words.colors import INTENT_COLORS
from core.words.labels import INTENT_WORDS
from core.words.numerals import count
from pages.analyze.charts import INK
from pages.audits import filters

MOST = 12  # categories drawn, the largest first
NAME = 32  # letters of a category on the axis


def categories_chart(by_category: dict[str, dict[str, int]]) -> None:
    """Draw stacked bars: a row for each category, a color for each label."""
    title = _finding(by_category)
    key = f"categories-{st.session_state.get('chart_turn', 0)}"
    st.markdown(f"**{title}**")
    st.plotly_chart(
        figure(dict(list(by_category.items())[:MOST])), key=key, on_select=lambda: _select(key),
        selection_mode="points", alt=f"Bar chart. {title}.",
        config={"displaylogo": False, "modeBarButtons": [["toImage"]],
                "toImageButtonOptions": {"format": "svg", "filename": "merchlens-categories"}},
    )
    if len(by_category) > MOST:
        st.caption(f"The largest {MOST} of {count(len(by_category), 'category', 'categories')}.")


def figure(by_category: dict[str, dict[str, int]]) -> go.Figure:
    """Shares of labels by category, with the counts inside the bars."""
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing = go.Figure()
    names = list(by_category)
    for label in INTENT_LABELS:
        numbers = [by_category[name][label] for name in names]
        if not any(numbers):
            continue
        shares = [number / max(1, sum(by_category[name].values())) for name, number in zip(names, numbers, strict=True)]
        drawing.add_bar(
            y=[_short(name) for name in names], x=shares, orientation="h", name=INTENT_WORDS[label],
            customdata=[[name, label, number] for name, number in zip(names, numbers, strict=True)],
            text=[f"{number:,}" if number else "" for number in numbers], textposition="inside", textangle=0,
            insidetextanchor="middle", textfont={"color": "#000000", "size": 13},
            marker={"color": INTENT_COLORS[label], "line": {"color": "#55606B", "width": 1}},
            hovertemplate="%{y} × " + INTENT_WORDS[label] + ": %{customdata[2]:,}<extra>Click to list them</extra>",
        )
    drawing.update_layout(
        barmode="stack", height=110 + 30 * len(names), showlegend=True, dragmode=False, clickmode="event+select",
        margin={"l": 0, "r": 26, "t": 34, "b": 0},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal", "font": ink,
                "title": {"text": "Seen as: ", "side": "left", "font": ink}},
        xaxis={"title": {"text": "Share of the category's photos", "font": ink}, "tickfont": ink, "tickformat": ".0%",
               "range": [0, 1], "fixedrange": True},
        yaxis={"autorange": "reversed", "fixedrange": True, "title": None, "tickfont": ink, "automargin": True},
    )
    return drawing


def _short(name: str) -> str:
    """The end of a long category path, which says more than its beginning."""
    return name if len(name) <= NAME else "…" + name[-NAME + 1:]


def _select(key: str) -> None:
    points = st.session_state[key].selection.points
    data = points[0].get("customdata") if points else None
    if data:
        filters.choose(str(data[0]), str(data[1]))


def _finding(by_category: dict[str, dict[str, int]]) -> str:
    """The chart's title: the category with most photos without shopping intent."""
    worst = max(by_category, key=lambda name: by_category[name]["negative"])
    number, total = by_category[worst]["negative"], sum(by_category[worst].values())
    if not number:
        return "Every category's photos show shopping intent"
    return f"Most photos without shopping intent: {_short(worst)}, {number:,} of {total:,}"
