"""The section Export of the page Models: an intent model in other formats, measured beside the original."""

from __future__ import annotations

import streamlit as st

from core import datasets, export, jobs
from core.nouns.export import FORMATS, Export
from core.nouns.model_card import ModelCard
from core.site import Site
from core.words.export import DEMO, FORMAT_WORDS, basis, rows, verdicts
from core.words.markdown import plain
from core.words.model_card import size_words
from core.words.numerals import count
from pages.ui.frame import error_card, section
from pages.ui.job_progress import watch

EXPLAINED = ("Files with the same contract, for browsers, phones and other runtimes. A format whose top label differs "
             "from the original's for more than 1 % of the photos is not offered as default.")


def exports(site: Site, card: ModelCard) -> None:
    """Formats of a version: start an export, watch it, see what each format costs and keeps, take the files."""
    if card.role not in ("intent", "tags"):
        return
    st.subheader("Other formats", anchor=False)
    with section():
        job = export.export_job(site, card.name)
        if job and job.running:
            job_id = job.job_id
            watch(lambda: jobs.find(site, job_id), cancel=lambda: jobs.cancel(site, job_id))
            return
        if job and job.state == "failed":
            error_card("The export did not work", job.message, job.hint)
        if job and job.state == "done":
            with section():
                _found(site, job.job_id, export.read_export(site, job.job_id))
        _form(site, card.name)


def _form(site: Site, model: str) -> None:
    st.caption(EXPLAINED)
    sets = {item.dataset_id: f"{item.name}: {count(len(item.samples), 'photo')}" for item in datasets.every(site)}
    left, right, button = st.columns([3, 3, 1], vertical_alignment="bottom")
    formats = left.multiselect("Formats", FORMATS, list(FORMATS), key="export-formats", format_func=FORMAT_WORDS.get)
    chosen = right.selectbox("Photos to calibrate and measure on", ["", *sets], key="export-dataset",
                             format_func=lambda key: sets.get(key, f"{DEMO[0].upper()}{DEMO[1:]}"))
    if button.button("Export", key="export", width="stretch", disabled=not formats):
        export.start_export(site, model, formats, chosen)
        st.rerun()


def _found(site: Site, job_id: str, found: Export) -> None:
    st.dataframe(rows(found), hide_index=True)
    st.markdown("  \n".join(plain(line) for line in (basis(found), *verdicts(found))))
    made = [item for item in found.variants if not item.failed]
    for place, item in zip(st.columns(len(FORMATS)), made, strict=False):
        with section():
            path = export.exported_file(site, job_id, item.format)
            place.download_button(f"{item.format} ({size_words(item.bytes)})", path.read_bytes, item.file,
                                  "application/octet-stream", key=f"export-{item.format}", on_click="ignore",
                                  type="primary" if item == found.default else "secondary", width="stretch")
