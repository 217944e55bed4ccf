"""What came of a job of photos: progress, the finding in one sentence, a chart, filters, files and cards."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from core import analyze
from core.nouns.job import Job
from core.site import Site
from core.words.numerals import count
from pages.analyze import filters
from pages.analyze.charts import kinds_chart
from pages.analyze.downloads import downloads
from pages.ui.card import Details
from pages.ui.frame import section
from pages.ui.gallery import PAGE, gallery
from pages.ui.job_progress import ended_early, watch

STEP = 3  # new cards that are worth drawing the page again


def summary(found: Counter[str]) -> str:
    """The finding in one sentence."""
    are = "is" if found["shoppable"] == 1 else "are"
    text = f"{found['shoppable']:,} of {count(found[filters.ALL], 'photo')} {are} seen as shoppable"
    return text + (f"; {found['failed']:,} could not be read" if found["failed"] else "")


def results_of(site: Site, job: Job, *, details: Details) -> None:
    """Progress, finding, chart and cards of a job; `details` as for `card`."""
    results = analyze.results(site, job.job_id)
    if job.running:
        shown = min(len(results), PAGE)
        watch(lambda: analyze.find(site, job.job_id), cancel=lambda: analyze.cancel(site, job.job_id),
              more=lambda now: _worth_a_rerun(shown, min(now.settled, PAGE)))
    if not results:
        st.skeleton(260)
        return
    counts = filters.groups(results)
    st.subheader(summary(counts), anchor=False)
    if note := ended_early(job):
        st.info(note)
    if len(results) - counts["failed"] > 1:
        with section():
            kinds_chart(counts)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        filters.bar(counts)
    with right:
        st.page_link("pages/present.py", label="Present", icon=":material/slideshow:",
                     query_params={"job": job.job_id})
        downloads(site, results, name=job.job_id)
    gallery(site, filters.chosen(results), details=details)


def _worth_a_rerun(shown: int, ready: int) -> bool:
    """True for the first cards, for some more at once, and when the first page of the gallery is full."""
    return shown < ready and (shown == 0 or ready - shown >= STEP or ready == PAGE)
