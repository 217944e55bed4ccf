"""Explain a score: one photo, any label, several methods side by side, and how far to trust each map."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.site import Site
from pages.explain.benchmark import ADDRESS, benchmark_view
from pages.explain.choose import choose
from pages.explain.methods import methods
from pages.ui import state
from pages.ui.frame import frame, section

PURPOSE = "See which parts of a photo raise a score, by several methods, and how far to trust each of them."
# Name in the address -> title, and what draws it for a photo; a new view is one line.
VIEWS: dict[str, tuple[str, Callable[[Site, str], None]]] = {
    "why": ("Why this score", methods),
}


def views(site: Site, picture_id: str) -> None:
    """The views of one photo, the chosen one in the address."""
    now = st.query_params.get("view", "")
    if len(VIEWS) > 1:
        chosen = st.segmented_control("View", list(VIEWS), default=now if now in VIEWS else next(iter(VIEWS)),
                                      format_func=lambda name: VIEWS[name][0], label_visibility="collapsed",
                                      key="view", required=True)
        if chosen != now:
            st.query_params["view"] = chosen
        now = chosen
    VIEWS.get(now, next(iter(VIEWS.values())))[1](site, picture_id)


with frame("Explain", PURPOSE):
    site = state.site()
    with section():
        if st.query_params.get(ADDRESS):
            benchmark_view(site)
        elif st.query_params.get("picture"):
            views(site, st.query_params["picture"])
        else:
            choose(site)
