"""The detector of products trained further on shelf photos whose boxes were corrected: compare, promote, roll back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import datasets, jobs, learning
from core.errors import MerchlensError
from core.nouns.job import Job
from core.site import Site
from core.words.dataset import without_folders
from core.words.markdown import plain
from core.words.numerals import count
from core.words.shelf_comparison import comparison_table, measured_words, verdict
from pages.ui import job_progress
from pages.ui.frame import section

PURPOSE = ("Where products are missed, draw them; where a box is no product, say so. Photos with such corrections "
           "become a version of a dataset, and the detector in use is trained further on them and on synthetic shelves "
           "of your packshots, in minutes. A fifth of the photos is held out and compares both versions; nothing is "
           "promoted by itself.")


def detector(site: Site) -> None:
    """The dataset, the training under way, and what came of the newest one."""
    st.subheader("Train the detector", anchor=False)
    st.caption(PURPOSE)
    under_way = [*datasets.under_way(site, datasets.SHELVES), *filter(_runs, [learning.latest_shelves(site)])]
    if under_way:
        job_id = under_way[0].job_id
        job_progress.watch(lambda: jobs.find(site, job_id), cancel=partial(jobs.cancel, site, job_id))
        return
    with section():
        _form(site)
    job = learning.latest_shelves(site)
    if job is not None and job.state == "failed":
        st.warning(plain(f"{job.message} {job.hint}"))
    if job is not None and job.state == "done" and not job.failed:
        with section():
            _compared(site, job.options["name"])


def _form(site: Site) -> None:
    sets = {item.dataset_id: item for item in datasets.every(site) if item.boxes.get("products", (0, 0))[1]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("Make a dataset of corrected photos", key="shelf-dataset"):
            _do(partial(datasets.start_make, site, datasets.SHELVES, "Corrected shelves"))
        if not sets:
            return
        dataset_id = st.selectbox("Dataset", sets, key="shelf-set", width=320, format_func=lambda key: (
            f"{sets[key].name}: {count(sets[key].boxes['products'][1], 'product')} in "
            f"{count(sets[key].boxes['products'][0], 'photo')}"))
        steps = st.number_input("Steps", 10, 20_000, 150, 50, key="shelf-steps", width=140,
                                help="Each on 8 random squares; one to two seconds a step.")
        st.download_button("YOLO labels (ZIP)", lambda: datasets.yolo_zip(without_folders(sets[dataset_id])),
                           key="shelf-yolo", on_click="ignore", file_name=f"merchlens-{dataset_id[:12]}-yolo.zip",
                           mime="application/zip")
        if st.button("Train", key="shelf-train", type="primary"):
            _do(partial(learning.start_shelves, site, dataset_id, steps=int(steps)))


def _compared(site: Site, name: str) -> None:
    found = learning.shelves_comparison(site, name)
    st.markdown(f"**{plain(name)}**: AP50 {measured_words(found.ap50_change, '+')} on "
                f"{count(found.photos, 'held-out photo')}. {verdict(found)}")
    st.dataframe(comparison_table(found), hide_index=True)
    if site.settings.public:
        return
    with st.container(horizontal=True):
        if st.button(f"Use {name}", key="shelf-promote"):
            learning.promote_shelves(site, name)
            st.success(f"{name} reads the next photo.")
        if st.button("Back to the version before", key="shelf-back"):
            try:
                st.success(f"{learning.roll_back_shelves(site)} is in use again.")
            except MerchlensError as error:
                st.warning(plain(f"{error.message} {error.hint}"))


def _runs(job: Job | None) -> bool:
    return job is not None and job.running


def _do(act: partial[str]) -> None:
    try:
        act()
    except MerchlensError as error:
        st.warning(plain(f"{error.message} {error.hint}"))
        return
    st.rerun()
