"""A model on the photos of a dataset: run it, how it did, its hardest photos and its surest mistakes."""

from __future__ import annotations

import streamlit as st

from core import cards
from core.nouns.box_evaluation import BoxEvaluation
from core.nouns.dataset import Dataset
from core.nouns.evaluation import Evaluation
from core.site import Site
from core.words.csv_cells import safe_row
from core.words.evaluation import NO_KINDS, NOT_MEASURED, SEEN_IN_TRAINING, judged_words, new_source_words
from core.words.markdown import plain
from core.words.model_card import share_words
from core.words.numerals import count
from pages.models.boxes import box_result
from pages.models.measures import figures
from pages.models.run import choose_dataset, run, thumbnails
from pages.models.tags import tag_result
from pages.ui.frame import section


def on_dataset(site: Site, name: str) -> None:
    """The view: choice, run, figures, photos."""
    names = cards.model_names(site.settings)
    if not any(name in names.get(role, ()) for role in ("intent", "persons", "faces", "tags")):
        st.info(NOT_MEASURED)
        return
    chosen = choose_dataset(site)
    if chosen is None:
        return
    dataset, split = chosen
    with section():
        run(site, [name], dataset, split)
    if name in names.get("tags", ()):
        with section():
            tag_result(site, name, dataset, split)
        return
    with section():
        found = cards.evaluation(site, name, dataset.dataset_id, split)
        if isinstance(found, BoxEvaluation) and found.measures is not None:
            box_result(site, found)
        elif found.measures is not None:
            _result(site, dataset, found)
        _failures(found)


def _result(site: Site, dataset: Dataset, found: Evaluation) -> None:
    measures = found.measures
    assert measures is not None
    so_far = f", {found.waiting:,} to come" if found.waiting else ""
    st.subheader(f"{share_words(measures.accuracy[0].share)} top labels are right{so_far}", anchor=False)
    st.markdown(new_source_words(measures))
    if found.left_out:
        st.caption(f"{count(found.left_out, 'photo')} left out: the label is no shopping intent.")
    st.caption(SEEN_IN_TRAINING)
    figures(measures)
    if not any(item.kind == "kind" for item in measures.accuracy):
        st.caption(NO_KINDS)
    st.markdown("**Surest mistakes**")
    if found.surprising:
        thumbnails(site, dataset, ((item.picture_id, judged_words(item)) for item in found.surprising), key="surest")
    else:
        st.success("Every top label is right.")
    st.markdown("**Closest calls**")
    thumbnails(site, dataset, ((item.picture_id, judged_words(item)) for item in found.hardest), key="closest")


def _failures(found: Evaluation | BoxEvaluation) -> None:
    if not found.failures:
        return
    with st.expander(f"{count(len(found.failures), 'photo')} could not be read"):
        st.dataframe([safe_row({"Photo": name, "Reason": plain(reason)}) for name, reason in found.failures],
                     hide_index=True)
