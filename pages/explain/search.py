"""A photo to explain found by its name, address, SKU or title, or uploaded and explained at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import streamlit as st

from core import analyze, audits, jobs
from core.nouns.analysis import Analysis
from core.site import Site
from core.words.markdown import plain
from pages.ui.frame import section
from pages.ui.picker import uploaded_photo

JOBS = 20  # the newest analyses and audits that are searched, each
SHOWN = 24
WIDTH = 180  # pixels of a tile


@dataclass(frozen=True)
class Hit:
    """A photo that has the text: its id, what it is called, and its top label."""

    picture_id: str
    name: str
    label: str


def search(site: Site, key: str, action: str, address: Callable[[Hit], dict[str, str]]) -> bool:
    """Ask for a text and show the photos that have it; False without a text.

    Parameters
    ----------
    site : Site
    key : str
        Name of the text in the address.
    action : str
        Label of the link below a photo.
    address : callable
        Photo -> what its link adds to the page Explain.
    """
    text = st.text_input("Find a photo", key=key, bind="query-params",
                         placeholder="Part of a file name, address, SKU or title").strip()
    if not text:
        return False
    hits = list(islice(matches(site, text), SHOWN + 1))
    if not hits:
        st.info(f"No analyzed photo has {plain(repr(text[:80]))} in its name, address, SKU or title.")
    if len(hits) > SHOWN:
        st.caption(f"The first {SHOWN} photos; a longer text finds fewer.")
    grid = st.grid(6, min_column_width=WIDTH)
    for hit in hits[:SHOWN]:
        with grid, section(), st.container(border=True):
            st.image(analyze.thumbnail(site, hit.picture_id), width="stretch", alt=hit.name)
            st.caption(plain(hit.name[:80]))
            st.page_link("pages/explain.py", label=action, icon=":material/visibility:", query_params=address(hit))
    return True


def matches(site: Site, text: str) -> Iterator[Hit]:
    """Photos of the newest analyses and audits that have a text, in any case; each once."""
    seen: set[str] = set()
    for hit in _all_matches(site, text):
        if hit.picture_id not in seen:
            seen.add(hit.picture_id)
            yield hit


def upload(site: Site) -> None:
    """Take one photo, analyze it while its sender waits, and go to its explanation."""
    analysis = uploaded_photo(site, "Explain a new photo", "explain-upload", "Analyzing the photo")
    if analysis is None:
        return
    st.query_params.from_dict({"picture": analysis.picture_id, "label": analysis.intent.shopping.top})
    st.rerun()


def _all_matches(site: Site, text: str) -> Iterator[Hit]:
    for job in jobs.list_jobs(site, "analyze")[:JOBS]:
        for result in analyze.results(site, job.job_id):
            if isinstance(result, Analysis) and text.lower() in result.uri.lower():
                yield Hit(result.picture_id, file_name(result.uri), result.intent.shopping.top)
    for job in jobs.list_jobs(site, "audit")[:JOBS]:
        for row in audits.rows(site, job.job_id, audits.RowFilter(text=text, error="none"), limit=SHOWN + 1):
            yield Hit(row.picture_id, row.product.title or row.product.sku or file_name(row.uri), row.top_label)


def file_name(uri: str) -> str:
    """The last part of an address or path."""
    return uri.rstrip("/").rpartition("/")[2] or uri
