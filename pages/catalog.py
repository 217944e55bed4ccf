"""The catalog: every picture that was ever judged here, found by what it shows and by words."""

from __future__ import annotations

import streamlit as st

from core import demo, search
from pages.catalog.browse import browse
from pages.catalog.like import DUPLICATES, LIKE, duplicates_page, like_page
from pages.catalog.picture import picture_page
from pages.ui import state
from pages.ui.frame import frame, section
from pages.ui.picker import begin

PURPOSE = "Find any picture that was judged here, by what it shows and by words, and say what happens with it."


def empty() -> None:
    """What to do where nothing was judged yet."""
    st.subheader("The catalog is empty", anchor=False)
    st.markdown("Every photo that you analyze or audit is found here afterwards.")
    if st.button("Analyze the demo shop", key="demo", type="primary"):
        begin(site, demo.shop_photos(site))


with frame("Catalog", PURPOSE):
    site = state.site()
    with section():
        if picture_id := st.query_params.get("picture"):
            picture_page(site, picture_id)
        elif st.query_params.get(LIKE):
            like_page(site)
        elif st.query_params.get("view") == DUPLICATES:
            duplicates_page(site)
        elif not search.search(site, limit=0, facets=False).everything:
            empty()
        else:
            browse(site)
