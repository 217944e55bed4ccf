"""Photos that are being read, and what came of them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import jobs, shelf
from core.nouns.failure import Failure
from core.site import Site
from core.words.markdown import plain
from core.words.shelf import UNTITLED, summary
from pages.shelf.marks import view_uri
from pages.shelf.reading import reading
from pages.ui import job_progress
from pages.ui.frame import error_card, section


def job(site: Site, job_id: str) -> None:
    """How far it is; one photo's reading, or a card for each."""
    now = jobs.find(site, job_id)
    if now.running:
        st.page_link("pages/shelf.py", label="Other photos", icon=":material/arrow_back:")
        job_progress.watch(lambda: jobs.find(site, job_id), cancel=partial(jobs.cancel, site, job_id))
        return
    found = shelf.results(site, job_id)
    readings = [one for one in found if not isinstance(one, Failure)]
    if len(found) == 1 and readings:
        reading(site, readings[0].reading_id)
        return
    st.page_link("pages/shelf.py", label="Other photos", icon=":material/arrow_back:")
    if now.state == "failed":
        error_card("The photos were not read", now.message, now.hint)
    elif now.state == "cancelled":
        st.warning(f"This was canceled after {len(found):,} photos.")
    for failure in found:
        if isinstance(failure, Failure):
            st.warning(plain(f"{failure.uri}: {failure.message} {failure.hint}"))
    grid = st.grid(3, min_column_width=280)
    for one in readings:
        with grid, section(), st.container(border=True):
            st.html(f'<img class="ml-shelf" src="{view_uri(site, one.picture_id)}" alt="Photo of a shelf">')
            st.page_link("pages/shelf.py", label=one.shelf or UNTITLED, icon=":material/shelves:",
                         query_params={"reading": str(one.reading_id)})
            st.caption(summary(one))
