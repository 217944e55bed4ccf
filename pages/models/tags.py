"""The tags model on labeled photos: figures of each tag, confused types, tags that go together."""

from __future__ import annotations

import streamlit as st

from core import tags
from core.nouns.dataset import Dataset
from core.site import Site
from core.words.csv_cells import safe_row
from core.words.evaluation import SEEN_IN_TRAINING
from core.words.markdown import plain
from core.words.model_card import share_words
from core.words.numerals import count
from core.words.tag_evaluation import HOW, confusion_rows, left_out_lines, tag_csv, tag_rows, together_rows

LONG = 12  # rows, from which on a table scrolls


def tag_result(site: Site, name: str, dataset: Dataset, split: str) -> None:
    """What came of a run."""
    found = tags.evaluation(site, name, dataset.dataset_id, split)
    measures = found.measures
    if measures is None:
        return
    so_far = f", {found.waiting:,} to come" if found.waiting else ""
    st.subheader(f"{share_words(measures.precision)} of what is shown is right{so_far}", anchor=False)
    st.markdown(f"**Recall** {share_words(measures.recall)}; **likeliest type right** {share_words(measures.types)}; "
                f"{count(measures.photos, 'photo')}.")
    st.caption(f"{HOW} {SEEN_IN_TRAINING}")
    for line in left_out_lines(found):
        st.caption(plain(line))
    st.download_button("Each tag (CSV)", tag_csv(measures), f"merchlens-{name}-tags.csv", "text/csv", key="tags-csv",
                       on_click="ignore", icon=":material/download:")
    _table("Tags", tag_rows(measures))
    if measures.by_source:
        _table("Precision by source", [{"Source": source, "": share_words(share)} for source, share in
                                       measures.by_source])
    _table("Types, and what they are taken for", confusion_rows(measures))
    _table("Tags in one photo", together_rows(measures))
    if found.failures:
        with st.expander(f"{count(len(found.failures), 'photo')} could not be read"):
            st.dataframe([safe_row({"Photo": photo, "Reason": plain(why)}) for photo, why in found.failures],
                         hide_index=True)


def _table(title: str, rows: list[dict[str, str]]) -> None:
    if rows:
        st.markdown(f"**{title}**")
        st.dataframe([safe_row(row) for row in rows], hide_index=True, height="content" if len(rows) < LONG else 420)
