"""A detector on photos with boxes: figures by size and source, and its misses and false alarms with both boxes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core import cards
from core.errors import InputError
from core.nouns.box_evaluation import BoxError, BoxEvaluation
from core.site import Site
from core.words.box_evaluation import LEGEND, alarm_words, ap_words, drawn_words, error_words, slices_table
from core.words.data_uri import jpeg_uri
from core.words.evaluation import SEEN_IN_TRAINING
from core.words.model_card import share_words
from core.words.numerals import count

PAGE = 6


def box_result(site: Site, found: BoxEvaluation) -> None:
    """What came of a run."""
    measures = found.measures
    assert measures is not None
    total, so_far = measures.slices[0], f", {found.waiting:,} to come" if found.waiting else ""
    st.subheader(f"AP50 {ap_words(total.ap)} on {count(total.photos, 'photo')}{so_far}", anchor=False)
    st.markdown(f"At the threshold of {found.threshold:g}: **recall** {share_words(total.recall)}, **precision** "
                f"{share_words(total.precision)}.  \n**False alarms** on photos without one: {alarm_words(measures)}")
    st.caption(drawn_words(measures))
    if found.left_out:
        st.caption(f"{count(found.left_out, 'photo')} left out: nobody has looked for {found.role} in them.")
    st.caption(SEEN_IN_TRAINING)
    st.dataframe(slices_table(measures), hide_index=True)
    for title, items, none in (("Largest misses", found.misses, "Every box was found."),
                               ("Surest false alarms", found.alarms, "There is no false alarm.")):
        st.markdown(f"**{title}**")
        if items:
            _photos(site, found, items, key=title)
        else:
            st.success(none)
    if found.misses or found.alarms:
        st.caption(LEGEND)


def _photos(site: Site, found: BoxEvaluation, items: Sequence[BoxError], *, key: str) -> None:
    pages = -(-len(items) // PAGE)
    page = st.pagination(pages, key=f"{key}-{pages}") if pages > 1 else 1
    parts = []
    for item in items[(page - 1) * PAGE:page * PAGE]:
        name, data = escape(item.name), _photo(site, found.model, found.dataset_id, item.picture_id)
        picture = (f'<img src="{jpeg_uri(data)}" alt="{name} with the true boxes and those of the model">' if data else
                   '<div class="ml-no-photo" role="img" aria-label="No photo"></div>')
        parts.append(f'<figure>{picture}<figcaption><strong>{escape(error_words(item))}</strong><br>{name}'
                     '</figcaption></figure>')
    st.html(f'<div class="ml-figures ml-boxed">{"".join(parts)}</div>')


@st.cache_data(max_entries=100, show_spinner=False)
def _photo(_site: Site, model: str, dataset_id: str, picture_id: str) -> bytes | None:
    """Kept for the next rerun; None where the file is gone or altered."""
    try:
        return cards.boxed_photo(_site, model, dataset_id, picture_id)
    except InputError:
        return None
