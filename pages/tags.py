"""Tags: drop photos, see what product each shows, correct it, and take the listing's fields."""

from __future__ import annotations

import streamlit as st

from pages.tags.choose import choose
from pages.tags.job import tagged
from pages.tags.photo import photo
from pages.ui import state
from pages.ui.frame import frame, section

PURPOSE = "See what product a photo shows, and take the fields of its listing that the photo proves."


with frame("Tags", PURPOSE):
    site = state.site()
    with section():
        if picture_id := st.query_params.get("picture"):
            photo(site, picture_id)
        elif job_id := st.query_params.get("job"):
            tagged(site, job_id)
        else:
            choose(site)
