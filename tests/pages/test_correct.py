"""Correcting on Explain: a choice is kept at once, shown with its history, and taken back."""

from __future__ import annotations

import pytest
import streamlit as st

from core import analyze, corrections
from core.settings import Settings
from core.site import Site
from pages.ui import state
from tests.corrections.site_with_photos import FIRST, with_photos
from tests.pages.made_up_site import page, picture


def test_a_choice_is_kept_shown_and_taken_back(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    st.cache_resource.clear()
    monkeypatch.setattr(analyze, "preview", lambda site, picture_id: picture())
    with Site(Settings(data_dir=tmp_path)) as site:
        with_photos(site)
        monkeypatch.setattr(state, "open_site", lambda settings: site)
        test = page("pages/explain.py", picture=FIRST, view="correct")
        assert not test.exception
        label = next(box for box in test.selectbox if box.label == "Label")
        assert label.options[0] == "Model: Apparel"
        test.text_input[0].set_value("Ada").run()
        next(box for box in test.selectbox if box.label == "Label").select("other").run()
        assert corrections.counted(site, FIRST) == {"label": "other"}
        assert "Ada: Label corrected from Apparel to Other product" in test.markdown[-1].value.replace("\\", "")
        next(box for box in test.selectbox if box.label == "Label").select("model").run()
        assert corrections.counted(site, FIRST) == {} and not test.exception
        assert "taken back" in test.markdown[-1].value
