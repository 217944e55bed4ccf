"""One part of the page Train: what it is for and its form, or the training under way, and why the last one failed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import jobs
from core.nouns.job import Job
from core.site import Site
from core.words.markdown import plain
from core.words.shadow import PUBLIC
from pages.ui.frame import section
from pages.ui.job_progress import watch


def part(site: Site, words: tuple[str, str], job: Job | None, form: Callable[[Site], None]) -> None:
    """Show a part of the page.

    Parameters
    ----------
    site : Site
    words : (str, str)
        Heading, and what this training is for.
    job : Job or None
        The newest training of this kind.
    form : callable
        Shows the form that starts one; not called where visitors may only look.
    """
    heading, purpose = words
    st.subheader(heading, anchor=False)
    if job and job.running:
        watch(lambda: jobs.find(site, job.job_id), cancel=lambda: jobs.cancel(site, job.job_id))
    else:
        st.caption(purpose)
        if site.settings.public:
            st.caption(PUBLIC)
        else:
            with section():
                form(site)
    if job and job.state == "failed":
        st.error(f"{plain(job.message)} {plain(job.hint)}".strip())
