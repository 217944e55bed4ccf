"""More like this: the index of the whole catalog, photos that look like an upload, and duplicates to be judged."""

from __future__ import annotations

import streamlit as st

from core import analyze, jobs, similar
from core.errors import MerchlensError, NotFound
from core.site import Site
from core.words.similar import (
    AGAIN,
    MEANING,
    NO_DUPLICATES,
    NO_INDEX,
    NOTHING,
    PURPOSE,
    REMEMBERED,
    cut_off_line,
    state_line,
)
from pages.ui.frame import section
from pages.ui.job_progress import watch
from pages.ui.picker import PICTURES, saved
from pages.ui.uploads import MOST_MB

PAIRS = 12  # shown at once
TILE_WIDTH = 160


def alike(site: Site, job_id: str) -> None:
    """The index, or its progress; below it what it finds. It is of all photos here, whichever set is chosen."""
    st.markdown(PURPOSE)
    if index(site):
        _like_upload(site)
        duplicates(site)


def index(site: Site) -> bool:
    """Progress of the index, or how it stands and a button that makes it; whether photos can be compared now."""
    state = similar.index_state(site)
    if state.job is not None and state.job.running:
        index_job_id = state.job.job_id
        watch(lambda: jobs.find(site, index_job_id), cancel=lambda: jobs.cancel(site, index_job_id))
        return False
    if state.job is not None and state.job.state == "failed":
        st.error(f"{state.job.message} {state.job.hint}")
    is_old, missing = bool(state.model) and not state.is_current, state.pictures - state.indexed
    if is_old:
        st.warning(AGAIN)
    if not state.model:
        st.markdown(NO_INDEX)
    else:
        st.caption(state_line(state.pictures, state.indexed))
    if is_old or missing > 0 or not state.model:
        label = "Add the new photos" if state.is_current else "Make the index"
        st.button(label, type="secondary" if state.is_current else "primary", key="make-index",
                  on_click=similar.start_index, args=(site,))
    return state.is_current


def _like_upload(site: Site) -> None:
    file = st.file_uploader("Find photos that look like this one; it is not added", type=PICTURES, key="like-upload",
                            max_upload_size=MOST_MB)
    if file is None:
        return
    with section():
        source = saved(site, file)
        if source.failure:
            raise NotFound(source.failure.message, source.failure.hint)
        with st.spinner("Comparing"):
            likeness = similar.like_file(site, str(source.path))
        st.caption(f"{cut_off_line(likeness.to_dict())} {MEANING}")
        if not likeness.hits:
            st.info(NOTHING)
        grid = st.grid(6, min_column_width=TILE_WIDTH)
        for hit in likeness.hits:
            with grid, st.container(border=True):
                _photo(site, hit.picture_id, f"{hit.score:.2f}", hit.uri)


def duplicates(site: Site) -> None:
    """Pairs of nearly the same photo, and photos that several products show; a person says which are none."""
    st.subheader("Duplicates", anchor=False)
    pairs, shared = similar.duplicates(site, limit=PAIRS + 1), similar.shared_pictures(site)
    if not pairs and not shared:
        st.caption(NO_DUPLICATES)
    for picture in shared[:PAIRS]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"), section():
            _photo(site, picture.picture_id, f"{len(picture.products):,} products show this file: "
                   f"{', '.join(picture.products[:6])}")
    for pair in pairs[:PAIRS]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"), section():
            _photo(site, pair.first, ", ".join(pair.first_products[:3]))
            _photo(site, pair.second, ", ".join(pair.second_products[:3]))
            st.caption(f"Score {pair.score:.2f}; {pair.bits} of 64 bits differ", width=220)
            st.button("Not a duplicate", key=f"differ-{pair.first[:12]}-{pair.second[:12]}", on_click=_differ,
                      args=(site, pair.first, pair.second))
    if len(pairs) > PAIRS:
        st.caption(f"The first {PAIRS} pairs. All of them: python -m core similar --duplicates")


def _differ(site: Site, first: str, second: str) -> None:
    try:
        similar.not_duplicate(site, first, second)
        st.toast(REMEMBERED)
    except MerchlensError as error:
        st.toast(f"{error.message} {error.hint}")


def _photo(site: Site, picture_id: str, words: str, uri: str = "") -> None:
    with st.container(width=TILE_WIDTH):
        try:
            st.image(analyze.thumbnail(site, picture_id), width=TILE_WIDTH - 20, alt=uri or "A photo of the catalog")
        except NotFound:
            st.caption("The preview of this photo is gone.")
        if words:
            st.caption(words)
        st.page_link("pages/catalog.py", label="Open", query_params={"picture": picture_id},
                     icon=":material/open_in_full:")
