"""The form that makes a dataset: of a job, of corrected boxes; on the server's machine also of a folder or table."""

from __future__ import annotations

import streamlit as st

from core import datasets, demo, jobs
from core.nouns.dataset import Shares
from core.site import Site
from core.words.dataset import BOXES_OF_PEOPLE, LABELS_OF_JOBS, source_words
from core.words.markdown import plain
from core.words.progress import STATE_WORDS
from pages.audits.start import begin
from pages.datasets.watch import watch
from pages.explain.choose import set_word
from pages.ui import state

KINDS = {"job": "Analysis or audit", "boxes": "Corrected boxes", "files": "Folder or table on this machine"}
MOST_SEED = 2**32 - 1
SHARE_HELP = "Percent of each label's photos. Photos that look alike stay in one split. 0 leaves the split out."


def make_form(site: Site) -> None:
    """Source, name, shares and seed, and the button."""
    st.subheader("Make a dataset", anchor=False)
    kinds = [kind for kind in KINDS if kind != "files" or state.local()]
    kind = st.segmented_control("Source", kinds, default="job", format_func=KINDS.__getitem__, key="kind",
                                required=True, label_visibility="collapsed")
    source = _job(site) if kind == "job" else _boxes() if kind == "boxes" else _place()
    if source is None:
        return
    columns = st.columns([3, 1, 1, 1])
    name = columns[0].text_input("Name", key="name", max_chars=120, placeholder="As its source is called")
    share = 0 if kind == "files" else 15  # a folder or table is often split already
    validation, test = (int(column.number_input(f"{word} (%)", 0, 98, share, 5, key=f"{word}-{kind}", help=SHARE_HELP))
                        for word, column in zip(("Validation", "Test"), columns[1:3], strict=True))
    seed = int(columns[3].number_input("Seed", 0, MOST_SEED, 0, key="seed",
                                       help="The same seed splits the same photos in the same way."))
    if st.button("Make the dataset", type="primary", key="make", disabled=not source):
        _make(site, source, name, Shares(validation, test, seed))


def _job(site: Site) -> str | None:
    """The chosen analysis or audit; None where there is none."""
    sets = {job.job_id: job for kind in ("audit", "analyze") for job in jobs.list_jobs(site, kind)}
    if not sets:
        st.markdown("Analyze photos or audit a shop first; then their labels can be kept as a dataset.")
        if st.button("Audit the demo shop", type="primary", key="demo_audit"):
            begin(demo.audit_shop(site))
        return None
    chosen: str = st.selectbox("Analysis or audit", list(sets), key="job",
                               format_func=lambda job_id: set_word(site, sets[job_id]))
    st.caption(LABELS_OF_JOBS)
    return chosen


def _boxes() -> str:
    """The source of all corrected boxes."""
    st.caption(BOXES_OF_PEOPLE)
    return datasets.BOXED


def _place() -> str:
    """The path of a folder or table."""
    path: str = st.text_input("Path", key="path", placeholder="/photos/labeled or /photos/labels.csv")
    st.caption("A folder with a folder for each label (below train, validation and test where it is split), a CSV with "
               "the columns path and label, and split where it is split; or photos with YOLO or COCO label files, for "
               "boxes of persons and faces.")
    return path.strip()


def _make(site: Site, source: str, name: str, shares: Shares) -> None:
    job_id = datasets.start_make(site, source, name, shares, local=state.local())
    st.switch_page("pages/datasets.py", query_params={"job": job_id})


def making(site: Site, job_id: str) -> None:
    """How far a dataset is; the dataset itself once it is made, else why there is none, and the form."""
    dataset_id, job = datasets.dataset_of(site, job_id), jobs.find(site, job_id)
    if dataset_id:
        st.session_state["made"] = dataset_id
        st.switch_page("pages/datasets.py", query_params={"dataset": dataset_id})
    st.page_link("pages/datasets.py", label="All datasets", icon=":material/arrow_back:")
    st.markdown(f"**{STATE_WORDS[job.state]}:** a dataset from {plain(source_words(job.source, local=state.local()))}")
    watch(site, job)
    if not job.running:
        make_form(site)
