"""Explain a score: one photo, any label, several methods side by side, and how far to trust each map."""

from __future__ import annotations

import streamlit as st

from pages.explain.benchmark import ADDRESS, benchmark_view
from pages.explain.choose import choose
from pages.explain.correct import correct_photo
from pages.explain.detectors import how_detectors_looked
from pages.explain.edits import edits
from pages.explain.methods import methods
from pages.explain.what_if import what_if
from pages.ui import state
from pages.ui.frame import frame, section
from pages.ui.views import Views, views

PURPOSE = "See which parts of a photo raise a score, by several methods, and how far to trust each of them."
# A new view of a photo is one line.
VIEWS: Views = {
    "why": ("Why this score", methods),
    "edits": ("What would change it", edits),
    "thresholds": ("What if", what_if),
    "detectors": ("How the detectors looked", how_detectors_looked),
    "correct": ("Correct", correct_photo),
}


with frame("Explain", PURPOSE):
    site = state.site()
    with section():
        if st.query_params.get(ADDRESS):
            benchmark_view(site)
        elif st.query_params.get("picture"):
            views(site, st.query_params["picture"], VIEWS)
        else:
            choose(site)
