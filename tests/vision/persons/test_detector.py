"""Boxes come back to where the person is in the picture; what is no such model is refused in words."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import WrongContract
from core.models import store
from core.settings import ROOT
from core.vision.persons import detector
from core.vision.persons.detector import Persons, letterbox
from tests.models.tiny_openvino import SIDE, entry, write


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny.xml")


def _with_patch(width: int, height: int, xyxy: tuple[int, int, int, int], red: int = 255) -> np.ndarray:
    """A black picture with a red patch."""
    image = np.zeros((height, width, 3), np.uint8)
    image[xyxy[1] : xyxy[3], xyxy[0] : xyxy[2], 0] = red
    return image


@pytest.mark.parametrize("width, height", [(640, 640), (640, 320), (320, 640), (64, 64), (32, 16)])
def test_the_box_is_where_the_patch_is(tiny: Path, width: int, height: int) -> None:
    """The patch fills exactly one cell of the square, whatever the picture's proportions."""
    scale = max(width, height) / SIDE
    left, top = (SIDE - width / scale) / 2, (SIDE - height / scale) / 2
    cell = np.array([40 - left, 32 - top, 48 - left, 40 - top]) * scale
    found = Persons(entry(tiny)).detect(_with_patch(width, height, tuple(cell.astype(int))))
    assert found.persons.label == "person" and len(found.persons) == 1
    assert found.persons.xyxy[0] == pytest.approx(cell, abs=0.01)
    assert found.persons.scores[0] > 0.85  # 1 but for the soft edge of an enlarged picture


def test_red_is_red_and_255_is_one(tiny: Path) -> None:
    model = Persons(entry(tiny, score=0.1))
    half = model.detect(_with_patch(64, 64, (0, 0, 8, 8), red=51))
    assert half.persons.scores[0] == pytest.approx(0.2, abs=1e-3)
    blue = _with_patch(64, 64, (0, 0, 8, 8))[..., ::-1]
    assert len(model.detect(np.ascontiguousarray(blue)).persons) == 0


@pytest.mark.parametrize("shape", [(64, 64), (1, 1), (1, 2000), (2000, 1), (37, 53)])
def test_nobody_is_an_empty_value(tiny: Path, shape: tuple[int, int]) -> None:
    found = Persons(entry(tiny)).detect(np.zeros((*shape, 3), np.uint8))
    assert len(found.persons) == 0 and found.persons.xyxy.shape == (0, 4)
    assert 0 <= found.best_refused < found.threshold == 0.5


def test_how_near_a_nobody_was(tiny: Path) -> None:
    image = np.maximum(_with_patch(64, 64, (0, 0, 8, 8), red=102), _with_patch(64, 64, (32, 32, 40, 40), red=77))
    assert Persons(entry(tiny)).detect(image).best_refused == pytest.approx(0.4, abs=1e-3)
    found = Persons(entry(tiny, score=0.35)).detect(image)
    assert found.persons.scores == pytest.approx([0.4], abs=1e-3)
    assert found.best_refused == pytest.approx(0.302, abs=1e-3)


def test_many_come_best_first_and_inside(tiny: Path) -> None:
    image = np.zeros((64, 64, 3), np.uint8)
    for number in range(8):
        image[number * 8 : number * 8 + 8, number * 8 : number * 8 + 8, 0] = 140 + 10 * number
    found = Persons(entry(tiny)).detect(image).persons
    assert len(found) == 8 and (np.diff(found.scores) <= 0).all()
    assert (found.xyxy >= 0).all() and (found.xyxy <= 64).all()
    assert found.xyxy.dtype == np.float32 and found.scores.dtype == np.float32


def test_of_overlapping_boxes_the_best_stays(tmp_path: Path) -> None:
    image = _with_patch(64, 64, (24, 24, 40, 40), red=150)
    image[24:32, 24:32, 0] = 255
    wide = Persons(entry(write(tmp_path / "wide.xml", box=40.0), iou=0.4)).detect(image).persons
    assert len(wide) == 1 and wide.scores[0] == pytest.approx(1, abs=1e-3)
    assert wide.xyxy[0] == pytest.approx([8, 8, 48, 48])
    kept = Persons(entry(write(tmp_path / "wide.xml", box=40.0), iou=1.0)).detect(image).persons
    assert len(kept) == 4


def test_boxes_that_reach_out_are_clipped(tmp_path: Path) -> None:
    model = Persons(entry(write(tmp_path / "wide.xml", box=40.0)))
    found = model.detect(_with_patch(128, 64, (0, 0, 16, 16))).persons
    assert found.xyxy[0, :2].tolist() == [0, 0] and (found.xyxy[0, 2:] <= [128, 64]).all()


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"rows": 84}, "an output [1, 5, positions] (box and score of a person), but it has [1,84,64]"),
        ({"shape": (1, 3, 64, 32)}, "an input [1, 3, side, side], but it has [1,3,64,32]"),
        ({"shape": (1, 1, 64, 64)}, "an input [1, 3, side, side]"),
        ({"spoil": 80.0}, "scores from 0 to 1"),
        ({"spoil": float("nan")}, "scores from 0 to 1"),
    ],
)
def test_a_wrong_contract_says_what_was_expected_and_found(tmp_path: Path, changes: dict, words: str) -> None:
    path = write(tmp_path / "wrong.xml", **changes)
    with pytest.raises(WrongContract) as caught:
        Persons(entry(path))
    assert words in caught.value.message and "wrong.xml" in caught.value.message and caught.value.hint


@pytest.mark.parametrize("text", ["", "<html></html>", "<?xml version='1.0'?><net name='x' version='11'>"])
def test_a_file_that_is_no_model(tiny: Path, text: str) -> None:
    tiny.write_text(text)
    with pytest.raises(WrongContract, match="tiny.xml is not an OpenVINO model"):
        Persons(entry(tiny))


def test_threads_that_share_a_model_get_their_own_boxes(tiny: Path) -> None:
    model = Persons(entry(tiny))
    pictures = [_with_patch(64, 64, (8 * cell, 0, 8 * cell + 8, 8)) for cell in range(8)]
    wrong: list[int] = []

    def ask(start: int) -> None:
        for turn in range(40):
            cell = (start + turn) % 8
            if model.detect(pictures[cell]).persons.xyxy[0, 0] != 8 * cell:
                wrong.append(cell)

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("shape", [(480, 640), (1280, 720), (100, 100), (33, 500), (320, 320)])
def test_training_and_product_letterbox_alike(shape: tuple[int, int]) -> None:
    """The threshold was chosen on squares that training made; the product must make the same ones."""
    from core.learning.persons import boxes

    image = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    theirs, ours = boxes.letterbox(image, 320), letterbox(image, 320)
    assert np.array_equal(theirs.image, ours.image)
    some = np.float32([[10, 20, 200, 300], [-5, 0, 400, 320]])
    size_wh = (shape[1], shape[0])
    assert theirs.to_picture(some, size_wh) == pytest.approx(ours.to_picture(some, size_wh), abs=1e-3)


def test_training_and_product_suppress_alike(tiny: Path) -> None:
    from core.learning.persons import boxes

    rng = np.random.default_rng(1)
    columns = np.vstack([rng.uniform(0, 64, (2, 200)), rng.uniform(8, 40, (2, 200)), rng.uniform(0, 1, (1, 200))])
    columns = columns.astype(np.float32)
    model = Persons(entry(tiny, iou=0.6))
    every, every_score, rows = model._suppress(columns)
    ours, scores = every[rows], every_score[rows]
    corners = boxes.xyxy_from_center(columns[:4].T)
    kept = boxes.suppress(corners, columns[4], 0.6)
    assert np.allclose(ours, corners[kept], atol=1e-4) and np.array_equal(scores, columns[4][kept])


@pytest.fixture(scope="module")
def bundled() -> Persons:
    if not (ROOT / "models" / "manifest.json").is_file():
        pytest.skip("models/manifest.json is not there yet")
    if "persons" not in store.Manifest.read(ROOT / "models").current:
        pytest.skip("models/manifest.json has no persons model yet")
    return Persons(store.entry(ROOT / "models", "persons"))


@pytest.mark.parametrize("name, least, most", [("bus", 3, 6), ("zidane", 2, 4), ("astronaut", 1, 2), ("coffee", 0, 0)])
def test_real_people_are_found(bundled: Persons, photos: dict[str, Path], name: str, least: int, most: int) -> None:
    image = cv2.cvtColor(cv2.imread(str(photos[name])), cv2.COLOR_BGR2RGB)
    found = bundled.detect(image).persons
    assert least <= len(found) <= most
    height, width = image.shape[:2]
    assert (found.xyxy >= 0).all() and (found.xyxy <= [width, height, width, height]).all()


def test_the_square_is_read_from_the_model(tiny: Path) -> None:
    assert Persons(entry(tiny)).side == SIDE and detector.ROWS == 5
