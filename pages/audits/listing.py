"""All audits, the newest first."""

from __future__ import annotations

import streamlit as st

from core import audits
from core.nouns.job import Job
from pages.audits.start import begin
from pages.audits.watch import STATES, said
from pages.ui.marks import count

SHOWN = 20


def audit_list(jobs: list[Job]) -> None:
    """A line for each audit; its button opens it."""
    st.subheader("Audits so far", anchor=False)
    for job in jobs[:SHOWN]:
        name, state, open_it = st.columns([5, 4, 1], vertical_alignment="center")
        name.text(audits.source_name(job))
        state.text(f"{STATES[job.state]}, {job.created:%d %b %Y, %H:%M} UTC\n{said(job)}")
        if open_it.button("Show", key=f"open-{job.job_id}", width="stretch"):
            begin(job.job_id)
    if len(jobs) > SHOWN:
        st.caption(f"The newest {SHOWN} of {count(len(jobs), 'audit')}; older ones open by their address.")
