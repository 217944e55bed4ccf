"""What is done with pictures that were selected, or with all that were found: tag, move, crop, judge again."""

from __future__ import annotations

import streamlit as st

from core import analyze, crops, search
from core.nouns.crop import MODES
from core.site import Site
from core.words.crops import MODE_WORDS
from core.words.facts import STAGE_WORDS
from core.words.numerals import count
from core.words.search import STATES
from pages.catalog.scope import scope
from pages.ui.correct import author, author_field

OFFERED = 30  # tags to choose from


def tags(site: Site, found: search.Found) -> None:
    """Give tags, or take tags of people away."""
    ids = scope(site, found, "tag")
    known = next((list(facet.counts) for facet in found.facets if facet.field == "tag"), [])[:OFFERED]
    add = st.multiselect("Add", known, key="tags-add", accept_new_options=True, placeholder="A tag, new or known")
    remove = st.multiselect("Take away", known, key="tags-remove", placeholder="A tag of these pictures") if known \
        else []
    author_field("tags")
    if st.button("Change tags", key="tag", type="primary", disabled=not (add or remove)):
        changed = search.tag(site, ids(), add=add, remove=remove, author=author())
        _done(f"The tags of {count(changed, 'picture')} changed.")


def move(site: Site, found: search.Found) -> None:
    """Move to a state."""
    ids = scope(site, found, "move")
    state = st.selectbox("State", list(STATES), index=None, key="state", format_func=STATES.__getitem__,
                         placeholder="Choose a state")
    author_field("catalog")
    if st.button("Move", key="move", disabled=state is None, type="primary"):
        moved = search.set_state(site, ids(), str(state), author=author())
        _done(f"{count(moved, 'picture')} moved to {STATES[str(state)]}.")


def crop(site: Site, found: search.Found) -> None:
    """Hand over to a job of crops, which shows how far it is."""
    ids = scope(site, found, "crop")
    names = st.multiselect("Templates", [item.name for item in crops.templates(site) if item.request.aspect],
                           key="crop-templates")
    aspects = st.pills("Aspects", crops.ASPECTS, selection_mode="multi", key="crop-aspects")
    mode = st.segmented_control("Mode of the aspects", MODES, default="keep", key="crop-mode", required=True,
                                format_func=MODE_WORDS.__getitem__)
    judge_crops = st.toggle("Judge each crop again", True, key="crop-rescore")
    asked = [f"${name}$" for name in names] + [f"aspect={aspect},mode={mode}" for aspect in aspects]
    if st.button("Crop", key="crop", type="primary", disabled=not asked):
        job_id = crops.start_crops(site, asked, pictures=ids(), rescore=judge_crops)
        st.switch_page("pages/crops.py", query_params={"job": job_id})


def judge(site: Site, found: search.Found) -> None:
    """Hand over to an analysis, which shows how far it is."""
    ids = scope(site, found, "judge")
    st.caption("By the models in use, from the files that are kept; nothing is fetched.")
    stages = st.pills("Also find", analyze.offered_stages(site), selection_mode="multi", format_func=STAGE_WORDS.get,
                      key="judge-stages")
    if st.button("Judge again", key="judge", type="primary"):
        job_id = search.judge_again(site, ids(), tuple(stages))
        st.switch_page("pages/analyze.py", query_params={"job": job_id})


def _done(message: str) -> None:
    st.session_state["catalog-message"] = message
    st.rerun()
