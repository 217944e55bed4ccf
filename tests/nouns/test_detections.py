"""Detections keep boxes, scores and landmarks together, through selection and JSON; none is a value too."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.nouns.detections import Detections, overlaps


@pytest.fixture
def faces() -> Detections:
    xyxy = np.float32([[0, 0, 10, 10], [20.126, 5, 40, 30], [1, 2, 3, 4]])
    return Detections("face", xyxy, np.float32([0.9, 0.75, 0.61239]), np.arange(30, dtype=np.float32).reshape(3, 5, 2))


def test_nothing_found_is_a_value() -> None:
    empty = Detections.empty("face", landmarks=True)
    assert len(empty) == 0 and empty.landmarks.shape == (0, 5, 2) and empty.xyxy.shape == (0, 4)
    assert len(Detections.from_dict("face", empty.to_dict())) == 0
    assert Detections.empty("person").landmarks is None


@pytest.mark.parametrize("index", [np.array([2, 0]), np.array([True, False, True])])
def test_a_selection_keeps_rows_together(faces: Detections, index: np.ndarray) -> None:
    part = faces.take(index)
    assert len(part) == 2 and part.label == "face"
    assert (part.xyxy == faces.xyxy[index]).all() and (part.scores == faces.scores[index]).all()
    assert (part.landmarks == faces.landmarks[index]).all()


def test_json_and_back(faces: Detections) -> None:
    values = json.loads(json.dumps(faces.to_dict()))
    assert list(values) == ["xyxy", "scores", "landmarks"]
    assert values["xyxy"][1] == [20.13, 5.0, 40.0, 30.0] and values["scores"] == [0.9, 0.75, 0.6124]
    again = Detections.from_dict("face", values)
    assert again.xyxy.dtype == again.scores.dtype == again.landmarks.dtype == np.float32
    assert again.to_dict() == values


def test_persons_have_no_landmarks_in_json() -> None:
    person = Detections("person", np.float32([[0, 0, 1, 1]]), np.float32([0.5]))
    assert list(person.to_dict()) == ["xyxy", "scores"]
    assert Detections.from_dict("person", person.to_dict()).landmarks is None


def test_overlap_of_boxes_without_area_is_none() -> None:
    assert overlaps(np.zeros((2, 4)), np.zeros(4)).tolist() == [0, 0]
    assert overlaps(np.zeros((0, 4)), np.ones(4)).shape == (0,)
