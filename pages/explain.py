"""Explain a score: one photo, any label, several methods side by side, and how far to trust each map."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.site import Site
from pages.explain.benchmark import ADDRESS, benchmark_view
from pages.explain.choose import choose
from pages.explain.edits import edits
from pages.explain.methods import methods
from pages.explain.what_if import what_if
from pages.explore.flow import flow
from pages.explore.thresholds import thresholds
from pages.ui import state
from pages.ui.frame import frame, section

PURPOSE = "See which parts of a photo raise a score, by several methods, and how far to trust each of them."
# Name in the address -> title, and what draws it for a photo; a new view is one line.
VIEWS: dict[str, tuple[str, Callable[[Site, str], None]]] = {
    "why": ("Why this score", methods),
    "edits": ("What would change it", edits),
    "thresholds": ("What if", what_if),
}

# The same for a set of photos, the job in the address.
SET_VIEWS: dict[str, tuple[str, Callable[[Site, str], None]]] = {
    "thresholds": ("What if", thresholds),
    "flow": ("Flow", flow),
}


def views(site: Site, subject: str, table: dict[str, tuple[str, Callable[[Site, str], None]]]) -> None:
    """The views of one photo or of one job, the chosen one in the address."""
    now = st.query_params.get("view", "")
    if len(table) > 1:
        chosen = st.segmented_control("View", list(table), default=now if now in table else next(iter(table)),
                                      format_func=lambda name: table[name][0], label_visibility="collapsed",
                                      key="view", required=True)
        st.query_params["view"] = now = chosen  # always: a link to the open page does not change the address bar
    table.get(now, next(iter(table.values())))[1](site, subject)


with frame("Explain", PURPOSE):
    site = state.site()
    with section():
        if st.query_params.get(ADDRESS):
            benchmark_view(site)
        elif st.query_params.get("picture"):
            views(site, st.query_params["picture"], VIEWS)
        elif st.query_params.get("set"):
            st.page_link("pages/explain.py", label="Choose a photo", icon=":material/arrow_back:")
            views(site, st.query_params["set"], SET_VIEWS)
        else:
            choose(site)
