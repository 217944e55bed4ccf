"""The checks of a dataset: a part for each finding, with its photos."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import streamlit as st

from core import datasets, jobs
from core.nouns.dataset import Dataset, DatasetCheck, LabelError, Sample
from core.site import Site
from core.words.csv_cells import safe_row
from core.words.dataset import (
    GONE,
    GROUP_WORDS,
    NONE_SCORED,
    NOT_CHECKED,
    NOTHING_WRONG,
    SPLIT_WORDS,
    balance,
    file_name,
    findings,
    label_error_words,
    name_of,
)
from core.words.markdown import plain
from core.words.numerals import count
from pages.datasets.pictures import figures, thumbnail
from pages.datasets.watch import watch
from pages.ui.frame import section

Item = TypeVar("Item")
GROUPS, TILES, TILE_WIDTH = 6, 24, 160  # groups and photos on a page; pixels
MOST_LINES = 1000


def checks(site: Site, dataset: Dataset) -> None:
    """The way to run the checks or their progress, then what the last ones said."""
    if not _runs(site, dataset):
        check = datasets.last_check(site, dataset.dataset_id)
        if st.button("Run the checks again" if check else "Run the checks", key="check",
                     type="secondary" if check else "primary"):
            st.session_state["checking"] = datasets.start_check(site, dataset.dataset_id)
            st.rerun()
        if check:
            st.caption(f"Checked {datetime.fromisoformat(check.checked):%Y-%m-%d %H:%M} UTC.")
            _found(site, dataset, check)
        else:
            st.info(NOT_CHECKED)


def _runs(site: Site, dataset: Dataset) -> bool:
    """Draws how far a check is that goes on, or why the visitor's last one ended early; True while one goes on."""
    running = datasets.under_way(site, dataset.dataset_id)
    mine = st.session_state.get("checking")
    if running:
        st.session_state["checking"] = running[0].job_id
        watch(site, running[0])
    elif mine and datasets.dataset_of(site, mine) == dataset.dataset_id:
        watch(site, jobs.find(site, mine))
    return bool(running)


def _found(site: Site, dataset: Dataset, check: DatasetCheck) -> None:
    """A part for each finding."""
    if findings(replace(check, left_out=())) == [NOTHING_WRONG]:  # what was left out stands above
        st.success(NOTHING_WRONG)
    if check.unreadable:
        st.markdown(f"**{count(len(check.unreadable), 'photo')} {GONE}**")
        reasons(check.unreadable)
    for finding, words in GROUP_WORDS.items():
        with section():
            _groups(site, dataset, getattr(check, finding), words=words, key=finding)
    for line in balance(check):
        st.warning(plain(line))
    with section():
        _label_errors(site, check, dataset)


def reasons(items: Iterable[tuple[str, str]]) -> None:
    """Photos and what is wrong with each, as a table; names only, no folders of the server."""
    rows = [safe_row({"Photo": file_name(path), "Reason": reason.replace(path, file_name(path))})
            for path, reason in items]
    st.dataframe(rows[:MOST_LINES], hide_index=True, height="content" if len(rows) < 8 else 300,
                 alt="Photos and what is wrong with each.")
    if len(rows) > MOST_LINES:
        st.caption(f"The first {MOST_LINES:,} of {len(rows):,}.")


def _groups(site: Site, dataset: Dataset, groups: tuple[tuple[str, ...], ...], *, words: str, key: str) -> None:
    """Photos of each group side by side, with label and split."""
    if not groups:
        return
    st.markdown(f"**{count(len(groups), 'group')} of photos {words}**")
    by_path: dict[str, set[Sample]] = defaultdict(set)
    for sample in dataset.samples:
        by_path[sample.path].add(sample)
    for group in _page(groups, GROUPS, key):
        with st.container(border=True):
            samples = sorted(set().union(*(by_path[path] for path in group)), key=lambda sample: sample.path)
            figures(site, [(sample, _place(sample)) for sample in samples])


def _place(sample: Sample) -> str:
    split = f", {SPLIT_WORDS[sample.split]}" if sample.split else ""
    return f"{name_of(sample.label)}{split}"


def _label_errors(site: Site, check: DatasetCheck, dataset: Dataset) -> None:
    if not check.scored:
        st.caption(NONE_SCORED)
        return
    if not check.label_errors:
        return
    st.markdown(f"**{count(len(check.label_errors), 'photo')} {label_error_words(check)}**")
    samples = {(sample.picture_id, sample.label): sample for sample in dataset.samples}
    grid = st.grid(6, min_column_width=TILE_WIDTH)
    for error in _page(check.label_errors, TILES, "label_errors"):
        with grid, section(), st.container(border=True):
            _label_error(site, error, samples[error.picture_id, error.label])


def _label_error(site: Site, error: LabelError, sample: Sample) -> None:
    picture = thumbnail(site, sample)
    if picture:
        st.image(picture, width="stretch", alt=file_name(error.path))
    else:
        st.caption("The file of this photo is gone.")
    st.caption(f"Labeled {name_of(error.label)}; the model says {name_of(error.suggested)}, {error.score:.2f}")
    st.page_link("pages/explain.py", label="Correct", icon=":material/edit:",
                 query_params={"picture": error.picture_id, "view": "correct"})


def _page(items: tuple[Item, ...], size: int, key: str) -> tuple[Item, ...]:
    pages = -(-len(items) // size)
    page = st.pagination(pages, key=f"{key}-{pages}") if pages > 1 else 1
    return items[(page - 1) * size:page * size]
