"""The views of a set: labels against the shop's, hardest photos, slices."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core import explore
from core.nouns.intent import INTENT_LABELS
from core.site import Site
from core.words.colors import INTENT_COLORS
from core.words.explore import (
    CORRECTED,
    LONE_MEANING,
    LONE_NEEDS_MAP,
    LONE_PHOTOS,
    MEASURE_WORDS,
    NO_TRUTH,
    SELECT_SLICE,
    confusion_table,
    slice_word,
    slices_table,
    summary,
)
from core.words.labels import INTENT_WORDS
from core.words.numerals import count
from pages.analyze.charts import INK
from pages.explore.tiles import tiles
from pages.ui import state

CLOSEST = 240  # photos that are shown as closest calls


def against_shop(site: Site, job_id: str) -> None:
    """Confusion, reliability and score histograms."""
    pictures = pictures_of(site, job_id)
    answer = explore.answer(site, job_id)
    st.markdown(summary(answer))
    if not len(pictures):
        return
    if answer["known"]:
        left, right = st.columns(2, gap="large")
        with left:
            st.subheader("Shop's label and the model's", anchor=False)
            st.table(confusion_table(answer["confusion"]["counts"]), hide_index=True)
        with right:
            st.subheader("Reliability", anchor=False)
            calibration = explore.reliability(pictures)
            if calibration:
                st.plotly_chart(_diagram(calibration), key="reliability",
                                alt="Share of labels that agree with the shop's, by best score.")
    st.subheader("Best scores by label", anchor=False)
    st.plotly_chart(_histogram(pictures), key="histogram", alt="Histogram of best scores by label.")
    _downloads(pictures, job_id, ("confusion.csv", "reliability.csv"))


def hardest_photos(site: Site, job_id: str) -> None:
    """Closest calls, and the surest labels that differ from the shop's."""
    pictures = pictures_of(site, job_id)
    rows = explore.surprising(pictures)
    if len(rows):
        st.subheader("Surest labels that differ from the shop's", anchor=False)
        tiles(site, pictures, rows, partial(caption, pictures), key="surprising")
    elif not pictures.known.any():
        st.caption(NO_TRUTH)
    _lone_photos(site, job_id, pictures)
    st.subheader("Closest calls: the two best scores are nearest", anchor=False)
    tiles(site, pictures, explore.hardest(pictures)[:CLOSEST], partial(caption, pictures), key="hardest")
    _downloads(pictures, job_id, ("pictures.csv",))


def _lone_photos(site: Site, job_id: str, pictures: explore.Pictures) -> None:
    found = explore.lone(site, job_id)
    if found is None:
        st.caption(LONE_NEEDS_MAP)
    elif found:
        st.subheader(LONE_PHOTOS, anchor=False)
        st.caption(LONE_MEANING)
        words = {item.row: f"{caption(pictures, item.row)} · {item.neighbors} of 10 neighbors: "
                           f"{INTENT_WORDS[INTENT_LABELS[item.label]]}" for item in found}
        tiles(site, pictures, np.array(list(words)), words.__getitem__, key="lone")


def weak_slices(site: Site, job_id: str) -> None:
    """Slices with a higher rate than the rest."""
    pictures = pictures_of(site, job_id)
    answer = explore.answer(site, job_id)
    st.markdown(MEASURE_WORDS[answer["slices"]["measure"]])
    if not answer["slices"]["rows"]:
        st.info("There are too few photos: a slice and its rest need five each.")
        return
    rows = answer["slices"]["rows"]
    chosen: Any = st.dataframe(slices_table(rows), hide_index=True, height="content", key="slices", on_select="rerun",
                               selection_mode="single-row", alt="Slices with their rates, the worst first.")
    st.caption(f"{CORRECTED} {SELECT_SLICE}")
    _downloads(pictures, job_id, ("slices.csv",))
    for place in chosen.selection.rows:
        dimension, value = rows[place]["dimension"], rows[place]["value"]
        counted = explore.slice_rows(pictures, dimension, value)
        photos = count(len(counted), "photo")
        st.subheader(f"{slice_word(dimension, value)}: {photos} that the rate counts", anchor=False)
        tiles(site, pictures, counted, partial(caption, pictures), key="slice")


def pictures_of(site: Site, job_id: str) -> explore.Pictures:
    """The stored pictures of a set; the first look at a large one takes seconds."""
    with st.spinner("Reading the stored results", show_time=True):
        return explore.stored_pictures(site, job_id, local=state.local())


def caption(pictures: explore.Pictures, row: int) -> str:
    """The model's label with its score, and what a person or else the shop says it is."""
    truth = int(pictures.truth[row])
    who = "shop" if truth == pictures.shop[row] else "corrected"
    said = f" · {who}: {INTENT_WORDS[INTENT_LABELS[truth]]}" if truth >= 0 else ""
    return f"{INTENT_WORDS[INTENT_LABELS[pictures.top[row]]]} {pictures.scores[row].max():.2f}{said}"


def _diagram(calibration: explore.Reliability) -> go.Figure:
    parts = [(part.confidence, part.right) for part in calibration.bins]
    shares = [right.share or 0.0 for _, right in parts]
    drawing = go.Figure([
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line={"dash": "dot", "color": "#999999"}, hoverinfo="skip"),
        go.Scatter(x=[score for score, _ in parts], y=shares, mode="lines+markers",
                   text=[f"{right.count:,} photos" for _, right in parts],
                   error_y={"array": [right.high - share for (_, right), share in zip(parts, shares, strict=True)],
                            "arrayminus": [share - right.low for (_, right), share in zip(parts, shares, strict=True)]},
                   line={"color": "#0072B2"},
                   hovertemplate="score %{x:.2f}, agrees %{y:.0%}, %{text}<extra></extra>")])
    return _styled(drawing, "Best score", "Share that agrees").update_layout(showlegend=False)


def _histogram(pictures: explore.Pictures) -> go.Figure:
    best, drawing = pictures.scores.max(axis=1), go.Figure()
    for place, label in enumerate(INTENT_LABELS):
        drawing.add_bar(x=np.arange(0.05, 1, 0.1), y=np.histogram(best[pictures.top == place], 10, (0, 1))[0],
                        name=INTENT_WORDS[label], marker={"color": INTENT_COLORS[label],
                                                          "line": {"color": "#55606B", "width": 1}},
                        hovertemplate="%{y:,} " + INTENT_WORDS[label] + "<extra></extra>")
    return _styled(drawing, "Best score", "Photos").update_layout(
        barmode="stack", legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})


def _styled(drawing: go.Figure, across: str, up: str) -> go.Figure:
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing.update_xaxes(title=across, tickfont=ink, title_font=ink, range=[0, 1.02])
    drawing.update_yaxes(title=up, tickfont=ink, title_font=ink)
    return drawing.update_layout(height=320, margin={"l": 0, "r": 0, "t": 10, "b": 0}, font=ink, dragmode=False)


def _downloads(pictures: explore.Pictures, job_id: str, names: tuple[str, ...]) -> None:
    with st.container(horizontal=True):
        for name in names:
            st.download_button(f"{name.removesuffix('.csv').capitalize()} (CSV)",
                               lambda name=name: explore.tables(pictures)[name],  # type: ignore[misc]
                               f"merchlens-{job_id}-{name}", "text/csv", key=name, on_click="ignore")
