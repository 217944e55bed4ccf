"""How the detectors looked: steps of the face detector, candidates of the person detector, and why a box is there."""

from __future__ import annotations

import streamlit as st

from core import analyze, corrections, detectors
from core.nouns.detector_trace import DetectorTrace
from core.site import Site
from core.words.corrections import corrected_boxes
from pages.explain.face_steps import face_steps
from pages.explain.person_candidates import person_candidates
from pages.explain.why_box import why_box
from pages.ui.frame import section

WHICH = {"faces": "Faces", "persons": "Persons", "box": "Why a box"}
WAITING_HEIGHT = 420


def how_detectors_looked(site: Site, picture_id: str) -> None:
    """The choice of the detector, and what it saw; the choices are in the address."""
    st.page_link("pages/explain.py", label="Another photo", icon=":material/arrow_back:")
    now = st.query_params.get("detector", "")
    which = st.segmented_control("Detector", list(WHICH), default=now if now in WHICH else "faces",
                                 format_func=WHICH.__getitem__, key="detector", required=True)
    st.query_params["detector"] = which
    said = corrected_boxes(corrections.counted(site, picture_id))
    if said:
        st.caption(said)
    with section():
        photo = analyze.preview(site, picture_id)
        with st.skeleton(WAITING_HEIGHT):
            trace = _trace(site, picture_id, detectors.model_key(site))
        if which == "box":
            why_box(site, trace, detectors.model_key(site), photo)
        else:
            {"faces": face_steps, "persons": person_candidates}[which](trace, photo)


@st.cache_data(max_entries=100, show_spinner=False)
def _trace(_site: Site, picture_id: str, models: str) -> DetectorTrace:
    """One run of both detectors, kept for the next rerun; other models run anew."""
    return detectors.look(_site, picture_id)
