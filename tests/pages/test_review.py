"""The review on Explore: one press settles a photo and shows the next; the last step can be undone."""

from __future__ import annotations

import pytest
import streamlit as st

from core import analyze, corrections
from core.settings import Settings
from core.site import Site
from pages.ui import state
from tests.corrections.site_with_photos import audit_in_doubt
from tests.pages.made_up_site import html, page, picture


def press(test, name: str):
    return next(button for button in test.button if button.key.startswith(name)).click().run()


def progress(test) -> str:
    return test.get("progress")[0].proto.text


def test_photos_are_settled_left_for_later_and_undone(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    st.cache_resource.clear()
    monkeypatch.setattr(analyze, "preview", lambda site, picture_id: picture())
    with Site(Settings(data_dir=tmp_path)) as site:
        job_id = audit_in_doubt(site)
        monkeypatch.setattr(state, "open_site", lambda settings: site)
        test = page("pages/explore.py", job=job_id, view="review")
        assert not test.exception and progress(test) == "0 of 3 reviewed" and "The shop says: Apparel" in html(test)
        keys = {button.key.split("-")[1]: button.proto.shortcut for button in test.button if "say-" in button.key}
        assert keys == {"negative": "1", "apparel": "2", "home_decor": "3", "other": "4"}
        press(test, "say-apparel")
        assert corrections.counted(site, "2" * 64) == {"label": "apparel"} and progress(test) == "1 of 3 reviewed"
        press(test, "later")
        press(test, "say-apparel")
        assert corrections.counted(site, "4" * 64) == {"label": "apparel"}, "3 was left for later"
        assert "1 photo was left for later." in [item.value for item in test.info]
        press(test, "undo")
        press(test, "undo")
        assert corrections.counted(site, "4" * 64) == {} and progress(test) == "1 of 3 reviewed"
        press(test, "say-home_decor")
        assert corrections.counted(site, "3" * 64) == {"label": "home_decor"}, "confirmed"
        press(test, "say-negative")
        assert not test.exception and progress(test) == "3 of 3 reviewed" and test.success
