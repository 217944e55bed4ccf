"""Slides for people who have no time for figures: of one photo, or of a set and the photos that tell its story."""

from __future__ import annotations

import streamlit as st

from pages.present.photo import photo_slide
from pages.present.photo_set import set_slides
from pages.ui import state
from pages.ui.frame import frame, section

with frame("Present", ""):
    site = state.site()
    with section():
        if picture_id := st.query_params.get("picture", ""):
            with st.container(key="slide"):
                photo_slide(site, picture_id)
            st.page_link("pages/explain.py", label="Close", icon=":material/close:",
                         query_params={"picture": picture_id})
        elif job_id := st.query_params.get("job", ""):
            set_slides(site, job_id)
        else:
            st.info("Nothing to present yet: open a photo on **Explain**, or the results of an analysis or an audit, "
                    "and choose **Present** there.")
            st.page_link("pages/home.py", label="Home", icon=":material/home:")
