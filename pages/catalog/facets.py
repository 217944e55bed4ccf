"""Facets at the side: how many of the pictures found have each value; a click asks for it, another takes it back."""

from __future__ import annotations

import streamlit as st

from core import search
from core.words.search import field_word, value_name
from pages.catalog import address

OPEN = ("type", "label", "verdict", "color", "object", "person", "state")  # the others unfold
OF_JOB = ("job", "source")  # not asked among the pictures of one job
SHORT = 26  # letters of a value


def facets(found: search.Found) -> None:
    """Draw the facets of a result."""
    st.html('<div class="ml-head">Narrow down</div>')
    query = address.query()
    if query:
        st.button("Remove all conditions", key="clear", type="tertiary", on_click=address.go, args=("",),
                  icon=":material/close:")
    chosen = search.asked_values(query)
    shown = sorted(found.facets, key=lambda facet: facet.field not in OPEN and facet.field not in chosen)
    for facet in shown:
        is_open = facet.field in OPEN or facet.field in chosen
        if (facet.values > 1 or facet.field in chosen) and not (address.base() and facet.field in OF_JOB):
            with st.expander(field_word(facet.field), expanded=is_open, key=f"facet-{facet.field}-{is_open}"):
                _values(facet, chosen.get(facet.field, ()), query)


def _values(facet: search.Facet, chosen: tuple[str, ...], query: str) -> None:
    options = list(dict.fromkeys((*facet.counts, *chosen)))
    key = f"values-{facet.field}-{query}"
    st.pills(field_word(facet.field), options, selection_mode="multi", default=list(chosen), key=key,
             format_func=lambda value: f"{_short(value_name(facet.field, value))} {facet.counts.get(value, 0):,}",
             on_change=_choose, args=(facet.field, key, chosen), label_visibility="collapsed")
    if facet.values > len(facet.counts):
        st.caption(f"The {len(facet.counts)} most frequent of {facet.values:,}")


def _choose(field: str, key: str, before: tuple[str, ...]) -> None:
    query = address.query()
    for value in set(st.session_state[key]) ^ set(before):
        query = search.with_value(query, field, value)
    address.go(query)


def _short(word: str) -> str:
    return word if len(word) <= SHORT else f"{word[:SHORT]}…"
