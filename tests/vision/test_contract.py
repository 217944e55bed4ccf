"""Every detector keeps one contract: an image goes in, `Detections` inside the picture come out, best first.

A new detector is one more entry of `DETECTORS`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.models import store
from core.nouns.detections import Detections
from core.settings import ROOT
from core.vision.faces.detector import Faces
from core.vision.persons.detector import Persons

Detect = Callable[[np.ndarray], Detections]
MODELS = ROOT / "models"


def faces() -> Detect:
    model = Faces(store.entry(MODELS, "faces"))
    return lambda image: model.detect(image).faces


def persons() -> Detect:
    model = Persons(store.entry(MODELS, "persons"))
    return lambda image: model.detect(image).persons


DETECTORS = {"face": faces, "person": persons}
COUNTS = {"zidane": 2, "bus": 2, "astronaut": 1}  # at least; of faces and of persons alike
SHAPES = [(1, 1), (1, 700), (700, 1), (12, 12), (37, 53), (480, 640)]


@pytest.fixture(scope="module", params=DETECTORS)
def detector(request: pytest.FixtureRequest) -> tuple[str, Detect]:
    return request.param, DETECTORS[request.param]()


def read(path: Path) -> np.ndarray:
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)


def assert_sound(detections: Detections, label: str, image: np.ndarray) -> None:
    count, limit = len(detections), np.array([image.shape[1], image.shape[0]])
    assert detections.label == label
    assert detections.xyxy.shape == (count, 4) and detections.xyxy.dtype == np.float32
    assert detections.scores.shape == (count,) and detections.scores.dtype == np.float32
    corners = detections.xyxy.reshape(-1, 2, 2)
    assert np.isfinite(corners).all() and (corners >= 0).all() and (corners <= limit).all(), "inside the picture"
    assert (corners[:, 0] <= corners[:, 1]).all(), "left before right, top before bottom"
    assert ((detections.scores >= 0) & (detections.scores <= 1)).all() and (np.diff(detections.scores) <= 0).all()
    if detections.landmarks is not None:
        assert detections.landmarks.shape == (count, 5, 2) and detections.landmarks.dtype == np.float32
        assert (detections.landmarks >= 0).all() and (detections.landmarks <= limit).all()


@pytest.mark.parametrize("name", COUNTS)
def test_people_are_found_inside_the_picture_best_first(detector: tuple, photos: dict, name: str) -> None:
    label, detect = detector
    image = read(photos[name])
    before = image.copy()
    detections = detect(image)
    assert_sound(detections, label, image)
    assert len(detections) >= COUNTS[name]
    assert (image == before).all(), "the image stays as it is"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("level", [0, 127, 255])
def test_a_blank_image_is_an_empty_noun(detector: tuple, shape: tuple[int, int], level: int) -> None:
    label, detect = detector
    image = np.full((*shape, 3), level, np.uint8)
    detections = detect(image)
    assert_sound(detections, label, image)
    assert len(detections) == 0 and detections.to_dict()["xyxy"] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_noise_of_any_shape_is_no_trouble(detector: tuple, shape: tuple[int, int]) -> None:
    label, detect = detector
    image = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    assert_sound(detect(image), label, image)


def test_the_same_image_gives_the_same_detections(detector: tuple, photos: dict) -> None:
    _, detect = detector
    image = read(photos["zidane"])
    first = detect(image)
    detect(read(photos["coffee"]))
    again = detect(image)
    assert (first.xyxy == again.xyxy).all() and (first.scores == again.scores).all()


def test_threads_share_one_detector(detector: tuple, photos: dict) -> None:
    _, detect = detector
    images = [read(photos[name]) for name in ("zidane", "astronaut")]
    expected = [detect(image).xyxy for image in images]
    results: dict[int, np.ndarray] = {}

    def work(number: int) -> None:
        results[number] = detect(images[number % 2]).xyxy

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    for number, xyxy in results.items():
        np.testing.assert_array_equal(xyxy, expected[number % 2])


def test_detections_survive_json(detector: tuple, photos: dict) -> None:
    label, detect = detector
    detections = detect(read(photos["bus"]))
    again = Detections.from_dict(label, detections.to_dict())
    assert again.xyxy == pytest.approx(detections.xyxy, abs=0.006)
    assert again.scores == pytest.approx(detections.scores, abs=6e-5)
