"""Audit a whole shop: name its source, watch the photos being analyzed, read what to fix first."""

from __future__ import annotations

import streamlit as st

from core import audits
from core.nouns.job import Job
from core.site import Site
from core.words.markdown import plain
from core.words.numerals import count
from core.words.progress import STATE_WORDS
from pages.audits import browser_view, product
from pages.audits.downloads import files
from pages.audits.listing import audit_list
from pages.audits.report import report
from pages.audits.start import begin, columns_form, example, form
from pages.audits.watch import watch
from pages.ui import state
from pages.ui.frame import frame, section

PURPOSE = "Analyze every photo of a shop, a product feed or a folder, and see what to fix first."


def head(site: Site, job: Job) -> None:
    """Which audit this is, its files, and the way back."""
    name, buttons = st.columns([3, 1.4], vertical_alignment="top")
    name.markdown(f"**{STATE_WORDS[job.state]}:** {plain(audits.source_name(job))}")
    facts = ["" if job.running else f"{count(job.done, 'photo')} analyzed",
             f"{job.failed:,} failed" if job.failed and not job.running else "",
             f"{job.skipped:,} skipped" if job.skipped else "",
             "pages rendered in a browser" if job.options.get("render") else "",
             f"started {job.created:%d %b %Y, %H:%M} UTC"]
    name.caption(" · ".join(filter(None, facts)))
    with buttons.container(horizontal=True, horizontal_alignment="right"):
        if st.button("All audits", key="back"):
            st.switch_page("pages/audits.py")
        if job.done and not job.running:
            if job.state == "done" and st.button("Run again", key="audit_again"):
                begin(audits.restart(site, job.job_id, local=state.local()))
            files(site, job)


with frame("Audits", PURPOSE):
    site, job = state.site(), None
    with section():
        job = audits.job(site, st.query_params["job"]) if "job" in st.query_params else None
    if job is None:
        with section():
            form(site)
        with section():
            if jobs := audits.jobs(site):
                audit_list(site, jobs)
            else:
                example(site)
    else:
        with section():
            head(site, job)
            watch(site, job)
            if job.state == "failed" and job.source_kind in ("feed", "auto"):
                columns_form(site, job)
        if not job.running:
            with section():
                if product.chosen():
                    product.product_page(site, job)
                elif browser_view.chosen():
                    browser_view.page_view(site, job)
                else:
                    browser_view.open_button(site, job)
                    st.page_link("pages/present.py", label="Present", icon=":material/slideshow:",
                                 query_params={"job": job.job_id})
                    report(site, job)
