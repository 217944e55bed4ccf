"""All audits, the newest first, each with some of its photos."""

from __future__ import annotations

import streamlit as st

from core import audits
from core.nouns.job import Job
from core.site import Site
from core.words.numerals import count
from core.words.progress import STATE_WORDS, how_far
from pages.audits.start import begin
from pages.audits.thumbnails import strip

LISTED = 20  # audits
PHOTOS = 5  # of each audit


def audit_list(site: Site, jobs: list[Job]) -> None:
    """A line for each audit; its button opens it."""
    st.subheader("Your audits", anchor=False)
    for job in jobs[:LISTED]:
        name, photos, button = st.columns([4, 4, 1], vertical_alignment="center")
        name.text(audits.source_name(job))
        name.caption(f"{STATE_WORDS[job.state]} · {how_far(job)} · {job.created:%d %b %Y, %H:%M} UTC")
        with photos:
            rows = audits.rows(site, job.job_id, audits.RowFilter(error="none"), limit=PHOTOS)
            strip(site, rows)
        if button.button("Open", key=f"open-{job.job_id}", width="stretch"):
            begin(job.job_id)
    if len(jobs) > LISTED:
        st.caption(f"The newest {LISTED} of {count(len(jobs), 'audit')}. Older audits open by their address.")
