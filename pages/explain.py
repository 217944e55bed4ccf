"""Explain a score: one photo, any label, several methods side by side, and how far to trust each map."""

from __future__ import annotations

import streamlit as st

from pages.explain.choose import choose
from pages.explain.methods import methods
from pages.ui import state
from pages.ui.frame import frame, section

PURPOSE = "See which parts of a photo raise a score, by several methods, and how far to trust each of them."

with frame("Explain", PURPOSE):
    site = state.site()
    with section():
        if st.query_params.get("picture"):
            methods(site, st.query_params["picture"])
        else:
            choose(site)
