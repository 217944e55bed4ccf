"""Correcting on Explain: a choice or a box is kept at once, shown with its history, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core import analyze, corrections
from core.settings import Settings
from core.site import Site
from pages.ui import draw, state
from tests.corrections.site_with_photos import FIRST, with_photos
from tests.pages.made_up_site import html, page, picture


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
        assert "<br>Ada</td><td>Label</td><td>Apparel</td><td>Other product</td>" in html(test)
        next(box for box in test.selectbox if box.label == "Label").select("model").run()
        assert corrections.counted(site, FIRST) == {} and not test.exception
        assert "<td>taken back</td>" in html(test)


def test_boxes_are_drawn_confirmed_and_taken_back(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    st.cache_resource.clear()
    for verb in ("preview", "thumbnail"):
        monkeypatch.setattr(analyze, verb, lambda site, picture_id: picture())
    drawn: list[dict[str, Any] | None] = [None]
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(draw, "_editor", lambda **what: shown.append(what) or drawn[0])
    with Site(Settings(data_dir=tmp_path)) as site:
        with_photos(site)
        monkeypatch.setattr(state, "open_site", lambda settings: site)
        test = page("pages/explain.py", picture=FIRST, view="correct")
        assert not test.exception
        assert shown[-1]["boxes"] == {"faces": ((60, 20, 100, 70),), "persons": ((30, 10, 150, 290),)}
        drawn[0] = {"id": "1", "name": "faces", "was": [60, 20, 100, 70], "now": None}
        test.run()
        assert shown[-1]["boxes"]["faces"] == () and len(corrections.history(site, FIRST)) == 1, "stored once"
        assert "</div>1 face</td>" in html(test) and "</div>no face (1 deleted)</td>" in html(test)
        assert "would be **Worn, no face**" in " ".join(item.value for item in test.markdown)
        button(test, "Correct the photo type").click().run()
        button(test, "Confirm: 1 person").click().run()
        button(test, "Faces: back to the model's").click().run()
        assert corrections.counted(site, FIRST).keys() == {"kind", "persons"} and not test.exception
        drawn[0] = {"id": "2", "name": "faces", "was": None, "now": [0, 0, 900, 10]}
        assert "lies outside the picture of 200 × 300 pixels" in html(test.run()) and not test.exception
        drawn[0] = {"id": "3"}
        assert "Boxes are of faces or persons" in html(test.run())
        corrections.change_box(site, FIRST, "persons", was=(30, 10, 150, 290), author="Bob")
        drawn[0] = {"id": "4", "name": "persons", "was": None, "now": [1, 1, 50, 50]}
        assert "This was corrected by Bob at" in html(test.run()) and shown[-1]["boxes"]["persons"] == ()
        drawn[0] = {"id": "5", "name": "persons", "was": None, "now": [1, 1, 50, 50]}
        test.run()
        assert shown[-1]["boxes"]["persons"] == ((1, 1, 50, 50),) and not test.exception, "on the boxes as they are now"


def button(test: AppTest, words: str) -> Any:
    return next(item for item in test.button if item.label == words)
