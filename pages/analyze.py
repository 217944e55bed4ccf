"""Analyze photos: choose them, watch the progress, read and filter the verdicts."""

from __future__ import annotations

import streamlit as st

from core import analyze, demo
from core.site import Site
from pages.analyze.results import results_of
from pages.analyze.why import why
from pages.ui import state
from pages.ui.frame import frame, section
from pages.ui.picker import begin, pending, picker

PURPOSE = "See which photos a shopping engine would show as products for sale, and why."


def empty(site: Site) -> None:
    """Nothing chosen yet: what will be here, and an example."""
    st.subheader("No photos yet", anchor=False)
    st.markdown("Choose photos above and press Start, or try the photos of the demo shop.")
    if st.button("Analyze the demo shop", key="demo"):
        begin(site, demo.shop_photos(site))


with frame("Analyze", PURPOSE):
    site, job = state.site(), None
    with section():
        job = analyze.find(site, state.job_id()) if state.job_id() else None
    if job is None:
        picker(site)
        if not pending():
            empty(site)
    else:
        with section():
            results_of(site, job, details=why)
        with st.expander("Analyze other photos"):
            picker(site)
