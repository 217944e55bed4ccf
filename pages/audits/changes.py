"""What changed since the last audit of the same source."""

from __future__ import annotations

from itertools import islice

import streamlit as st

from core import audits
from core.nouns.audit_row import AuditRow
from core.nouns.job import Job
from core.site import Site
from pages.ui.marks import INTENT_WORDS, count

SHOWN = 500
WORDS = {"new": "New", "gone": "Gone", "changed picture": "Another picture", "changed verdict": "Another verdict"}


def changes(site: Site, job: Job) -> None:
    """A row for each address that differs."""
    found = list(islice(audits.compare(site, job.job_id), SHOWN + 1))
    if not found:
        st.info("Nothing changed since the last audit of this source.")
        return
    rows = [{"What": WORDS[change.what], "Before": _said(change.before), "Now": _said(change.after),
             "Address or file": change.uri} for change in found[:SHOWN]]
    more = f"The first {SHOWN:,} changes" if len(found) > SHOWN else count(len(found), "change")
    st.markdown(f"{more} since the last audit of this source.")
    st.dataframe(rows, hide_index=True, alt="Changes since the last audit")


def _said(row: AuditRow | None) -> str:
    if row is None:
        return ""
    if row.error:
        return row.message
    verdict = "Shoppable" if row.shoppable else "Not shoppable"
    return f"{verdict} ({row.shoppable_score:.2f}), {INTENT_WORDS.get(row.top_label, row.top_label).lower()}"
