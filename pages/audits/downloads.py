"""An audit as files, each written when its button is clicked."""

from __future__ import annotations

import io

import streamlit as st

from core import audits
from core.nouns.job import Job
from core.site import Site

WORDS = {"html": "Report (HTML)", "xlsx": "Excel (XLSX)", "csv": "CSV", "parquet": "Parquet",
         "jsonl": "JSON Lines"}


def files(site: Site, job: Job) -> None:
    """A button for each format."""
    with st.popover("Download"):
        for form, word in WORDS.items():
            st.download_button(
                word, lambda form=form: _file(site, job.job_id, form), f"merchlens-audit-{job.job_id}.{form}",
                audits.EXPORTS[form], key=f"file-{form}", on_click="ignore", width="stretch",
            )


def _file(site: Site, job_id: str, form: str) -> bytes:
    data = io.BytesIO()
    audits.export(site, job_id, data, form)
    return data.getvalue()
