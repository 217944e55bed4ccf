"""Audit a whole shop: point at it, watch its pictures being judged, read what to fix first."""

from __future__ import annotations

import streamlit as st

from core import audits
from core.nouns.job import ACTIVE, Job
from core.site import Site
from pages.audits import browser_view, product
from pages.audits.downloads import files
from pages.audits.listing import audit_list
from pages.audits.report import report
from pages.audits.start import begin, columns_again, example, form
from pages.audits.watch import STATES, watch
from pages.ui import state
from pages.ui.frame import frame, section
from pages.ui.marks import count, plain

PURPOSE = "Point at a shop, a product feed or a folder: every picture is judged, and you see what to fix first."


def head(site: Site, job: Job) -> None:
    """Which audit this is, its files, and the way back."""
    name, buttons = st.columns([3, 1.4], vertical_alignment="top")
    name.markdown(f"**{STATES[job.state]}:** {plain(audits.source_name(job))}")
    running = job.state in ACTIVE
    facts = ["" if running else count(job.done, "picture") + " judged",
             f"{job.skipped:,} skipped" if job.skipped else "", f"begun {job.created:%d %b %Y, %H:%M} UTC"]
    name.caption(" · ".join(filter(None, facts)))
    with buttons.container(horizontal=True, horizontal_alignment="right"):
        if st.button("All audits", key="back"):
            st.switch_page("pages/audits.py")
        if job.done and not running:
            if job.state == "done" and st.button("Audit again", key="audit_again"):
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
            if known := audits.jobs(site):
                audit_list(known)
            else:
                example(site)
    else:
        with section():
            head(site, job)
            watch(site, job)
            if job.state == "failed" and job.source_kind in ("feed", "auto"):
                columns_again(site, job)
        if job.state not in ACTIVE:
            with section():
                if product.chosen():
                    product.sku_page(site, job)
                elif browser_view.chosen():
                    browser_view.browser_eye(site, job)
                else:
                    browser_view.way_in(site, job)
                    report(site, job)
