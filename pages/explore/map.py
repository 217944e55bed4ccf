"""The map of a set: a point for each photo, colored by any fact; a group drawn around is shown as photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core import explore, jobs
from core.nouns.intent import INTENT_LABELS
from core.nouns.job import Job
from core.site import Site
from core.words.colors import INTENT_COLORS, KIND_COLORS
from core.words.explore import (
    FACT_WORDS,
    MAP_CANCELED,
    MAP_PURPOSE,
    METHOD_WORDS,
    NOT_KNOWN,
    map_effort,
    selection_words,
    value_word,
)
from core.words.numerals import count
from pages.analyze.charts import INK
from pages.explore.figures import caption, pictures_of
from pages.explore.tiles import tiles
from pages.ui.job_progress import watch

ADDRESS = "color"  # the fact that points are colored by, in the address
SECONDS = 0.15  # for one photo in one worker process, read and looked at by the model
MOST_VALUES = 7  # of a fact that get a color of their own
REST = "(others)"  # stands for all other values
HEIGHT = 560
SVG_MOST = 3000  # points that a browser draws quickly without WebGL
COLORS = {"label": INTENT_COLORS, "shop": INTENT_COLORS, "kind": KIND_COLORS,
          "verdict": {"shoppable": "#009E73", "not_shoppable": "#999999"},
          "agreement": {"agrees": "#0072B2", "differs": "#D55E00"}}
TURNS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "cross", "triangle-down", "star")


def map_view(site: Site, job_id: str) -> None:
    """The map, its progress, or the way to make it."""
    job = explore.map_job(site, job_id)
    if job and job.running:
        map_job_id = job.job_id
        watch(lambda: jobs.find(site, map_job_id), cancel=lambda: jobs.cancel(site, map_job_id))
        return
    pictures = pictures_of(site, job_id)
    placed = explore.picture_map(site, job_id)
    if placed is None or not len(placed):
        _offer(site, job_id, job, len(pictures))
        return
    if job and job.state == "failed":
        st.warning(f"The map could not be made again. {job.message} {job.hint}")
    _map(site, job_id, replace(placed, pictures=pictures))


def _offer(site: Site, job_id: str, job: Job | None, pictures: int) -> None:
    if job and job.state == "failed":
        st.error(f"{job.message} {job.hint}")
    elif job and job.state == "cancelled":
        st.info(MAP_CANCELED)
    st.markdown(MAP_PURPOSE)
    if pictures:
        st.button("Make the map", type="primary", key="make-map", on_click=explore.start_map, args=(site, job_id))
        st.caption(map_effort(pictures, 5 + pictures * SECONDS / site.settings.workers))
    else:
        st.info("There are no analyzed photos yet.")


def _map(site: Site, job_id: str, placed: explore.Placed) -> None:
    facts = placed.facts()
    asked = st.query_params.get(ADDRESS, "")
    fact = st.selectbox("Color by", facts, index=facts.index(asked) if asked in facts else 0, key="map-color",
                        format_func=FACT_WORDS.__getitem__, width=320)
    st.query_params[ADDRESS] = fact
    event: Any = st.plotly_chart(
        figure(placed, fact), key="map", on_select="rerun", selection_mode=("lasso", "box"),
        alt=f"Map of {count(len(placed), 'photo')}, colored by {FACT_WORDS[fact].lower()}.",
        config={"displaylogo": False, "scrollZoom": True, "displayModeBar": True,
                "modeBarButtons": [["lasso2d", "select2d"], ["pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"],
                                   ["toImage"]]})
    st.caption(METHOD_WORDS[placed.method])
    _left_out(site, job_id, placed)
    outlines = outlines_of(event.selection)
    if not outlines:
        st.info("Draw around a group of points, with the lasso or as a box, to see its photos.",
                icon=":material/lasso_select:")
        st.download_button("Map (CSV)", placed.csv, f"merchlens-{job_id}-map.csv", "text/csv", key="map-csv",
                           on_click="ignore")
        return
    rows = np.unique(np.concatenate([placed.inside(outline) for outline in outlines]))
    _chosen(site, job_id, placed, rows)


def _chosen(site: Site, job_id: str, placed: explore.Placed, rows: np.ndarray) -> None:
    pictures = placed.pictures
    if not len(rows):
        st.info("There is no photo inside this outline.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(selection_words([INTENT_LABELS[label] for label in pictures.top[rows].tolist()]), anchor=False,
                     width="content")
        st.download_button("CSV", lambda: placed.csv(rows), f"merchlens-{job_id}-selection.csv", "text/csv",
                           key="selection-csv", on_click="ignore")
    tiles(site, pictures, rows, partial(caption, pictures), key="map-tiles")


def _left_out(site: Site, job_id: str, placed: explore.Placed) -> None:
    drawn, missing = len(placed.drawn()), len(placed.pictures) - len(placed)
    if drawn < len(placed):
        st.caption(f"{drawn:,} of {len(placed):,} points are drawn; a selection takes all photos inside it.")
    if missing:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{count(missing, 'photo')} of this set are not on the map: analyzed after it was made, or no "
                       "longer readable.", width="content")
            st.button("Make the map again", key="make-map", on_click=explore.start_map, args=(site, job_id))


def figure(placed: explore.Placed, fact: str) -> go.Figure:
    """The points, one trace for each value of a fact; a score is a scale of colors instead."""
    shown, uris = placed.drawn(), placed.pictures.uris
    names = np.array([uris[row].rpartition("/")[2] for row in placed.rows[shown].tolist()], dtype=object)
    points = {"x": placed.places[shown, 0], "y": placed.places[shown, 1], "text": names}
    size = 9 if len(shown) <= 1000 else 6 if len(shown) <= 5000 else 4
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing = go.Figure()
    if fact == "score":
        scores = placed.scores()[shown]
        drawing.add_trace(_trace(len(shown))(**points, mode="markers", customdata=scores, showlegend=False,
            marker={"color": scores, "colorscale": "Viridis", "size": size, "cmin": 0, "cmax": 1, "showscale": True,
                    "colorbar": {"title": {"text": "Score"}, "tickfont": ink}},
            hovertemplate="%{text}<br>score %{customdata:.2f}<extra></extra>"))
    else:
        _add_groups(drawing, fact, placed, points, size=size)
    drawing.update_xaxes(visible=False)
    drawing.update_yaxes(visible=False)
    return drawing.update_layout(height=HEIGHT, margin={"l": 0, "r": 0, "t": 30, "b": 0}, font=ink, dragmode="lasso",
                                 plot_bgcolor="rgba(128,128,128,0.06)", hovermode="closest",
                                 legend={"orientation": "h", "y": -0.01, "yanchor": "top", "x": 0,
                                         "itemsizing": "constant"})


def _add_groups(drawing: go.Figure, fact: str, placed: explore.Placed, points: dict[str, Any], *,
                size: int) -> None:
    counts = Counter(placed.values(fact))
    known = [value for value, _ in counts.most_common() if value]
    own = known if len(known) <= MOST_VALUES + 1 else known[:MOST_VALUES]
    counts[REST] = sum(counts[value] for value in known[len(own):])
    words = {value: value_word(fact, value) for value in own}
    words |= {REST: f"{len(known) - len(own):,} others", "": NOT_KNOWN}
    values = np.array([value if value in words else REST for value in placed.values(fact)])[placed.drawn()]
    for place, (value, word) in enumerate(words.items()):
        chosen = values == value
        if chosen.any():
            color, symbol = _mark(fact, value, place)
            drawing.add_trace(_trace(len(values))(
                **{name: column[chosen] for name, column in points.items()}, mode="markers",
                name=f"{word} ({counts[value]:,})", hovertemplate="%{text}<br>" + word + "<extra></extra>",
                marker={"color": color, "symbol": symbol, "size": size,
                        "line": {"color": "#55606B", "width": 0.5 if size > 4 else 0}}))


def _trace(points: int) -> Any:
    """WebGL for many points only: not every browser has it."""
    return go.Scattergl if points > SVG_MOST else go.Scatter


def _mark(fact: str, value: str, place: int) -> tuple[str, str]:
    """Color and symbol of a value, so that nothing is told by color alone."""
    if value in ("", REST):
        return ("#6B7680", "circle-open") if not value else ("#CBD0D5", "circle")
    return COLORS.get(fact, {}).get(value) or TURNS[place % len(TURNS)], SYMBOLS[place % len(SYMBOLS)]


def outlines_of(selection: Any) -> list[Sequence[tuple[float, float]]]:
    """The corners of what was drawn around: of a lasso as they are, of a box all four."""
    lassos = [list(zip(part["x"], part["y"], strict=True)) for part in selection["lasso"]]
    boxes = [[(left, low), (left, high), (right, high), (right, low)]
             for (left, right), (low, high) in ((part["x"], part["y"]) for part in selection["box"])]
    return [*lassos, *boxes]
