"""Synthetic shelves of the user's own packshots: what the detector learns from, to look at."""

from __future__ import annotations

import streamlit as st

from core import shelf
from core.site import Site
from core.words.numerals import count


def synthetic(site: Site, _: str) -> None:
    """A shelf by layout and number, with what is known of it."""
    st.caption("The detector learns from shelves that are put together from packshots. This one is made of yours: if "
               "it looks unlike your shelves, expect the detector to miss more on them.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        layout = st.selectbox("Fixture", shelf.LAYOUTS, key="layout", format_func=str.capitalize, width=240)
        seed = st.number_input("Number", 0, 9999, 0, key="seed", width=160)
    made = _made(site, layout, int(seed), len(shelf.packshots(site)))
    st.image(made.photo, alt="A synthetic shelf", width="stretch")
    st.caption(f"{count(made.facings, 'facing')} of {count(made.products, 'product')} in {count(made.rows, 'row')}, "
               f"{count(made.gaps, 'gap')}, {count(made.price_tags, 'price tag')}.")


@st.cache_data(max_entries=20, show_spinner="The shelf is put together")
def _made(_site: Site, layout: str, seed: int, products: int) -> shelf.SyntheticShelf:
    return shelf.synthetic(_site, layout, seed)
