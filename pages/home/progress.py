"""The demo while it runs: count, time left and cancel."""

from __future__ import annotations

import streamlit as st

from core import demo
from core.site import Site
from core.words.numerals import count
from core.words.progress import duration
from pages.ui.frame import section

EVERY = 0.7  # seconds between two looks
STEPS = {
    "audit": "Checking the demo shop", "analysis": "Analyzing the photos", "study": "Estimating the effect on sales",
    "highlights": "Drawing the highlights",
}


@st.fragment(run_every=EVERY)
def watch(site: Site) -> None:
    """Draw the progress; the whole page runs again when the demo has ended."""
    with section():
        state = demo.find_demo(site)
        if state is None or state.state != "running":
            st.rerun()
        bar, button = st.columns([5, 1], vertical_alignment="bottom")
        bar.progress(state.fraction, text=sentence(state))
        if button.button("Cancel", key="cancel_demo", width="stretch"):
            demo.cancel_demo(site)
            st.rerun()


def sentence(state: demo.Demo) -> str:
    """How far the demo is, in one line."""
    if not state.done:
        return "Starting the demo. The models take a few seconds to load the first time."
    text = f"{STEPS[state.step]}: {state.done:,} of {count(state.total, 'photo')}" if state.step == "audit" else (
        STEPS[state.step])
    return text if state.seconds_left is None else f"{text} · about {duration(state.seconds_left)} left"
