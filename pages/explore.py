"""Explore a set: labels against what the shop says, calibration, the hardest photos, and weak slices."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import jobs
from core.site import Site
from pages.explain.choose import set_word
from pages.explore.figures import against_shop, hardest_photos, weak_slices
from pages.ui import state
from pages.ui.frame import frame, section

PURPOSE = "See where the model's labels differ from the shop's, which photos are hard, and which slices do worse."
# Name in the address -> title, and what draws it for a job; a new view is one line.
VIEWS: dict[str, tuple[str, Callable[[Site, str], None]]] = {
    "labels": ("Labels", against_shop),
    "photos": ("Hardest photos", hardest_photos),
    "slices": ("Slices", weak_slices),
}


def choose(site: Site) -> str:
    """The job in the address, or the newest one; "" without any."""
    sets = {job.job_id: job for kind in ("analyze", "audit") for job in jobs.list_jobs(site, kind)}
    if not sets:
        st.subheader("Nothing to explore yet", anchor=False)
        st.markdown("Analyze photos or audit a source first; then open **Explore** again.")
        return ""
    asked = st.query_params.get("job", "")
    if asked and asked not in sets:
        st.warning("There is no analysis or audit with this address; the newest one is shown.")
    chosen: str = st.selectbox("Set", list(sets), index=list(sets).index(asked) if asked in sets else 0, key="set",
                               format_func=lambda name: set_word(site, sets[name]))
    st.query_params["job"] = chosen
    return chosen


def views(site: Site, job_id: str) -> None:
    """The views of one job, the chosen one in the address."""
    now = st.query_params.get("view", "")
    chosen = st.segmented_control("View", list(VIEWS), default=now if now in VIEWS else next(iter(VIEWS)),
                                  format_func=lambda name: VIEWS[name][0], label_visibility="collapsed", key="view",
                                  required=True)
    st.query_params["view"] = chosen
    VIEWS[chosen][1](site, job_id)


with frame("Explore", PURPOSE):
    site = state.site()
    with section():
        if job_id := choose(site):
            views(site, job_id)
