"""How far a running batch is: count, rate, time left and cancel."""

from __future__ import annotations

import streamlit as st

from core import analyze
from pages.ui.frame import section
from pages.ui.marks import count

EVERY = 1.0  # seconds between two looks
STEP = 3  # new cards that are worth drawing the page again


@st.fragment(run_every=EVERY)
def watch(batch: analyze.Batch, shown: int, wanted: int) -> None:
    """Progress of a running batch; the whole page runs again when there is more to show.

    Parameters
    ----------
    batch : Batch
    shown : int
        Results on the page now.
    wanted : int
        Results that fill the first page of the gallery; until then new ones appear as they come.
    """
    with section():
        done = batch.done
        if not batch.running or _worth_a_rerun(shown, min(done, wanted), wanted):
            st.rerun()
        bar, button = st.columns([5, 1], vertical_alignment="bottom")
        bar.progress(done / batch.total, text=_said(batch, done))
        if button.button("Cancel", key="cancel", width="stretch"):
            batch.cancel()
            st.rerun()


def outcome(batch: analyze.Batch | analyze.KeptBatch) -> str:
    """One sentence when a batch ended early; empty otherwise."""
    left = batch.total - batch.done
    if batch.running or not left:
        return ""
    reason = "was cancelled" if batch.cancelled else "ended with the server"
    return f"This batch {reason} after {batch.done:,} of {count(batch.total, 'photo')}. Start the rest again below."


def _worth_a_rerun(shown: int, ready: int, wanted: int) -> bool:
    """True for the first cards, for some more at once, and when the first page of the gallery is full."""
    return shown < ready and (shown == 0 or ready - shown >= STEP or ready == wanted)


def _said(batch: analyze.Batch, done: int) -> str:
    if not done:
        waiting = count(batch.total, "photo")
        return f"Getting ready for {waiting}; the first time, the models take some seconds to start."
    left = batch.seconds_left
    time_left = "" if left is None else f" · about {duration(left)} left"
    return f"{done:,} of {count(batch.total, 'photo')} judged · {batch.rate:.1f} a second{time_left}"


def duration(seconds: float) -> str:
    """Seconds in the unit that people would use."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
