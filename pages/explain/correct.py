"""The view that corrects what the models say of one photo."""

from __future__ import annotations

import streamlit as st

from core import whatif
from core.site import Site
from pages.ui.correct import correct


def correct_photo(site: Site, picture_id: str) -> None:
    """The photo to draw on, beside the choices."""
    st.page_link("pages/explain.py", label="Another photo", icon=":material/arrow_back:")
    analysis, _ = whatif.picture_scores(site, picture_id)
    correct(site, analysis, key=f"explain-{picture_id[:16]}", wide=True)
