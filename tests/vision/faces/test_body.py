"""A face with a body, and one that fills the photo, are a person's; one in the middle of a product is printed."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.models import store
from core.settings import ROOT
from core.vision.faces import body
from core.vision.faces.second_look import read_file

SIZE_WH = (300, 400)
NOBODY = np.zeros((0, 4), np.float32), np.zeros(0, np.float32)


@pytest.fixture(scope="module")
def rule() -> body.BodyRule:
    entry = store.entry(ROOT / "models", "faces")
    return body.BodyRule.read(read_file(entry.path)["body"], entry.path)


def score(rule: body.BodyRule, face: tuple, *persons: tuple) -> float:
    bodies = np.array([xyxy for xyxy, _ in persons], np.float32).reshape(-1, 4)
    numbers = body.measure(np.array([face], np.float32), bodies,
                           np.array([value for _, value in persons], np.float32), SIZE_WH)
    return float(rule.scores(numbers)[0])


def test_a_head_on_a_body_is_a_persons(rule: body.BodyRule) -> None:
    assert score(rule, (130, 40, 170, 90), ((70, 15, 230, 395), 0.9)) > 0.5


def test_a_face_that_fills_the_photo_needs_no_body(rule: body.BodyRule) -> None:
    assert score(rule, (60, 40, 240, 310), ((5, 2, 295, 398), 0.9)) > 0.5


def test_a_face_in_the_middle_of_a_bag_is_printed(rule: body.BodyRule) -> None:
    assert score(rule, (125, 160, 175, 220)) < 0.5
    assert score(rule, (125, 160, 175, 220), ((125, 155, 175, 225), 0.3)) < 0.5, "a box of the print alone"


def test_a_face_on_a_chest_is_printed(rule: body.BodyRule) -> None:
    assert score(rule, (130, 150, 170, 200), ((70, 15, 230, 395), 0.9)) < 0.5


def test_the_reason_names_the_face_above() -> None:
    head, chest, far = [130, 40, 170, 90], [130, 150, 170, 200], [10, 150, 40, 190]
    numbers = body.measure(np.array([head, chest, far]), np.array([[70, 15, 230, 395]]), np.array([0.9]), SIZE_WH)
    assert body.reasons(numbers) == [body.ALONE, body.BENEATH, body.ALONE]


def test_the_numbers_do_not_depend_on_the_size_of_the_photo() -> None:
    face, person = np.array([[130.0, 40, 170, 90]]), np.array([[70.0, 15, 230, 395]])
    small = body.measure(face, person, np.array([0.9]), SIZE_WH)
    large = body.measure(3 * face, 3 * person, np.array([0.9]), (900, 1200))
    np.testing.assert_allclose(small, large)
    assert small.shape == (1, len(body.NUMBERS)) and np.isfinite(body.measure(face, *NOBODY, SIZE_WH)).all()
    assert body.measure(face[:0], *NOBODY, SIZE_WH).shape == (0, len(body.NUMBERS))


@pytest.mark.parametrize("spoil", [{"weight": [1.0]}, {"bias": "much"}, {"bias": float("nan")}, {"numbers": {}}])
def test_a_broken_rule_is_said(spoil: dict) -> None:
    entry = store.entry(ROOT / "models", "faces")
    values = copy.deepcopy(read_file(entry.path)["body"]) | spoil
    with pytest.raises(WrongContract, match="broken.json"):
        body.BodyRule.read(values, Path("broken.json"))
