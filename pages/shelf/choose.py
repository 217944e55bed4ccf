"""Which shelf to read: uploaded photos, the camera, addresses, the demo; and the shelves so far."""

from __future__ import annotations

import streamlit as st

from core import analyze, jobs, shelf, skus
from core.nouns.source import Source
from core.site import Site
from core.words.numerals import count
from core.words.shelf import LIMITS, NO_PRODUCTS, READ_WORDS, READ_WORDS_HELP, RESUMES, UNTITLED, summary
from pages.shelf.marks import view_uri
from pages.ui.frame import section
from pages.ui.picker import saved
from pages.ui.resumable import resumable_photos

EARLIER = 12


def choose(site: Site, _: str) -> None:
    """Photos in, and the newest shelves."""
    state = skus.index_state(site)
    if not state.products:
        st.info(NO_PRODUCTS)
    elif state.waiting:
        st.info(f"{count(state.waiting, 'product')} of {state.products:,} are not in the index yet: make it on "
                "Products.")
    name = st.text_input("Name of the shelf", key="shelf-name", max_chars=100, width=360,
                         placeholder="Such as Store 12, tea", help="Photos of one shelf are compared over time.")
    words = st.toggle(READ_WORDS, value=site.settings.shelf_words, key="shelf-words", help=READ_WORDS_HELP)
    files, camera, addresses = st.tabs(["Photos", "Camera", "Web addresses"])
    with files:
        _upload(site, name, words=words)
    with camera:
        if st.toggle("Switch the camera on", key="camera-on") and (photo := st.camera_input("Photograph the shelf")):
            _begin(site, [saved(site, photo)], name, words=words)
    with addresses:
        text = st.text_area("Photo addresses, one per line", key="shelf-addresses", height=90)
        if st.button("Read", key="shelf-read"):
            _begin(site, analyze.sources_from_text(site, text), name, words=words)
    if st.button("Read the demo shelf", key="shelf-demo", icon=":material/shelves:",
                 help="A shelf put together from the demo shop's packshots, whose products are imported first."):
        st.switch_page("pages/shelf.py", query_params={"job": shelf.start_demo(site)})
    with section():
        _earlier(site)


def _upload(site: Site, name: str, *, words: bool) -> None:
    limit = LIMITS.format(megapixels=site.settings.max_pixels / 1e6, megabytes=site.settings.max_bytes / 1e6)
    if sources := resumable_photos(site, "Drop photos of shelves here or choose them", key="shelf"):
        _begin(site, sources, name, words=words)
    st.caption(f"{limit} {RESUMES}")


def _begin(site: Site, sources: list[Source], name: str, *, words: bool) -> None:
    st.switch_page("pages/shelf.py", query_params={"job": shelf.start(site, sources, name, words=words)})


def _earlier(site: Site) -> None:
    running = [one for one in jobs.list_jobs(site, "shelf") if one.running]
    for one in running[:3]:
        st.page_link("pages/shelf.py", label="Photos are being read", icon=":material/hourglass_top:",
                     query_params={"job": one.job_id})
    readings = shelf.readings(site, most=EARLIER)
    if not readings:
        return
    st.subheader("Newest shelves", anchor=False)
    grid = st.grid(4, min_column_width=240)
    for reading in readings:
        with grid, section(), st.container(border=True):
            st.html(f'<img class="ml-shelf" src="{view_uri(site, reading.picture_id)}" alt="Photo of a shelf">')
            st.page_link("pages/shelf.py", label=reading.shelf or UNTITLED, icon=":material/shelves:",
                         query_params={"reading": str(reading.reading_id)})
            st.caption(summary(reading))
