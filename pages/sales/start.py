"""Starting a sales study, watching it, finding earlier ones, and its files."""

from __future__ import annotations

import io
from pathlib import Path

import streamlit as st

from core import audits, sales
from core.site import Site
from core.words.progress import duration
from pages.ui import state
from pages.ui.frame import section
from pages.ui.marks import plain

EVERY = 0.7  # seconds between two looks
ROLES = {
    "product": "Product", "date": "Date or week", "units": "Units sold", "revenue": "Revenue", "price": "Price",
    "promotion": "Promotion", "impressions": "Impressions", "sessions": "Sessions (page views)",
    "kind": "Kind of picture", "picture": "Picture", "currency": "Currency",
}
STATES = {"running": "At work", "done": "Finished", "failed": "Could not be studied", "cancelled": "Cancelled"}
FILES = {"html": "One-page report (HTML)", "png": "Charts (PNG)", "svg": "Charts (SVG)", "csv": "Effects (CSV)",
         "json": "Everything (JSON)"}
DESIGNS = {"changes": "Most products change their picture once", "fixed": "Every product keeps its picture"}
CONFOUNDING = {"none": "Pictures were given by chance", "observed": "Better products get models; a rating shows it",
               "hidden": "Better products get models; nothing shows it"}
BY = {"kind": "Who is in them", "intent": "What a shopping engine takes them for"}
NONE = "(none)"


def form(site: Site) -> None:
    """Ask for a table, say what its columns are taken for, and start."""
    upload = st.file_uploader("Sales table: a row for each product and week (CSV, XLSX, Parquet)",
                              type=[ending.removeprefix(".") for ending in sales.UPLOADS], key="sales_file")
    if upload is not None:
        path = sales.save_upload(site, upload.name, io.BytesIO(upload.getvalue()))
        _columns(site, path, upload.name)
        return
    st.caption("Needed: product, date, units or revenue, and the kind of picture (or the picture, judged in an audit). "
               "Price, promotion and impressions make the figures better.")
    with st.container(border=True):
        st.markdown("**No table at hand?** Look at a simulated shop: made-up figures with known effects.")
        left, right, seed = st.columns([2, 2, 1])
        design = left.selectbox("Pictures", list(DESIGNS), format_func=DESIGNS.__getitem__, key="sim_design")
        confounding = right.selectbox("Who gets a model", list(CONFOUNDING), format_func=CONFOUNDING.__getitem__,
                                      key="sim_confounding")
        number = seed.number_input("Shop number", 0, 9999, 1, key="sim_seed")
        if st.button("See it on a simulated shop", key="simulated"):
            wish = sales.StudyRequest(simulate={"seed": int(number), "design": design, "confounding": confounding})
            _begin(sales.start(site, sales.SIMULATED, wish))


def _columns(site: Site, path: Path, name: str) -> None:
    known = st.session_state.get("sales_columns")
    if known is None or known[0] != path:
        with st.spinner("Reading the table"):
            known = st.session_state["sales_columns"] = (path, sales.read_columns(site, path))
    found = known[1]
    st.markdown("**What the columns mean.** Guessed from their names; change what is wrong.")
    chosen, places = {}, st.columns(4)
    for number, (role, word) in enumerate(ROLES.items()):
        options = [NONE, *found.columns]
        guess = found.guess.get(role, NONE)
        picked = places[number % 4].selectbox(word, options, index=options.index(guess), key=f"role_{role}")
        chosen[role] = "" if picked == NONE else picked
    left = [name for name in found.columns if name not in chosen.values()]
    controls = st.multiselect("Also hold constant: what changes over time and a picture cannot move", left,
                              key="sales_controls", placeholder="None, such as weather or ad spend")
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.sample]
    st.dataframe(rows, hide_index=True, height=180)
    audit, by = "", "kind"
    if chosen["picture"] and not chosen["kind"]:
        finished = [job for job in audits.jobs(site) if job.done]
        names = {job.job_id: f"{job.source} ({job.created:%d %b %Y})" for job in finished}
        st.markdown("The table names pictures, not their kinds: take those from an audit of the pictures.")
        audit = st.selectbox("Audit", list(names), format_func=lambda job: names[job], key="sales_audit",
                             placeholder="No audit yet: make one on the page Audits") or ""
        by = st.segmented_control("Compare pictures by", list(BY), default="kind", format_func=BY.__getitem__,
                                  key="sales_by", required=True)
    if st.button("Start the study", type="primary", key="start_sales"):
        priors = tuple(st.session_state.get("sales_priors", ()))
        wish = sales.StudyRequest(name, chosen, tuple(controls), audit, by=by, priors=priors)
        _begin(sales.start(site, path, wish, local=state.local()))


def _begin(study_id: str) -> None:
    st.switch_page("pages/sales.py", query_params={"study": study_id})


def studies(site: Site) -> None:
    """Earlier studies, the newest first."""
    known = [one for one in sales.list_studies(site) if one.estimated]
    st.subheader("Studies" if known else "No studies yet", anchor=False)
    for one in known[:20]:
        name, what, button = st.columns([4, 2, 1], vertical_alignment="center")
        name.markdown(f"**{plain(one.name)}**" + (" · simulated" if one.simulated else ""))
        what.caption(f"{STATES[one.state]} · {one.created[:10]}")
        if button.button("Open", key=f"open-{one.study_id}", width="stretch"):
            _begin(one.study_id)


@st.fragment(run_every=EVERY)
def watch(site: Site, study_id: str) -> None:
    """Progress while it runs; the page runs again when it ends."""
    with section():
        one = sales.study(site, study_id)
        if one.state != "running":
            st.rerun()
        bar, cancel = st.columns([6, 1], vertical_alignment="bottom")
        left = one.progress.seconds_left
        rest = f" · about {duration(left)} left" if left is not None else ""
        bar.progress(min(1.0, one.progress.fraction), text=f"{one.progress.sentence or 'Starting'}{rest}")
        if cancel.button("Cancel", key="cancel_sales", width="stretch"):
            sales.cancel(site, study_id)
            st.rerun()


def files(site: Site, study: sales.SalesStudy) -> None:
    """A button for each format; each file is made when it is asked for."""
    with st.popover("Download"):
        for form_, word in FILES.items():
            st.download_button(
                word, lambda form_=form_: sales.export(site, study.study_id, form_),
                f"merchlens-sales-{study.study_id}.{form_}", sales.EXPORTS[form_], key=f"sales-{form_}",
                on_click="ignore", width="stretch")
