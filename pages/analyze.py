"""Judge photos: choose them, watch them being judged, read and filter the verdicts."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from core import analyze
from core.site import Site
from pages.analyze import filters
from pages.analyze.charts import kinds_chart
from pages.analyze.downloads import downloads
from pages.analyze.why import why
from pages.ui import state
from pages.ui.frame import frame, section
from pages.ui.gallery import PAGE, gallery
from pages.ui.job_progress import outcome, watch
from pages.ui.marks import count
from pages.ui.picker import begin, pending, picker

PURPOSE = "See which photos a shopping engine takes for products that can be bought, and why."


def summary(found: Counter[str]) -> str:
    """The finding in one sentence."""
    are = "is" if found["shoppable"] == 1 else "are"
    text = f"{found['shoppable']:,} of {count(found[filters.ALL], 'photo')} {are} seen as shoppable"
    return text + (f"; {found['failed']:,} could not be read" if found["failed"] else "")


def empty(site: Site) -> None:
    """Nothing chosen yet: what will be here, and an example."""
    st.subheader("No photos yet", anchor=False)
    st.markdown("Choose photos above and press Start, or look at the results for sample photos first.")
    if st.button("See it on sample photos", key="demo"):
        begin(site, analyze.demo_sources(site))


def results_of(site: Site, batch: analyze.Batch | analyze.KeptBatch) -> None:
    """Progress, finding, chart and cards of a batch."""
    results = batch.results
    if batch.running:
        watch(batch, len(results), PAGE)
    if not results:
        st.skeleton(260)
        return
    found = filters.groups(results)
    st.subheader(summary(found), anchor=False)
    if note := outcome(batch):
        st.info(note)
    if len(results) - found["failed"] > 1:
        with section():
            kinds_chart(found)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        filters.bar(found)
    with right:
        downloads(site, results, name=batch.batch_id)
    gallery(site, filters.chosen(results), details=why)


with frame("Analyze", PURPOSE):
    site, batch = state.site(), None
    with section():
        batch = state.batch(state.batch_id()) if state.batch_id() else None
    if batch is None:
        picker(site)
        if not pending():
            empty(site)
    else:
        with section():
            results_of(site, batch)
        with st.expander("Judge other photos"):
            picker(site)
