"""The chart of a batch: kinds, split by the top label; a click shows only that group."""

from __future__ import annotations

from collections import Counter

import plotly.graph_objects as go
import streamlit as st

from core.nouns.analysis import KINDS
from core.nouns.intent import INTENT_LABELS
from core.words.colors import INTENT_COLORS
from core.words.labels import INTENT_WORDS, KIND_WORDS
from core.words.numerals import count
from pages.analyze import filters

FEW = 12  # photos up to which the axis counts one by one
INK = {"light": "#1B1F23", "dark": "#ECEFF2"}


def kinds_chart(found: Counter[str]) -> None:
    """Draw the chart of these groups; a click on a bar goes into the address as a filter."""
    finding = _finding(found)
    key = f"kinds-{st.session_state.get('chart_turn', 0)}"
    st.markdown(f"**{finding}**")
    st.plotly_chart(
        figure(found), key=key, on_select=lambda: _clicked(key), selection_mode="points", alt=f"Bar chart. {finding}.",
        config={
            "displaylogo": False, "modeBarButtons": [["toImage"]],
            "toImageButtonOptions": {"format": "svg", "filename": "merchlens-kinds"},
        },
    )


def figure(found: Counter[str]) -> go.Figure:
    """Stacked bars: a row for each kind, a color for each top label.

    Parameters
    ----------
    found : Counter of str
        Counts by "kind.label", as `filters.groups` makes them.
    """
    shown = filters.current()
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}  # the theme's own gray is too pale to read
    drawing = go.Figure()
    for label in INTENT_LABELS:
        pairs = [f"{kind}.{label}" for kind in KINDS]
        numbers = [found[pair] or None for pair in pairs]
        if not any(numbers):
            continue
        drawing.add_bar(
            y=[KIND_WORDS[kind] for kind in KINDS], x=numbers, customdata=pairs, orientation="h",
            name=INTENT_WORDS[label],
            text=numbers, textposition="inside", insidetextanchor="middle",
            textangle=0, textfont={"color": "#000000", "size": 14},
            marker={"color": INTENT_COLORS[label], "line": {"color": "#55606B", "width": 1}},
            hovertemplate="%{y} × " + INTENT_WORDS[label] + ": %{x:,}<extra>Click to show these</extra>",
            selectedpoints=_lit(pairs, shown), unselected={"marker": {"opacity": 0.35}},
        )
    drawing.update_layout(
        barmode="stack", height=215, showlegend=True, dragmode=False, clickmode="event+select",
        margin={"l": 0, "r": 0, "t": 34, "b": 0},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal", "font": ink,
                "title": {"text": "Top label: ", "side": "left", "font": ink}},
        xaxis={"title": {"text": "Photos", "font": ink}, "tickfont": ink, "tickformat": ",d", "rangemode": "tozero",
               "fixedrange": True, "dtick": 1 if found[filters.ALL] <= FEW else None},
        yaxis={"autorange": "reversed", "fixedrange": True, "title": None, "tickfont": ink},
    )
    return drawing


def _lit(pairs: list[str], shown: str) -> list[int] | None:
    """Bars that the filter shows; None leaves all of them alike."""
    lit = [index for index, pair in enumerate(pairs) if shown in (pair, pair.partition(".")[0])]
    return lit if shown and shown not in filters.VERDICTS else None


def _clicked(key: str) -> None:
    points = st.session_state[key].selection.points
    data = points[0].get("customdata") if points else ""
    filters.choose(data[0] if isinstance(data, list) else data or "")


def _finding(found: Counter[str]) -> str:
    """The chart's title: the largest group."""
    pairs = {group: number for group, number in found.items() if "." in group}
    largest = max(pairs, key=pairs.__getitem__)
    return f"Most common: {filters.name(largest)}, {pairs[largest]:,} of {count(sum(pairs.values()), 'photo')}"
