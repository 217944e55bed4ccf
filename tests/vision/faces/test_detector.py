"""Real faces are found with their landmarks, what only resembles one is refused with a reason."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import ModelMissing, WrongContract
from core.models import store
from core.models.manifest import Entry, WeightFile
from core.settings import ROOT
from core.vision.faces.detector import Faces
from core.vision.faces.second_look import FEATURES, REASONS, read_file


@pytest.fixture(scope="module")
def entry() -> Entry:
    return store.entry(ROOT / "models", "faces")


@pytest.fixture(scope="module")
def faces(entry: Entry) -> Faces:
    return Faces(entry)


def read(path: Path) -> np.ndarray:
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)


def changed(entry: Entry, folder: Path, values: object) -> Entry:
    """An entry whose file holds other values."""
    path = folder / "faces.json"
    path.write_text(values if isinstance(values, str) else json.dumps(values))
    file = WeightFile(path, store.sha256_of(path), path.stat().st_size)
    return Entry("faces_test", "faces", (file,), "test", "test", thresholds=entry.thresholds)


def assert_sound(found, image: np.ndarray) -> None:
    """What holds for every answer."""
    faces, limit = found.faces, np.array([image.shape[1], image.shape[0]])
    assert faces.label == "face" and faces.xyxy.dtype == faces.scores.dtype == faces.landmarks.dtype == np.float32
    assert faces.xyxy.shape == (len(faces), 4) and faces.landmarks.shape == (len(faces), 5, 2)
    assert np.isfinite(faces.xyxy).all() and np.isfinite(faces.landmarks).all()
    assert (faces.xyxy >= 0).all() and (faces.xyxy.reshape(-1, 2, 2) <= limit).all()
    assert (faces.scores > found.threshold).all() and (np.diff(faces.scores) <= 0).all()
    for one in found.refused:
        assert set(one) == {"xyxy", "score", "reason"} and one["reason"] in REASONS.values()
        assert 0 <= one["score"] <= found.threshold
    json.dumps(found.refused)  # plain numbers only


def test_two_faces_with_their_landmarks_inside(faces: Faces, photos: dict[str, Path]) -> None:
    image = read(photos["zidane"])
    found = faces.detect(image)
    assert_sound(found, image)
    assert len(found.faces) == 2
    for box, points in zip(found.faces.xyxy, found.faces.landmarks, strict=True):
        assert (points >= box[:2]).all() and (points <= box[2:]).all()
    # Both heads, in the frame of the picture although it was searched at a smaller size.
    assert sorted(round(float(box[0] + box[2]) / 2, -1) for box in found.faces.xyxy) == pytest.approx(
        [615, 980], abs=25
    )


def test_the_faces_on_the_street_but_no_shoe(faces: Faces, photos: dict[str, Path]) -> None:
    image = read(photos["bus"])
    found = faces.detect(image)
    assert_sound(found, image)
    assert len(found.faces) == 2
    assert (found.faces.xyxy[:, 3] < image.shape[0] / 2).all()  # heads are in the upper half, shoes are not


def test_a_shoe_that_the_cascade_takes_for_a_face_is_refused(entry: Entry, photos: dict[str, Path], tmp_path) -> None:
    values = read_file(entry.path)
    at_full_size = Faces(changed(entry, tmp_path, values | {"longest_side": 0}))
    found = at_full_size.detect(read(photos["bus"]))
    assert len(found.faces) == 2
    shoe = next(one for one in found.refused if one["xyxy"][1] > 800)
    assert shoe["score"] < 0.5 and shoe["reason"]
    alone = Faces(None).detect(read(photos["bus"]))
    assert len(alone.faces) == 3 and alone.refused == () and alone.threshold == 0.8


@pytest.mark.parametrize("name, count", [("astronaut", 1), ("coffee", 0), ("chelsea", 0), ("china", 0), ("flower", 0)])
def test_sample_photos(faces: Faces, photos: dict[str, Path], name: str, count: int) -> None:
    image = read(photos[name])
    found = faces.detect(image)
    assert_sound(found, image)
    assert len(found.faces) == count


@pytest.mark.parametrize("shape", [(300, 300), (1, 1), (1, 3000), (3000, 1), (12, 12), (37, 53)])
def test_nobody_is_an_empty_value(faces: Faces, shape: tuple[int, int]) -> None:
    for value in (0, 127, 255):
        image = np.full((*shape, 3), value, np.uint8)
        found = faces.detect(image)
        assert_sound(found, image)
        assert len(found.faces) == 0 and found.refused == ()


def test_a_mirrored_picture_has_the_mirrored_faces(faces: Faces, photos: dict[str, Path]) -> None:
    image = read(photos["zidane"])
    here, there = faces.detect(image).faces, faces.detect(np.ascontiguousarray(image[:, ::-1])).faces
    assert len(here) == len(there) == 2
    middles = [sorted(box[[0, 2]].mean() for box in boxes) for boxes in (here.xyxy, there.xyxy)]
    assert middles[0] == pytest.approx([image.shape[1] - x for x in reversed(middles[1])], abs=15)


def test_the_picture_is_not_changed(faces: Faces, photos: dict[str, Path]) -> None:
    image = read(photos["astronaut"])
    before = image.copy()
    faces.detect(image)
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize(
    "image", [np.zeros((40, 40), np.uint8), np.zeros((40, 40, 4), np.uint8), np.zeros((40, 40, 3))]
)
def test_anything_but_rgb_is_a_mistake(faces: Faces, image: np.ndarray) -> None:
    with pytest.raises(WrongContract, match="uint8 RGB"):
        faces.detect(image)


def test_threads_share_one_instance(faces: Faces, photos: dict[str, Path]) -> None:
    images = [read(photos["zidane"]), read(photos["astronaut"])]
    expected = [faces.detect(image).faces.xyxy for image in images]
    answers: dict[int, np.ndarray] = {}

    def work(number: int) -> None:
        answers[number] = faces.detect(images[number % 2]).faces.xyxy

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, boxes in answers.items():
        np.testing.assert_array_equal(boxes, expected[number % 2])


@pytest.mark.parametrize("spoil", ["missing", "text", "zero", "nan", "no json", "list"])
def test_a_broken_file_is_said(entry: Entry, tmp_path: Path, spoil: str) -> None:
    values = read_file(entry.path)
    name = FEATURES[0]
    broken: dict[str, object] = {
        "missing": {"bias": 0.0, "features": {}},
        "text": values | {"bias": "much"},
        "zero": values | {"features": values["features"] | {name: {"mean": 0, "deviation": 0, "weight": 1}}},
        "nan": values | {"bias": float("nan")},
        "no json": "{",
        "list": [1, 2],
    }
    with pytest.raises(WrongContract, match="faces.json"):
        Faces(changed(entry, tmp_path, broken[spoil]))


def test_other_weights_than_those_of_the_fit_are_refused(entry: Entry, tmp_path: Path) -> None:
    values = read_file(entry.path)
    checksums = values["mtcnn_sha256"] | {"onet": "0" * 64}
    with pytest.raises(ModelMissing, match="onet.lz4"):
        Faces(changed(entry, tmp_path, values | {"mtcnn_sha256": checksums}))


@pytest.mark.slow
def test_on_the_pack_true_faces_stay_and_products_have_none(faces: Faces, pack: Path) -> None:
    people = sorted((pack / "streetwear").glob("*.jpg"))[::25]
    products = sorted((pack / "home").glob("h_*.jpg"))[::20] + sorted((pack / "nike").glob("*.jpg"))[::8]
    with_face = [len(faces.detect(read(path)).faces) > 0 for path in people]
    false = [path.name for path in products if len(faces.detect(read(path)).faces)]
    assert len(people) > 30 and np.mean(with_face) > 0.85
    assert len(products) > 50 and len(false) <= 1, false
