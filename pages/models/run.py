"""Choose a dataset and have models score its photos: the form, the progress, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core import cards, datasets, jobs
from core.nouns.dataset import SPLITS, Dataset, Sample
from core.site import Site
from core.words.dataset import SPLIT_WORDS
from core.words.evaluation import NO_DATASET, effort_words
from core.words.markdown import plain
from core.words.numerals import count
from pages.datasets.pictures import figures
from pages.ui.job_progress import watch

ALL = "all"
PAGE = 12


def choose_dataset(site: Site) -> tuple[Dataset, str] | None:
    """The chosen dataset and split, which the address keeps; None where there is no dataset."""
    every = {dataset.dataset_id: dataset for dataset in datasets.every(site)}
    if not every:
        st.info(NO_DATASET)
        st.page_link("pages/datasets.py", label="Make a dataset", icon=":material/dataset:")
        return None
    now = next((name for name in every if name.startswith(st.query_params.get("dataset") or "-")), "")
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    chosen = left.selectbox("Dataset", list(every), index=list(every).index(now) if now else 0, key="dataset",
                            format_func=lambda name: f"{every[name].name} · {name[:12]} · "
                                                     f"{count(len(every[name].samples), 'photo')}")
    st.query_params["dataset"] = chosen[:12]
    has = [name for name in SPLITS if name in every[chosen].splits]
    split = ALL
    if has:
        first = next((name for name in ("test", "validation") if name in has), ALL)
        asked = st.query_params.get("split", "")
        split = right.segmented_control("Photos", [*has, ALL], required=True, key=f"split-{chosen[:12]}",
                                        default=asked if asked in (*has, ALL) else first,
                                        format_func=lambda name: SPLIT_WORDS.get(name, "all").capitalize())
        st.query_params["split"] = split
    else:
        st.query_params.pop("split", None)
    return every[chosen], split


def run(site: Site, models: list[str], dataset: Dataset, split: str) -> None:
    """Progress of the run under way, or the way to start one for photos that are not scored yet."""
    job = cards.evaluation_job(site, models, dataset.dataset_id, split)
    if job and job.running:
        watch(lambda: jobs.find(site, job.job_id), cancel=lambda: jobs.cancel(site, job.job_id))
        return
    if job and job.state == "failed":
        st.error(f"{plain(job.message)} {plain(job.hint)}")
    waiting = cards.unscored(site, models, dataset.dataset_id, split)
    if not waiting:
        return
    if job and job.state == "cancelled":
        st.info("The run was canceled; a new one goes on from there.")
    what = "the model" if len(models) == 1 else "the models"
    st.button(f"Run {what} on {count(waiting, 'photo')}", type="primary", key="run", icon=":material/play_arrow:",
              on_click=cards.start_evaluation, args=(site, models, dataset.dataset_id, split))
    st.caption(effort_words(waiting, len(models), site.settings.workers))


def thumbnails(site: Site, dataset: Dataset, captions: Iterable[tuple[str, str]], *, key: str) -> None:
    """Photos of a dataset, each picture id with its caption, a page at a time."""
    samples: dict[str, Sample] = {sample.picture_id: sample for sample in dataset.samples}
    told = list(captions)
    pages = -(-len(told) // PAGE)
    page = st.pagination(pages, key=f"{key}-{pages}") if pages > 1 else 1
    figures(site, [(samples[picture_id], words) for picture_id, words in told[(page - 1) * PAGE:page * PAGE]])
