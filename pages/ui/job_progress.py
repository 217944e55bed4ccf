"""One watcher for every kind of job: count, rate, time left, what holds it up; pause, resume and cancel."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.nouns.job import Job
from pages.ui.frame import section
from pages.ui.marks import count, plain

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


def how_far(job: Job, noun: str = "photo") -> str:
    """How far a job is, in one line.

    Parameters
    ----------
    job : Job
        Of any kind.
    noun : str
        What an item is called.
    """
    total = count(job.total, noun)
    left = "" if job.seconds_left is None or not job.running else f" · about {duration(job.seconds_left)} left"
    if job.step:
        return f"{job.step}{left}"
    if not job.settled:
        so_far = f"{total} found so far" if job.state == "listing" else f"Getting ready for {total}"
        return f"{so_far}; models take a few seconds to start the first time."
    found = f"{total} found so far" if job.state == "listing" else total
    rate = f" · {job.rate:.1f} per second" if job.running and job.rate else ""
    failed = f" · {job.failed:,} failed" if job.failed else ""
    return f"{job.settled:,} of {found}{failed}{rate}{left}"


def ended_early(job: Job, noun: str = "photo") -> str:
    """One sentence when a job was cancelled; empty otherwise."""
    if job.state != "cancelled":
        return ""
    return f"This job was cancelled after {job.settled:,} of {count(job.total, noun)}. Start the rest again below."


def duration(seconds: float) -> str:
    """Seconds in the unit that people would use.

    Examples
    --------
    >>> duration(42), duration(600), duration(9000)
    ('42 s', '10 min', '2.5 h')
    """
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
