"""What faces show, on the photos that packages and the demo carry, by the shipped networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.analyze import pipeline
from core.errors import SetupError, WrongContract
from core.images.decode import read_picture
from core.models import store
from core.nouns.analysis import Analysis
from core.nouns.fact import FACE_FACTS, Fact
from core.settings import ROOT, Settings
from core.vision.face_details.detector import direction, four_emotions, open_face_details
from tests.made_up import made_up_analysis

ENTRY = store.entry(ROOT / "models", "face_details")
Look = Callable[[np.ndarray, Analysis], tuple[Fact, ...]]


@pytest.fixture(scope="module")
def astronaut(photos: dict[str, Path]) -> tuple[np.ndarray, Analysis]:
    picture = read_picture(photos["astronaut"], "astronaut", Settings())
    return picture.image, pipeline.analyze(picture, pipeline.open_models(Settings()), "full")


@pytest.fixture(scope="module")
def look() -> Look:
    return open_face_details(ENTRY)


def test_a_smiling_face_that_looks_ahead(look: Look, astronaut: tuple[np.ndarray, Analysis]) -> None:
    image, analysis = astronaut
    facts = look(image, analysis)
    found = {fact.name: fact.value for fact in facts}
    assert found == {"smile": "yes", "mouth": "open", "head": "front", "emotion": "smiling", "glasses": "none"}
    assert set(found) == set(FACE_FACTS) and all(0.4 <= fact.score <= 1 for fact in facts)
    assert {fact.xyxy for fact in facts} == {tuple(map(float, analysis.faces.xyxy[0]))}
    assert {fact.model for fact in facts} == {ENTRY.name}


def test_the_mirrored_and_the_tilted_face_say_the_same(look: Look, astronaut: tuple[np.ndarray, Analysis]) -> None:
    image, analysis = astronaut
    width, points = image.shape[1], analysis.faces.landmarks
    assert points is not None
    boxes = analysis.faces.xyxy[:, [2, 1, 0, 3]] * (-1, 1, -1, 1) + (width, 0, width, 0)
    mirrored = replace(analysis.faces, xyxy=boxes, landmarks=(points * (-1, 1) + (width, 0))[:, [1, 0, 2, 4, 3]])
    values = [{(fact.name, fact.value) for fact in look(pixels, one)} for pixels, one in (
        (image, analysis), (image[:, ::-1].copy(), replace(analysis, faces=mirrored)))]
    assert values[0] == values[1]


def test_a_picture_without_a_face_and_a_face_too_small_say_nothing(look: Look,
                                                                     astronaut: tuple[np.ndarray, Analysis]) -> None:
    image, analysis = astronaut
    assert look(np.full((90, 90, 3), 200, np.uint8), made_up_analysis()) == ()
    small = replace(analysis.faces, xyxy=analysis.faces.xyxy[:1, [0, 1, 0, 1]] + np.float32([0, 0, 12, 12]),
                    scores=analysis.faces.scores[:1], landmarks=analysis.faces.landmarks[:1])
    assert look(image, replace(analysis, faces=small)) == ()


@pytest.mark.parametrize(("yaw", "value", "score"), [(-40, "left", 0.8), (40, "right", 0.8), (0, "front", 1),
                                                     (12.5, "front", 0.75)])
def test_a_head_is_turned_from_the_limit_on(yaw: float, value: str, score: float) -> None:
    assert direction(yaw, 25) == ("head", value, pytest.approx(score))


def test_seven_emotions_are_four() -> None:
    assert four_emotions(np.float32([0.3, 0.1, 0.1, 0.3, 0.1, 0, 0.1]))[1] == "other", "four of them are"
    assert four_emotions(np.float32([0, 0, 0, 0.2, 0, 0.7, 0.1])) == ("emotion", "surprised", pytest.approx(0.7))


def test_a_model_that_was_exchanged_and_an_entry_without_its_numbers_are_told(tmp_path: Path) -> None:
    (tmp_path / "x.tflite").write_bytes(b"no network")
    wrong = replace(ENTRY.files[0], path=tmp_path / "x.tflite")
    with pytest.raises(WrongContract, match="OpenVINO cannot read"):
        open_face_details(replace(ENTRY, files=(wrong, *ENTRY.files[1:])))
    with pytest.raises(WrongContract, match="must have outputs"):
        open_face_details(replace(ENTRY, files=(ENTRY.files[1], *ENTRY.files[1:])))
    np.savez(tmp_path / "x.npz", labels=np.array(["none"]), weights=np.zeros((3, 1024)), bias=np.zeros(3),
             network=np.array("face_descriptor_1"))
    with pytest.raises(SetupError, match="1 labels for weights"):
        open_face_details(replace(ENTRY, files=(*ENTRY.files[:2], replace(wrong, path=tmp_path / "x.npz"))))
    with pytest.raises(SetupError, match="lacks a number"):
        open_face_details(replace(ENTRY, input={"faces": 3}))
