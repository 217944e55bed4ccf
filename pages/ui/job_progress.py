"""One watcher for every kind of job: count, rate, time left, what holds it up; pause, resume and cancel."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.nouns.job import Job
from core.words.markdown import plain
from core.words.numerals import count
from core.words.progress import how_far
from pages.ui.frame import section

EVERY = 1.0  # seconds between two looks
Act = Callable[[], None]


@st.fragment(run_every=EVERY)
def watch(find: Callable[[], Job], *, cancel: Act, pause: Act | None = None, noun: str = "photo",
          more: Callable[[Job], bool] | None = None) -> None:
    """Progress of a running job; the whole page runs again when it has ended.

    Parameters
    ----------
    find : callable
        The job as it stands.
    cancel, pause : callable
        What the buttons do; without `pause` there is no such button.
    noun : str
        What an item is called.
    more : callable, optional
        Draws what else is worth seeing while it runs; True runs the whole page again.
    """
    with section():
        job = find()
        if not job.running:
            st.rerun()
        bar, *places = st.columns([6, *([1] if pause else []), 1], vertical_alignment="bottom")
        bar.progress(job.fraction, text=how_far(job, noun))
        acts = {"Pause": pause, "Cancel": cancel} if pause else {"Cancel": cancel}
        for place, (label, act) in zip(places, acts.items(), strict=True):
            if act and place.button(label, key=label.lower(), width="stretch"):
                act()
                st.rerun()
        if job.message:
            st.info(f"{plain(job.message)} {plain(job.hint)}".strip())
        if more and more(job):
            st.rerun()


def paused(job: Job, *, resume: Act, cancel: Act, noun: str = "photo") -> None:
    """A job that waits for its user."""
    bar, first, second = st.columns([6, 1, 1], vertical_alignment="bottom")
    bar.progress(job.fraction, text=f"Paused. {how_far(job, noun)}")
    if first.button("Resume", key="resume", type="primary", width="stretch"):
        resume()
        st.rerun()
    if second.button("Cancel", key="cancel", width="stretch"):
        cancel()
        st.rerun()


def ended_early(job: Job, noun: str = "photo") -> str:
    """One sentence when a job was cancelled; empty otherwise."""
    if job.state != "cancelled":
        return ""
    return f"This job was canceled after {job.settled:,} of {count(job.total, noun)}. Start the rest again below."
