"""How the detectors looked: the steps and the slider stand in the address, and only the first look runs the models."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core import analyze, detectors, explain
from core.errors import NotFound
from core.nouns.detections import Detections
from core.nouns.saliency import Explanation, Saliency
from core.words.detectors import STEPS
from tests.made_up import made_up_trace
from tests.pages.made_up_site import html, open_site, page, picture

PAGE = "pages/explain.py"
ADDRESS = {"picture": "a" * 64, "view": "detectors"}


@pytest.fixture(autouse=True)
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each run of the detectors; the last entry decides what the next one gives."""
    open_site(monkeypatch)
    runs: list[Any] = []
    trace = replace(made_up_trace(), pyramid=picture())
    crops = (picture(),) * 6
    trace = replace(trace, candidates=tuple(replace(one, crops=crops) for one in trace.candidates))
    monkeypatch.setattr(detectors, "look", lambda site, picture_id: runs.append(picture_id) or trace)
    monkeypatch.setattr(detectors, "model_key", lambda site: "detectors")
    for verb in ("thumbnail", "preview"):
        monkeypatch.setattr(analyze, verb, lambda opened, picture_id: picture())
    return runs


def words(test) -> str:
    return " ".join(str(item.value) for kind in (test.markdown, test.caption, test.info, test.warning) for item in kind)


def test_each_step_can_be_opened_by_its_address(looks: list[Any]) -> None:
    for step in STEPS:
        test = page(PAGE, **ADDRESS, detector="faces", step=step)
        assert not test.exception and "bug" not in html(test) and "1 face." in words(test)
        assert test.query_params["step"] in (step, [step])
    assert "Refused: 0.20" in words(test) and len(looks) == 1
    test = page(PAGE, **ADDRESS, step="tea")
    assert test.query_params["step"] in ("second_look", ["second_look"])


def test_the_slider_runs_no_model_and_stands_in_the_address(looks: list[Any]) -> None:
    test = page(PAGE, **ADDRESS, detector="persons", person="0.10")
    assert "2 persons at the threshold 0.10" in words(test)
    test.slider(key="person-threshold").set_value(0.95).run()
    assert "No person. The closest candidate scores 0.90" in words(test)
    assert test.query_params["person"] in ("0.95", ["0.95"]) and len(looks) == 1
    test.slider(key="person-threshold").set_value(0.49).run()
    assert "1 person at" in words(test) and "person" not in test.query_params and not test.exception


def test_a_box_is_explained_once_and_stands_in_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    heat = np.ones((7, 7), np.float32)
    monkeypatch.setattr(explain, "explain_box", lambda site, *box, **how: asked.append(box) or Explanation(
        Saliency(heat, heat, box[1], 0.9, "d-rise", ""), picture()))
    test = page(PAGE, **ADDRESS, detector="box", box="person-1")
    assert asked == [("a" * 64, "person", (30.0, 10.0, 150.0, 290.0))] and "inside the box" in words(test)
    assert test.selectbox(key="choose-box").options == [
        "Face 1 (0.98)", "Face candidate 2 (0.20, below the threshold)", "Person 1 (0.90)",
        "Person candidate 2 (0.20, below the threshold)"]
    test.run()
    assert len(asked) == 1 and not test.exception and "bug" not in html(test)


def test_no_face_says_which_candidate_came_closest(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = made_up_trace()
    nobody = replace(trace, candidates=(), faces=Detections.empty("face", landmarks=True))
    monkeypatch.setattr(detectors, "look", lambda site, picture_id: nobody)
    test = page(PAGE, **ADDRESS)
    assert "No face. The closest candidate ends at O-Net" in words(test) and not test.exception


def test_a_missing_picture_is_an_error_card(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(site: Any, picture_id: str) -> Any:
        raise NotFound("The picture's file is gone.", "Analyze the picture again.")

    monkeypatch.setattr(detectors, "look", gone)
    test = page(PAGE, **ADDRESS)
    assert "file is gone" in html(test) and not test.exception
