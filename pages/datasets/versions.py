"""The list of datasets, the newest first."""

from __future__ import annotations

import streamlit as st

from core import datasets
from core.nouns.dataset import Dataset
from core.site import Site
from core.words.dataset import NO_DATASETS, made_line, source_words
from core.words.markdown import plain
from core.words.progress import how_far
from pages.datasets.bars import label_bars
from pages.ui import state
from pages.ui.frame import section

PAGE = 10


def versions(site: Site) -> None:
    """A card for each version: what it is called, its hash, its labels, and the way to its checks."""
    with st.spinner("Reading the datasets", show_time=True):
        every = datasets.every(site)
    if not every:
        st.subheader("No datasets yet", anchor=False)
        st.markdown(NO_DATASETS)
        return
    pages = -(-len(every) // PAGE)
    page = st.pagination(pages, key=f"datasets-{pages}") if pages > 1 else 1
    for dataset in every[(page - 1) * PAGE:page * PAGE]:
        with section(), st.container(border=True):
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.markdown(f"**{plain(dataset.name)}** · `{dataset.dataset_id[:12]}` · {origin(dataset)}")
            right.page_link("pages/datasets.py", label="Open", icon=":material/fact_check:",
                            query_params={"dataset": dataset.dataset_id})
            label_bars(dataset.labels, dataset.splits)


def under_way(site: Site) -> None:
    """A line for each job that makes or checks a dataset now, and the way to it."""
    for job in datasets.under_way(site):
        left, right = st.columns([5, 1], vertical_alignment="center")
        dataset_id = datasets.dataset_of(site, job.job_id)
        what = f"Checking `{dataset_id[:12]}`" if dataset_id else \
            f"Making a dataset from {plain(source_words(job.source, local=state.local()))}"
        left.markdown(f"**{what}:** {plain(how_far(job))}")
        address = {"dataset": dataset_id} if dataset_id else {"job": job.job_id}
        right.page_link("pages/datasets.py", label="Watch", icon=":material/hourglass_top:", query_params=address)


def origin(dataset: Dataset) -> str:
    """Size, source and time of a dataset as one line of Markdown."""
    source = source_words(dataset.source, local=state.local())
    return f"{made_line(dataset)} · from {plain(source)} · {dataset.created:%Y-%m-%d %H:%M} UTC"
