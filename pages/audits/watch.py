"""One audit's state: progress, failures and the newest photos while it runs; how it ended."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import audits, jobs
from core.nouns.job import Job
from core.site import Site
from core.words.labels import FAILURE_WORDS
from core.words.numerals import count
from pages.audits.thumbnails import strip
from pages.ui import job_progress
from pages.ui.frame import error_card

NEWEST = 8  # thumbnails


def watch(site: Site, job: Job) -> None:
    """Progress while it runs, one sentence once it has ended; the page runs again when that changes."""
    job_id = job.job_id
    pause, cancel = partial(jobs.pause, site, job_id), partial(jobs.cancel, site, job_id)
    if job.running:
        job_progress.watch(lambda: audits.job(site, job_id), pause=pause, cancel=cancel, more=partial(_details, site))
    elif job.state == "paused":
        job_progress.paused(job, resume=partial(jobs.resume, site, job_id), cancel=cancel)
    elif job.state == "failed":
        error_card("This source could not be audited", job.message, job.hint)
    elif job.state == "cancelled":
        st.info(f"This audit was canceled after {job.settled:,} of {count(job.total, 'photo')}.")


def _details(site: Site, job: Job) -> bool:
    """Why photos failed, once some have, and the newest analyzed ones."""
    if job.failed:
        reasons = audits.counts(site, job.job_id).get("error", {})
        words = [f"{FAILURE_WORDS.get(name, name)} {number:,}" for name, number in reasons.items() if name and number]
        st.caption("Failed: " + " · ".join(words))
    rows = audits.rows(site, job.job_id, audits.RowFilter(error="none"), order="-number", limit=NEWEST)
    with st.container(height=96, border=False, key="newest"):  # of fixed height, so that the page does not jump
        strip(site, rows)
    return False
