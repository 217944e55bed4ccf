"""Datasets: labeled photos as versions; make one, see what it holds, and what is wrong with it."""

from __future__ import annotations

import streamlit as st

from pages.datasets.make import make_form, making
from pages.datasets.version import version
from pages.datasets.versions import under_way, versions
from pages.ui import state
from pages.ui.frame import frame, section

PURPOSE = "Keep labeled photos as versions, and see what is wrong with them before a model learns from them."


with frame("Datasets", PURPOSE):
    site = state.site()
    with section():
        if job_id := st.query_params.get("job"):
            making(site, job_id)
        elif named := st.query_params.get("dataset"):
            version(site, named)
        else:
            with section():
                under_way(site)
            with section():
                versions(site)
            make_form(site)
