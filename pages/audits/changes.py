"""What changed since the last audit of the same source."""

from __future__ import annotations

from itertools import islice

import streamlit as st

from core import audits
from core.nouns.audit_row import AuditRow
from core.nouns.job import Job
from core.site import Site
from core.words.csv_cells import safe_row
from core.words.labels import INTENT_WORDS
from core.words.numerals import count

LISTED = 500
WORDS = {"new": "New", "gone": "Removed", "changed picture": "Different photo", "changed verdict": "Different verdict"}


def changes(site: Site, job: Job) -> None:
    """A row for each photo that differs."""
    differences = list(islice(audits.compare(site, job.job_id), LISTED + 1))
    if not differences:
        st.info("Nothing has changed since the last audit of this source.")
        return
    rows = [safe_row({"Change": WORDS[change.what], "Before": _verdict(change.before), "Now": _verdict(change.after),
                      "Address or file": change.uri}) for change in differences[:LISTED]]
    more = f"The first {LISTED:,} changes" if len(differences) > LISTED else count(len(differences), "change")
    st.markdown(f"{more} since the last audit of this source.")
    st.dataframe(rows, hide_index=True, alt="Changes since the last audit")


def _verdict(row: AuditRow | None) -> str:
    if row is None:
        return ""
    if row.error:
        return row.message
    verdict = "Shoppable" if row.shoppable else "Not shoppable"
    return f"{verdict} ({row.shoppable_score:.2f}), {INTENT_WORDS.get(row.top_label, row.top_label).lower()}"
