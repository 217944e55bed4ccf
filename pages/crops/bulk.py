"""Crop the photos of an analysis or audit: choose, watch, take the ZIP."""

from __future__ import annotations

from collections import Counter
from functools import partial

import streamlit as st

from core import crops, jobs
from core.nouns.crop import MODES
from core.site import Site
from core.words.crops import HOLDS_WORDS, MODE_WORDS
from core.words.numerals import count
from core.words.progress import STATE_WORDS
from pages.explain.choose import set_word
from pages.ui import job_progress
from pages.ui.frame import error_card, section

SHOWN = 500  # rows of the table


def bulk(site: Site, _subject: str) -> None:
    """The form, and earlier jobs."""
    sets = {job.job_id: job for kind in ("audit", "analyze") for job in jobs.list_jobs(site, kind)}
    if not sets:
        st.markdown("Analyze photos or audit a shop first; then all of their photos can be cropped at once.")
        return
    chosen = st.selectbox("Photos of", list(sets), key="set", format_func=lambda job_id: set_word(site, sets[job_id]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = st.multiselect("Templates", [item.name for item in crops.templates(site) if item.request.aspect],
                               key="bulk-templates", width=360)
        aspects = st.pills("Aspects", crops.ASPECTS, selection_mode="multi", key="bulk-aspects")
        mode = st.segmented_control("Mode of the aspects", MODES, default="keep", key="bulk-mode", required=True,
                                    format_func=MODE_WORDS.__getitem__)
        judge = st.toggle("Judge each crop again", True, key="bulk-rescore")
    asked = [f"${name}$" for name in names] + [f"aspect={aspect},mode={mode}" for aspect in aspects]
    if st.button("Crop all", type="primary", key="crop-all", disabled=not asked):
        job_id = crops.start_crops(site, asked, job=chosen, rescore=judge)
        st.switch_page("pages/crops.py", query_params={"job": job_id})
    made = jobs.list_jobs(site, "crop")
    if made:
        st.subheader("Earlier", anchor=False)
        for job in made[:8]:
            st.page_link("pages/crops.py", query_params={"job": job.job_id}, icon=":material/crop:",
                         label=f"{job.created:%Y-%m-%d %H:%M} UTC: {STATE_WORDS[job.state]}")


def making(site: Site, job_id: str) -> None:
    """How far a job is, what it has made, and the ZIP once it has ended."""
    st.page_link("pages/crops.py", query_params={"view": "many"}, label="Many photos", icon=":material/arrow_back:")
    job = jobs.find(site, job_id)
    rows = crops.crop_rows(site, job_id)
    cancel = partial(jobs.cancel, site, job_id)
    if job.running:
        job_progress.watch(lambda: jobs.find(site, job_id), cancel=cancel, pause=partial(jobs.pause, site, job_id))
        return
    if job.state == "paused":
        job_progress.paused(job, resume=partial(jobs.resume, site, job_id), cancel=cancel)
        return
    if job.state == "failed":
        error_card("The crops could not all be made", job.message, job.hint)
    holds = Counter((row.crop or {}).get("holds", "") for row in rows)
    made = sum(bool(row.file) for row in rows)
    st.markdown(f"**{count(made, 'crop')} made, {len(rows) - made:,} not: {STATE_WORDS[job.state].lower()}.** "
                + ", ".join(f"{HOLDS_WORDS[name]} inside: {number:,}" for name, number in holds.most_common() if name
                            and name != "center"))
    kept = [row for row in rows if row.rescored]
    if kept:
        same = sum(bool(row.rescored and row.rescored["kept"]) for row in kept)
        st.markdown(f"{same:,} of {count(len(kept), 'crop')} keep the photo's label.")
    if job.state == "done":
        with section():
            path = crops.crop_archive(site, job_id)
            st.download_button(f"All files (ZIP, {path.stat().st_size / 1e6:,.1f} MB)", path.read_bytes, "crops.zip",
                               "application/zip", key="zip", on_click="ignore", type="primary")
    st.dataframe([{"Photo": row.photo, "Crop": row.options, "File": row.file,
                   "Inside": HOLDS_WORDS.get((row.crop or {}).get("holds", ""), ""),
                   "Label before": (row.rescored or {}).get("label", ""),
                   "after": (row.rescored or {}).get("label_after", ""), "Why not": row.message}
                  for row in rows[:SHOWN]], hide_index=True)
    if len(rows) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(rows):,}; all are in the ZIP's crops.csv.")
