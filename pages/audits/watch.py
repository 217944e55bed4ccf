"""One audit's state: how far it is, how fast, what failed, what just came; pause, go on and cancel."""

from __future__ import annotations

import streamlit as st

from core import analyze, audits, jobs
from core.nouns.job import ACTIVE, Job
from core.site import Site
from core.words.labels import FAILURE_WORDS
from core.words.progress import duration
from pages.ui.frame import error_card, section
from pages.ui.marks import count, plain

EVERY = 1.0  # seconds between two looks
NEWEST = 8  # thumbnails
STATES = {
    "listing": "Looking for pictures", "running": "Judging", "paused": "Paused", "done": "Finished",
    "cancelled": "Cancelled", "failed": "Could not be audited",
}


def watch(site: Site, job: Job) -> None:
    """Progress while it runs, one sentence once it has ended; the page runs again when that changes."""
    if job.state in ACTIVE:
        _live(site, job.job_id)
    elif job.state == "paused":
        _paused(site, job)
    elif job.state == "failed":
        error_card("This source could not be audited", job.message, job.hint)
    elif job.state == "cancelled":
        st.info(f"This audit was cancelled after {job.done + job.failed:,} of {count(job.total, 'picture')}.")


@st.fragment(run_every=EVERY)
def _live(site: Site, job_id: str) -> None:
    with section():
        job = audits.job(site, job_id)
        if job.state not in ACTIVE:
            st.rerun()
        bar, pause, cancel = st.columns([6, 1, 1], vertical_alignment="bottom")
        bar.progress(share(job), text=said(job))
        if pause.button("Pause", key="pause", width="stretch"):
            jobs.pause(site, job_id)
            st.rerun()
        if cancel.button("Cancel", key="cancel", width="stretch"):
            jobs.cancel(site, job_id)
            st.rerun()
        if job.message:
            st.info(f"{plain(job.message)} {plain(job.hint)}".strip())
        _failures(site, job)
        _newest(site, job)


def _paused(site: Site, job: Job) -> None:
    bar, resume, cancel = st.columns([6, 1, 1], vertical_alignment="bottom")
    bar.progress(share(job), text=f"Paused. {said(job)}")
    if resume.button("Go on", key="resume", type="primary", width="stretch"):
        jobs.resume(site, job.job_id)
        st.rerun()
    if cancel.button("Cancel", key="cancel", width="stretch"):
        jobs.cancel(site, job.job_id)
        st.rerun()


def share(job: Job) -> float:
    """Of an audit's pictures that are through, in [0, 1]."""
    return min(1.0, (job.done + job.failed) / job.total) if job.total else 0.0


def said(job: Job) -> str:
    """How far an audit is, in one line."""
    total = count(job.total, "picture")
    settled = job.done + job.failed
    if not settled:
        return f"{total} found so far; the first time, the models take some seconds to start."
    found = f"{total} found so far" if job.state == "listing" else total
    running = job.state in ACTIVE
    left = "" if job.seconds_left is None or not running else f" · about {duration(job.seconds_left)} left"
    rate = f" · {job.rate:.1f} a second" if running and job.rate else ""
    failed = f" · {job.failed:,} failed" if job.failed else ""
    return f"{settled:,} of {found}{failed}{rate}{left}"


def _failures(site: Site, job: Job) -> None:
    """Reasons, once there are some."""
    if not job.failed:
        return
    reasons = audits.counts(site, job.job_id).get("error", {})
    words = [f"{FAILURE_WORDS.get(name, name)} {number:,}" for name, number in reasons.items() if name and number]
    st.caption("Failed: " + " · ".join(words))


def _newest(site: Site, job: Job) -> None:
    """The pictures that were judged last."""
    where = audits.RowFilter(error="none")
    rows = list(audits.rows(site, job.job_id, where, order="-number", limit=NEWEST))
    pictures = [analyze.thumbnail(site, row.picture_id) for row in rows]
    with st.container(horizontal=True, height=96, border=False, key="newest"):
        for row, picture in zip(rows, pictures, strict=True):
            st.image(picture, width=80, alt=row.uri)

