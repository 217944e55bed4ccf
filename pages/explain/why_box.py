"""Why a box: which parts of the photo one face or person needs, by D-RISE; the box is in the address."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import streamlit as st

from core import explain
from core.nouns.detector_trace import DetectorTrace
from core.nouns.saliency import Explanation
from core.site import Site
from core.words.colors import OUTLINE_COLORS
from core.words.detectors import NO_BOX, WHY_BOX, chosen_words, evidence_words
from core.words.labels import EVIDENCE_OUTLINE_WORDS
from pages.explain.boxes import Group, draw_boxes
from pages.explain.methods import choice
from pages.ui.explanations import raw_map

MOST, LEAST_SCORE = 8, 0.05  # boxes of each detector that can be chosen
OPACITY = 0.7


class _Box(NamedTuple):
    """A box to choose: what it shows and where."""

    detector: str
    words: str
    xyxy: np.ndarray


def why_box(site: Site, trace: DetectorTrace, models: str, photo: bytes) -> None:
    """The choice of a box, and its heatmap.

    Parameters
    ----------
    site : Site
    trace : DetectorTrace
        Of the photo.
    models : str
        `core.detectors.model_key`.
    photo : bytes
        JPEG; shown where there is no box.
    """
    boxes = _boxes(trace)
    if not boxes:
        _without_box(trace, photo)
        return
    st.markdown(WHY_BOX.format(masks=explain.BOX_MASKS))
    left, right = st.columns([3, 2], gap="large")
    with right:
        name = choice("box", "Box", list(boxes), lambda name: boxes[name].words)
        box = boxes[name]
    with left, st.spinner("The detector runs many times; this takes some seconds."):
        xyxy = tuple(float(value) for value in box.xyxy)
        explanation = _explained(site, trace.picture_id, (box.detector, xyxy), models)
        color = OUTLINE_COLORS[box.detector]
        draw_boxes(explanation.overlay, trace.size_wh, [Group("The box", box.xyxy[None], [box.words], color)],
                   key=f"why-{name}", alt=f"Heatmap: what {box.words} needs", around=box.xyxy)
    with right:
        st.markdown(f"**{evidence_words(explanation.saliency, box.xyxy, trace.size_wh)}**")
        st.caption(f"{EVIDENCE_OUTLINE_WORDS}. Petsiuk et al., CVPR 2021; the same masks each time. Zoom out for "
                   "the whole photo.")
        with st.container(horizontal=True):
            st.download_button("Overlay (JPEG)", explanation.overlay, f"{trace.picture_id[:12]}_{name}.jpg",
                               key="box-overlay", on_click="ignore", type="tertiary")
            st.download_button("Raw map (NumPy)", raw_map(explanation), f"{trace.picture_id[:12]}_{name}.npy",
                               key="box-map", on_click="ignore", type="tertiary")


def _without_box(trace: DetectorTrace, photo: bytes) -> None:
    """The photo, what its detectors say, and the way to draw what they missed."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.image(photo, alt="The photo, in which no detector found anything")
    with right:
        st.info(NO_BOX)
        st.page_link("pages/explain.py", label="Draw what they missed", icon=":material/edit:",
                     query_params={"picture": trace.picture_id, "view": "correct"})


def _boxes(trace: DetectorTrace) -> dict[str, _Box]:
    """Name in the address -> box: face candidates, and persons down to a low score; none without area."""
    faces = [(one.xyxy, one.score) for one in trace.candidates][:MOST]
    kept = [row for row in trace.bodies.of("kept") if trace.bodies.scores[row] >= LEAST_SCORE][:MOST]
    persons = [(trace.bodies.xyxy[row], float(trace.bodies.scores[row])) for row in kept]
    thresholds = {"face": trace.face_threshold, "person": trace.bodies.threshold}
    return {f"{detector}-{number}": _Box(detector, chosen_words(detector, number, score, thresholds[detector]), xyxy)
            for detector, rows in (("face", faces), ("person", persons))
            for number, (xyxy, score) in enumerate(rows, 1) if (xyxy[2:] > xyxy[:2]).all()}


@st.cache_data(max_entries=60, show_spinner=False)
def _explained(_site: Site, picture_id: str, box: tuple[str, explain.Box], models: str) -> Explanation:
    """An explanation, kept for the next rerun; other models compute it anew."""
    return explain.explain_box(_site, picture_id, *box, opacity=OPACITY)
