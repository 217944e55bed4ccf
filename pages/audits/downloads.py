"""An audit as files; each is made when it is asked for."""

from __future__ import annotations

import io

import streamlit as st

from core import actions

WORDS = {"html": "Report to share (HTML)", "xlsx": "Excel (XLSX)", "csv": "Table (CSV)", "parquet": "Parquet",
         "jsonl": "JSON lines"}


def files(workspace: actions.Workspace, job: actions.Job) -> None:
    """A button for each format."""
    with st.popover("Download"):
        for form, word in WORDS.items():
            st.download_button(
                word, lambda form=form: _made(workspace, job.job_id, form), f"merchlens-audit-{job.job_id}.{form}",
                actions.EXPORTS[form], key=f"file-{form}", on_click="ignore", width="stretch",
            )


def _made(workspace: actions.Workspace, job_id: str, form: str) -> bytes:
    data = io.BytesIO()
    actions.audit_export(workspace, job_id, data, form)
    return data.getvalue()
