"""Products that the index can hardly tell apart, side by side, with what would tell them apart."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import skus
from core.errors import NotFound
from core.site import Site
from core.words.markdown import plain
from core.words.shelf import twin_sentence
from pages.shelf.marks import packshot_uri
from pages.ui.frame import section

SHOWN = 30


def twins(site: Site, _: str) -> None:
    """The pairs, the most alike first."""
    st.caption("Before you rely on counts: facings of these pairs are easily taken for each other.")
    try:
        found = _twins(site, skus.index_folder(site).name)
    except NotFound as error:
        st.info(plain(f"{error.message} {error.hint}"))
        return
    if not found:
        st.success("The index tells all products apart.")
        return
    grid = st.grid(3, min_column_width=300)
    for pair in found:
        with grid, section(), st.container(border=True):
            images = "".join(f'<img class="ml-packshot" src="{packshot_uri(site, sku)}" alt="{escape(sku)}">'
                             for sku in (pair.first, pair.second))
            st.html(f'<div style="display:flex;gap:12px">{images}</div>')
            st.markdown(f"**{plain(pair.first)}** and **{plain(pair.second)}**")
            st.caption(plain(twin_sentence(pair.told_by, pair.words)))


@st.cache_data(max_entries=4, show_spinner="Products are compared")
def _twins(_site: Site, index: str) -> list:
    return skus.twins(_site, limit=SHOWN)
