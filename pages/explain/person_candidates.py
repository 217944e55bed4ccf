"""The candidates of the person detector with a slider for the threshold; no model runs when it moves."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.nouns.detector_trace import Boxes, DetectorTrace
from core.words.colors import OUTLINE_COLORS
from core.words.detectors import PERSON_TEXT, STORED, box_words, persons_words
from pages.analyze.charts import INK
from pages.explain.boxes import FATE_STYLES, Group, draw_boxes

FLOOR, STEP = 0.01, 0.01  # of the slider; boxes that score less are not drawn


def person_candidates(trace: DetectorTrace, photo: bytes) -> None:
    """The threshold, the boxes at it, and how all scores are spread.

    Parameters
    ----------
    trace : DetectorTrace
    photo : bytes
        JPEG.
    """
    bodies = trace.bodies
    place = st.empty()
    st.markdown(PERSON_TEXT.format(overlap=trace.overlap))
    left, right = st.columns([3, 2], gap="large")
    with right:
        threshold = _threshold(bodies.threshold)
        st.caption(f"{STORED} Original threshold: {bodies.threshold:.2f}.")
        _spread(bodies, threshold)
    has_person = bool((bodies.scores[bodies.of("kept")] >= threshold).any())
    (place.info if has_person else place.warning)(persons_words(trace, threshold))
    with left:
        groups = _groups(bodies, threshold)
        draw_boxes(photo, trace.size_wh, groups, key="boxes-persons", alt="The photo with the person candidates")
        st.caption("Point at a box for its score. Click on the legend to show or hide a group.")


def _threshold(original: float) -> float:
    """The slider, whose value is in the address where it differs from the model's threshold."""
    if "person-threshold" not in st.session_state:
        st.session_state["person-threshold"] = _from_address(original)
    value = st.slider("A person needs a score of at least", FLOOR, 0.99, step=STEP, key="person-threshold")
    if abs(value - original) < STEP / 2:
        st.query_params.pop("person", None)
        return original
    st.query_params["person"] = f"{value:.2f}"
    return value


def _from_address(original: float) -> float:
    try:
        value = float(st.query_params.get("person", original))
    except ValueError:
        return original
    return value if FLOOR <= value <= 0.99 else original


def _groups(bodies: Boxes, threshold: float) -> list[Group]:
    kept, suppressed = bodies.of("kept"), bodies.of("suppressed")
    scores = bodies.scores
    low = kept[(scores[kept] < threshold) & (scores[kept] >= FLOOR)]
    return [
        _group(bodies, low, "low", "Below the threshold"),
        _group(bodies, suppressed[scores[suppressed] >= FLOOR], "suppressed", "Suppressed by a better box"),
        _group(bodies, kept[scores[kept] >= threshold], "kept", "Person"),
    ]


def _group(bodies: Boxes, rows: np.ndarray, fate: str, name: str) -> Group:
    color, stroke = FATE_STYLES.get(fate, (OUTLINE_COLORS["person"], "solid"))
    texts = [f"{bodies.scores[row]:.2f}" if fate != "suppressed" else
             box_words(float(bodies.scores[row]), fate, float(bodies.rivals[row])) for row in rows]
    return Group(name, bodies.xyxy[rows], texts, color, stroke, always=fate == "kept")


def _spread(bodies: Boxes, threshold: float) -> None:
    """Histogram of the scores; boxes below the floor are left out."""
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    figure = go.Figure()
    for fate, name in (("kept", "Not suppressed"), ("suppressed", "Suppressed")):
        scores = bodies.scores[bodies.of(fate)]
        color = FATE_STYLES[fate][0] if fate in FATE_STYLES else "#E69F00"
        figure.add_histogram(x=scores[scores >= FLOOR], name=name, marker={"color": color},
                             xbins={"start": 0, "end": 1, "size": 0.05},
                             hovertemplate="%{x}: %{y:,} boxes<extra></extra>")
    figure.add_vline(x=threshold, line={"color": ink["color"], "dash": "dash", "width": 1.5})
    figure.update_layout(barmode="stack", height=260, margin={"l": 0, "r": 10, "t": 30, "b": 0}, font=ink,
                         dragmode=False, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0,
                                                 "traceorder": "normal"})
    figure.update_xaxes(range=[0, 1], title="Score", tickfont=ink, title_font=ink)
    figure.update_yaxes(title="Boxes", tickfont=ink, title_font=ink, tickformat=",d")
    st.plotly_chart(figure, key="person-spread", alt="Histogram of the person candidates' scores",
                    config={"displaylogo": False, "modeBarButtons": [["toImage"]]})
