"""The photos of a job with their tags, and the fields of all of them as files."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import analyze, jobs, tags
from core.nouns.failure import Failure
from core.site import Site
from core.tags import Tagging
from core.words.markdown import plain
from core.words.numerals import count
from core.words.tags import NO_TAG
from pages.tags.items import item_chips
from pages.tags.marks import chips
from pages.ui import job_progress
from pages.ui.frame import section
from pages.ui.thumbnail import thumbnail

SHOWN = 60
WIDTH = 260  # pixels of a card


def tagged(site: Site, job_id: str) -> None:
    """How far a job is; then a card for each photo."""
    st.page_link("pages/tags.py", label="Other photos", icon=":material/arrow_back:")
    job = analyze.find(site, job_id)
    if job.running:
        job_progress.watch(lambda: analyze.find(site, job_id), cancel=partial(analyze.cancel, site, job_id))
        return
    if job.state == "paused":
        job_progress.paused(job, resume=partial(jobs.resume, site, job_id), cancel=partial(jobs.cancel, site, job_id))
        return
    results = list(tags.in_order(site, job_id))
    found = [result for result in results if not isinstance(result, Failure)]
    sure = [one for one in found if one.noun]
    items = sum(len(one.items) for one in found)
    more = f"; {count(items, 'product')} found in them" if items else ""
    st.markdown(f"**{len(sure):,} of {count(len(results), 'photo')} with a tag that is sure enough{more}.**")
    for failure in (result for result in results if isinstance(result, Failure)):
        st.warning(plain(f"{failure.uri}: {failure.message} {failure.hint}"))
    with section():
        _files(sure)
    grid = st.grid(4, min_column_width=WIDTH)
    for one in found[:SHOWN]:
        with grid, section(), st.container(border=True):
            _card(site, job_id, one)
    if len(found) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(found):,}; all are in the files.")


def _card(site: Site, job_id: str, one: Tagging) -> None:
    st.html(f'<div class="ml-tag-photo">{thumbnail(site, one.picture_id, one.alt_text or "Photo without a tag")}</div>')
    sure = f"Sure of {', '.join(one.exact)} only." if one.exact else NO_TAG
    st.markdown(f"**{plain(one.title)}**" if one.title else plain(sure))
    st.html(chips(one) + item_chips(one))
    st.page_link("pages/tags.py", label="Open", icon=":material/sell:",
                 query_params={"picture": one.picture_id, "from": job_id})


def _files(found: list[Tagging]) -> None:
    rows = [(tags.product_name(one.uri), one) for one in found]
    if not rows:
        return
    with st.container(horizontal=True):
        for label, write, name in (("Google feed (CSV)", tags.google_csv, "google.csv"),
                                   ("Shopify (CSV)", tags.shopify_csv, "shopify.csv")):
            st.download_button(label, partial(write, rows), name, "text/csv", key=name, on_click="ignore",
                               icon=":material/download:")
