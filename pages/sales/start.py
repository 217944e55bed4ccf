"""Starting a sales study, watching it, opening earlier ones, and its files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from core import audits, jobs, sales
from core.site import Site
from core.words.markdown import plain
from core.words.progress import STATE_WORDS
from core.words.sales import ROLE_WORDS
from pages.sales import understood
from pages.ui import job_progress, state
from pages.ui.frame import section
from pages.ui.uploads import MOST_MB, content, drop

MOST_STUDIES = 20
FILES = {"html": "One-page report (HTML)", "png": "Charts (PNG)", "svg": "Charts (SVG)", "csv": "Effects (CSV)",
         "json": "Full report (JSON)"}
DESIGNS = {"changes": "Most products change their photo type once", "fixed": "Every product keeps its photo type"}
CONFOUNDING = {"none": "A random choice of products", "observed": "Better products; a rating shows it",
               "hidden": "Better products; no column shows it"}
BY = {"kind": "Photo type", "intent": "Shopping intent"}
NONE = "(none)"


def form(site: Site) -> None:
    """Ask for a table, show the roles of its columns, and start."""
    upload = st.file_uploader("Sales table with one row per product and week (CSV, also gzipped, XLSX or Parquet)",
                              type=[ending.removeprefix(".") for ending in sales.UPLOADS], key="sales_file",
                              max_upload_size=MOST_MB)
    if upload is not None:
        _columns(site, _saved(site, upload), upload.name)
        return
    st.caption("Required: product, date, units or revenue, and the photo type (or the photo, if an audit has analyzed "
               "it). Price, promotion and impressions make the estimates more precise.")
    with st.container(border=True):
        st.markdown("**No table at hand?** Try a simulated shop: made-up figures with known effects.")
        left, right, seed = st.columns([2, 2, 1])
        design = left.selectbox("Photos", list(DESIGNS), format_func=DESIGNS.__getitem__, key="sim_design")
        confounding = right.selectbox("Which products get models", list(CONFOUNDING),
                                      format_func=CONFOUNDING.__getitem__, key="sim_confounding")
        number = seed.number_input("Shop number", 0, 9999, 1, key="sim_seed")
        if st.button("Study a simulated shop", key="simulated"):
            shop = {"seed": int(number), "design": design, "confounding": confounding}
            _open(sales.start(site, sales.SIMULATED, sales.StudyRequest(simulate=shop)))


def _saved(site: Site, upload: Any) -> Path:
    """Where the table lies; it is saved once, however often the page runs."""
    saved = st.session_state.get("sales_path")
    if saved is None or saved[0] != upload.file_id:
        with content(upload) as opened:
            path = sales.save_upload(site, upload.name, opened)
        saved = st.session_state["sales_path"] = (upload.file_id, path)
        drop(upload)
    return saved[1]


def _columns(site: Site, path: Path, name: str) -> None:
    stored = st.session_state.get("sales_columns")
    if stored is None or stored[0] != path:
        with st.spinner("Reading the table"):
            stored = st.session_state["sales_columns"] = (path, sales.read_columns(site, path))
    table = stored[1]
    st.markdown("**Columns.** Roles are detected from the names and contents; correct them where necessary.")
    roles, places = {}, st.columns(4)
    for number, (role, word) in enumerate(ROLE_WORDS.items()):
        options = [NONE, *table.columns]
        index = options.index(table.guess.get(role, NONE))
        column = places[number % 4].selectbox(word, options, index=index, key=f"role_{role}")
        roles[role] = "" if column == NONE else column
    free = [column for column in table.columns if column not in roles.values()]
    controls = st.multiselect("Controls: columns that change over time and that a photo cannot influence", free,
                              key="sales_controls", placeholder="For example weather or ad spend")
    decimal = understood.show(table, roles)
    with st.expander("First rows of the table"):
        st.dataframe([dict(zip(table.columns, row, strict=True)) for row in table.sample], hide_index=True)
    audit, by = _audit(site) if not roles["kind"] else ("", "kind")
    if audit and roles["product"]:
        _matches(site, path, roles, audit)
    if st.button("Start the study", type="primary", key="start_sales"):
        priors = tuple(st.session_state.get("sales_priors", ()))
        columns = {**roles, "decimal": decimal} if decimal else roles
        request = sales.StudyRequest(name, columns, tuple(controls), audit, by=by, priors=priors)
        _open(sales.start(site, path, request, local=state.local()))


def _audit(site: Site) -> tuple[str, str]:
    """The audit that provides photo types, and what photos are compared by."""
    names = {job.job_id: f"{job.source} ({job.created:%d %b %Y})" for job in audits.jobs(site) if job.done}
    st.markdown("No column has the photo type. Choose an audit of these photos: they are recognized by address, path, "
                "file name or SKU.")
    audit = st.selectbox("Audit", list(names), format_func=lambda job: names[job], key="sales_audit",
                         placeholder="No audit yet: start one on the Audits page")
    by = st.segmented_control("Compare by", list(BY), default="kind", format_func=BY.__getitem__, key="sales_by",
                              required=True)
    return audit or "", by or "kind"


def _matches(site: Site, path: Path, roles: dict[str, str], audit: str) -> None:
    """Which photos of the table the audit has, before anything starts."""
    question = path, roles["product"], roles["picture"], audit
    stored = st.session_state.get("sales_matches")
    with section():
        if stored is None or stored[0] != question:
            with st.spinner("Matching the photos"):
                stored = st.session_state["sales_matches"] = question, sales.match_pictures(site, path, roles, audit)
        st.caption(plain(" ".join(stored[1])))


def _open(study_id: str) -> None:
    st.switch_page("pages/sales.py", query_params={"study": study_id})


def studies(site: Site) -> None:
    """Earlier studies, the newest first."""
    earlier = [study for study in sales.list_studies(site) if study.estimated]
    st.subheader("Studies" if earlier else "No studies yet", anchor=False)
    if not earlier:
        st.caption("A study that you start above, on your own table or on the simulated shop, is kept here.")
    for study in earlier[:MOST_STUDIES]:
        name, status, button = st.columns([4, 2, 1], vertical_alignment="center")
        name.markdown(f"**{plain(study.name)}**" + (" · simulated" if study.simulated else ""))
        status.caption(f"{STATE_WORDS[study.state]} · {study.created[:10]}")
        if button.button("Open", key=f"open-{study.study_id}", width="stretch"):
            _open(study.study_id)


def watch(site: Site, study_id: str) -> None:
    """Progress while the study runs; the page runs again when it ends."""
    job, cancel = jobs.find(site, study_id), partial(sales.cancel, site, study_id)
    if job.state == "paused":
        job_progress.paused(job, resume=partial(jobs.resume, site, study_id), cancel=cancel)
    else:
        job_progress.watch(lambda: jobs.find(site, study_id), cancel=cancel)


def files(site: Site, study: sales.SalesStudy) -> None:
    """A button for each format; a file is written when somebody downloads it."""
    with st.popover("Download"):
        for form_, word in FILES.items():
            st.download_button(
                word, lambda form_=form_: sales.export(site, study.study_id, form_),
                f"merchlens-sales-{study.study_id}.{form_}", sales.EXPORTS[form_], key=f"sales-{form_}",
                on_click="ignore", width="stretch")
