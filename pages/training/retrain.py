"""The way to train on all corrections, its progress, and how the newest version compares."""

from __future__ import annotations

import streamlit as st

from core import jobs, retrain
from core.nouns.job import Job
from core.site import Site
from core.words.markdown import plain
from core.words.numerals import count
from core.words.shadow import PUBLIC, RETRAIN_PURPOSE
from pages.training.shadow import shadow_view
from pages.ui.job_progress import watch


def training(site: Site) -> None:
    """The button, or the training under way; then what came of it."""
    job = retrain.latest(site)
    if job and job.running:
        watch(lambda: jobs.find(site, job.job_id), cancel=lambda: jobs.cancel(site, job.job_id))
        return
    new = retrain.new_corrections(site)
    st.markdown(f"**{count(new, 'new correction')}** since the newest version that was trained here.")
    st.caption(RETRAIN_PURPOSE)
    if site.settings.public:
        st.caption(PUBLIC)
    elif st.button("Retrain", type="primary" if new else "secondary", key="retrain", icon=":material/model_training:"):
        retrain.retrain(site)
        st.rerun()
    if not new:
        st.page_link("pages/explore.py", label="Review labels that are in doubt", icon=":material/fact_check:",
                     query_params={"view": "review"})
    if job:
        _ended(site, job)


def _ended(site: Site, job: Job) -> None:
    if job.state == "cancelled":
        st.info("The training was canceled. What the network has seen is kept for the next one.")
    elif job.state == "failed":
        st.error(f"{plain(job.message)} {plain(job.hint)}".strip())
    else:
        shadow_view(site, retrain.shadow(site, job.options["name"]))
