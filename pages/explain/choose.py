"""Which photo to explain: one of those that were analyzed last, or a new one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import streamlit as st

from core import analyze, demo, jobs
from core.nouns.analysis import Analysis
from core.nouns.job import Job
from core.site import Site
from core.words.labels import verdict_word
from core.words.numerals import count
from core.words.server_paths import without_paths
from pages.explain.benchmark import compare_methods
from pages.explain.search import search, upload
from pages.ui.frame import section
from pages.ui.picker import begin, pending, picker

SHOWN = 24
JOBS = 8  # the newest ones, whose photos are offered
WIDTH = 180  # pixels of a tile


def choose(site: Site) -> None:
    """Photos to click, or a way to get some."""
    photos = list(islice(_latest(site), SHOWN))
    if not photos:
        st.subheader("No analyzed photos yet", anchor=False)
        st.markdown("Analyze a photo first, or the photos of the demo shop; then open **Explain** again.")
        if st.button("Analyze the demo shop", key="demo"):
            begin(site, demo.shop_photos(site))
    else:
        st.subheader("Choose a photo", anchor=False)
    with section():
        upload(site)
    with section():
        if (photos or jobs.list_jobs(site, "audit")) and search(
                site, "find", "Explain", lambda hit: {"picture": hit.picture_id, "label": hit.label}):
            photos = []
    if photos:
        grid = st.grid(6, min_column_width=WIDTH)
        for analysis in photos:
            with grid, section(), st.container(border=True):
                _tile(site, analysis)
    if photos:
        st.page_link("pages/explore.py", label="Explore a set: labels, slices, thresholds and flow",
                     icon=":material/account_tree:")
    compare_methods(site)
    with st.expander("Analyze other photos", expanded=bool(pending())):
        picker(site)


def set_word(site: Site, job: Job) -> str:
    """A set of photos in a list."""
    source = without_paths(job.source, job.source, site.settings.data_dir)
    what = "Analysis" if job.kind == "analyze" else f"Audit of {source[:60]}"
    return f"{what}, {count(job.done, 'photo')}, {job.created:%Y-%m-%d %H:%M} UTC"


def _latest(site: Site) -> Iterator[Analysis]:
    """Photos of the newest analyses, each once, sure verdicts last: a close call is what people ask about."""
    seen: set[str] = set()
    for job in jobs.list_jobs(site, "analyze")[:JOBS]:
        results = [result for result in analyze.results(site, job.job_id) if isinstance(result, Analysis)]
        for analysis in sorted(results, key=lambda item: abs(item.intent.shoppable_score - 0.5)):
            if analysis.picture_id not in seen:
                seen.add(analysis.picture_id)
                yield analysis


def _tile(site: Site, analysis: Analysis) -> None:
    st.image(analyze.thumbnail(site, analysis.picture_id), width="stretch", alt=analysis.uri)
    st.caption(f"{verdict_word(analysis.intent)}, {analysis.intent.shoppable_score:.2f}")
    address = {"picture": analysis.picture_id, "label": analysis.intent.shopping.top}
    if st.query_params.get("layer"):  # picked on the page Models
        address["layer"] = st.query_params["layer"]
    st.page_link("pages/explain.py", label="Explain", query_params=address, icon=":material/visibility:")
