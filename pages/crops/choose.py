"""Which photo to crop: one that was analyzed, a new one, or one of the demo shop."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import streamlit as st

from core import analyze, demo, jobs
from core.nouns.analysis import Analysis
from core.nouns.source import Source
from core.site import Site
from core.words.labels import KIND_WORDS
from core.words.markdown import plain
from pages.explain.search import matches
from pages.ui.frame import section
from pages.ui.picker import uploaded_photo

SHOWN = 24
JOBS = 8  # the newest ones, whose photos are offered
WIDTH = 180  # pixels of a tile
SAMPLES = 4


def choose(site: Site, _subject: str) -> None:
    """Upload a photo, or click one."""
    with section():
        _upload(site)
    with section():
        text = st.text_input("Find a photo", key="find", bind="query-params",
                             placeholder="Part of a file name, address, SKU or title").strip()
        if text:
            photos = {hit.picture_id: hit.name for hit in islice(matches(site, text), SHOWN)}
            if not photos:
                st.info(f"No analyzed photo has {plain(repr(text[:80]))} in its name, address, SKU or title.")
        else:
            photos = {analysis.picture_id: KIND_WORDS[analysis.kind] for analysis in islice(latest(site), SHOWN)}
            if not photos:
                _samples(site)
        if photos:
            _tiles(site, photos)


def _tiles(site: Site, photos: dict[str, str]) -> None:
    """Photos with a word on each, and the link to its crops."""
    grid = st.grid(6, min_column_width=WIDTH)
    for picture_id, word in photos.items():
        with grid, section(), st.container(border=True):
            st.image(analyze.thumbnail(site, picture_id), width="stretch", alt=word)
            st.caption(plain(word[:80]))
            st.page_link("pages/crops.py", label="Crop", query_params={"picture": picture_id}, icon=":material/crop:")


def latest(site: Site) -> Iterator[Analysis]:
    """Photos of the newest analyses, each once, those with a face first."""
    seen: set[str] = set()
    for job in jobs.list_jobs(site, "analyze")[:JOBS]:
        found = [result for result in analyze.results(site, job.job_id) if isinstance(result, Analysis)]
        for analysis in sorted(found, key=lambda item: not len(item.faces)):
            if analysis.picture_id not in seen:
                seen.add(analysis.picture_id)
                yield analysis


def _upload(site: Site) -> None:
    """A photo that is analyzed while its sender waits, and then cropped."""
    analysis = uploaded_photo(site, "Crop a photo of your own", "crop-upload", "Looking for faces and persons")
    if analysis is not None:
        _open(analysis)


def _samples(site: Site) -> None:
    st.markdown("No photo was analyzed here yet. Upload one, or crop one of the demo shop:")
    photos: list[Source] = demo.shop_photos(site)
    if st.button("Crop a portrait of the demo shop", type="primary", key="sample"):
        with st.spinner("Looking for faces and persons"):
            found = [analyze.analyze_now(site, source) for source in photos[:SAMPLES]]
        _open(max(found, key=lambda item: len(item.faces)))


def _open(analysis: Analysis) -> None:
    st.switch_page("pages/crops.py", query_params={"picture": analysis.picture_id})
