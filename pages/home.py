"""The first page: what this is, a demo in one click, and what it found, as pictures."""

from __future__ import annotations

import streamlit as st

from core import demo
from pages.home import cards
from pages.home.progress import watch
from pages.home.results import own_photos, results
from pages.home.rooms import photo_types, rooms
from pages.ui import state
from pages.ui.frame import error_card, frame, section

PURPOSE = "See your product photos as a shopping engine sees them: which are shoppable, as what, and why."


def welcome(failure: demo.Demo | None) -> None:
    """Before the demo: one button for it, one for one's own photos."""
    if failure is not None and failure.error is not None:
        error_card("The demo did not finish", failure.error.message, failure.error.hint)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Open the demo", type="primary", key="demo"):
            demo.open_demo(state.site())
            st.rerun()
        own_photos()
        st.caption("The demo shop runs on this machine, without a network, in about 20 seconds.", width="content")


def samples() -> None:
    """Photos of the demo shop with their results, as shipped."""
    highlights = demo.sample_highlights()
    st.subheader("From the demo shop", anchor=False)
    cards.analyzed(highlights, demo.sample_highlight)
    cards.worst(highlights, demo.sample_highlight)


with frame("Merchlens", PURPOSE):
    now = None
    with section():
        now = demo.find_demo(state.site())
    with section():
        if now is not None and now.state == "running":
            watch(state.site())
        elif now is None or now.highlights is None:
            welcome(now)
    with section():
        if now is not None and now.highlights is not None:
            results(state.site(), now, now.highlights)
        else:
            samples()
    rooms()
    photo_types()
