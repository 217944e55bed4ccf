"""A job that makes or checks a dataset: progress while it runs, and a word where it ended early."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import jobs
from core.nouns.job import Job
from core.site import Site
from pages.ui import job_progress
from pages.ui.frame import error_card


def watch(site: Site, job: Job) -> None:
    """Progress with the time left, and the way to stop it; the page runs again when it has ended."""
    cancel = partial(jobs.cancel, site, job.job_id)
    if job.running:
        job_progress.watch(lambda: jobs.find(site, job.job_id), cancel=cancel)
    elif job.state == "paused":
        job_progress.paused(job, resume=partial(jobs.resume, site, job.job_id), cancel=cancel)
    elif job.state == "failed":
        error_card("This did not work", job.message, job.hint)
    elif job.state == "cancelled":
        st.info("This was canceled. Start it again: it goes on with the photos that were not read.")
