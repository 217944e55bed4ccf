"""One version: what it holds, what was left out, its table, and its checks."""

from __future__ import annotations

import streamlit as st

from core import datasets
from core.site import Site
from core.words.dataset import made_line, without_folders
from core.words.markdown import plain
from core.words.numerals import count
from pages.datasets.bars import label_bars
from pages.datasets.findings import checks, reasons
from pages.datasets.versions import origin
from pages.ui import state
from pages.ui.frame import section


def version(site: Site, named: str) -> None:
    """Facts, labels, what was left out, and the checks of the dataset whose hash begins so."""
    st.page_link("pages/datasets.py", label="All datasets", icon=":material/arrow_back:")
    dataset = datasets.read(site, datasets.named(site, named))
    if st.session_state.get("made") == dataset.dataset_id:
        del st.session_state["made"]
        st.success(f"The dataset is kept: {made_line(dataset)}.")
    st.subheader(plain(dataset.name), anchor=False)
    st.markdown(origin(dataset))
    st.markdown(f"**Hash:** `{dataset.dataset_id}`")
    label_bars(dataset.labels, dataset.splits)
    if dataset.left_out:
        with st.expander(f"{count(len(dataset.left_out), 'photo')} left out, and why"):
            reasons(dataset.left_out)
    seen = dataset if state.local() else without_folders(dataset)
    st.download_button("Manifest (CSV)", lambda: datasets.samples_csv(seen),
                       f"merchlens-dataset-{dataset.dataset_id[:12]}.csv", "text/csv", key="manifest",
                       on_click="ignore")
    st.subheader("Checks", anchor=False)
    with section():
        checks(site, dataset)
