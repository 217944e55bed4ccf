"""Explore a set: labels against the shop's, calibration, hard photos, slices, a map, other thresholds, the flow."""

from __future__ import annotations

import streamlit as st

from core import demo, jobs
from core.site import Site
from pages.audits.start import begin
from pages.explain.choose import set_word
from pages.explore.alike import alike
from pages.explore.figures import against_shop, hardest_photos, weak_slices
from pages.explore.flow import flow
from pages.explore.map import map_view
from pages.explore.review import review
from pages.explore.thresholds import thresholds
from pages.ui import state
from pages.ui.frame import frame, section
from pages.ui.views import Views, views

PURPOSE = "See where the model's labels differ from the shop's, which photos are hard, and which slices do worse."
# A new view of a set is one line.
VIEWS: Views = {
    "labels": ("Labels", against_shop),
    "photos": ("Hardest photos", hardest_photos),
    "slices": ("Slices", weak_slices),
    "map": ("Map", map_view),
    "alike": ("More like this", alike),
    "review": ("Review", review),
    "thresholds": ("What if", thresholds),
    "flow": ("Flow", flow),
}


def choose(site: Site) -> str:
    """The job in the address, or the newest one; "" without any."""
    sets = {job.job_id: job for kind in ("analyze", "audit") for job in jobs.list_jobs(site, kind)}
    if not sets:
        st.subheader("Nothing to explore yet", anchor=False)
        st.markdown("Analyze photos or audit a source first, or try the demo shop; then open **Explore** again.")
        if st.button("Audit the demo shop", key="demo_audit"):
            begin(demo.audit_shop(site))
        return ""
    asked = st.query_params.get("job", "")
    if asked and asked not in sets:
        st.warning("There is no analysis or audit with this address; the newest one is shown.")
    chosen: str = st.selectbox("Set", list(sets), index=list(sets).index(asked) if asked in sets else 0, key="set",
                               format_func=lambda name: set_word(site, sets[name]))
    st.query_params["job"] = chosen
    return chosen


with frame("Explore", PURPOSE):
    site = state.site()
    with section():
        if job_id := choose(site):
            views(site, job_id, VIEWS)
