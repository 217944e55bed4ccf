"""The cascade finds what the mtcnn package finds, without TensorFlow, and survives pictures without faces."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys

import cv2
import lz4.frame
import numpy as np
import pytest

from core.errors import ModelMissing, PackageMissing, WrongContract
from core.vision.faces import nets
from core.vision.faces.canvas import BUCKET, lay_out
from core.vision.faces.mtcnn import Mtcnn, crops, normalized, squared


@pytest.fixture(scope="module")
def cascade():
    return Mtcnn()


def read(path):
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)


def smaller(image, width):
    height = round(image.shape[0] * width / image.shape[1])
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)


def resident_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_two_faces_with_landmarks_where_a_face_has_them(cascade, photos):
    found = cascade.find(normalized(read(photos["zidane"])))
    assert len(found.scores) == 2
    assert (np.diff(found.scores) <= 0).all()
    for box, points in zip(found.xyxy, found.landmarks, strict=True):
        assert (points >= box[:2]).all() and (points <= box[2:]).all()
        left_eye, right_eye, nose, left_mouth, right_mouth = points
        assert left_eye[0] < right_eye[0] and left_mouth[0] < right_mouth[0]
        assert max(left_eye[1], right_eye[1]) < nose[1] < min(left_mouth[1], right_mouth[1])


@pytest.mark.slow
def test_equal_to_the_package(cascade, photos):
    tensorflow_mtcnn = pytest.importorskip("mtcnn")
    package = tensorflow_mtcnn.MTCNN()
    faces = 0
    for name in ("zidane", "bus", "astronaut", "china", "chelsea"):
        for width in (640, 451, 320):  # even and odd
            image = smaller(read(photos[name]), width)
            theirs = package.detect_faces(image, output_type="numpy", box_format="xyxy")
            ours = cascade.find(normalized(image))
            assert len(theirs) == len(ours.scores), (name, width)
            if not len(theirs):
                continue
            faces += len(theirs)
            height = image.shape[0]
            limits = np.array([width, height, width, height]) - 1
            points = np.concatenate([ours.landmarks[:, :, 0], ours.landmarks[:, :, 1]], 1)
            np.testing.assert_allclose(np.clip(ours.xyxy, 0, limits), theirs[:, 1:5], atol=1)
            np.testing.assert_allclose(ours.scores, theirs[:, 5], atol=1e-3)
            np.testing.assert_allclose(points, theirs[:, 6:16], atol=1)
    assert faces >= 10


@pytest.mark.parametrize("size", [(1, 1), (11, 200), (12, 12), (13, 17), (16, 300), (40, 40), (200, 201)])
def test_no_face_is_an_empty_value(cascade, size):
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    for image in (np.zeros((*size, 3), np.uint8), np.full((*size, 3), 255, np.uint8), noise):
        found = cascade.find(normalized(image))
        assert found.xyxy.shape == (0, 4) and found.scores.shape == (0,) and found.landmarks.shape == (0, 5, 2)


def test_an_answer_does_not_depend_on_the_picture_before(cascade, photos):
    first = normalized(smaller(read(photos["zidane"]), 301))
    other = normalized(smaller(read(photos["bus"]), 444))
    before = cascade.find(first)
    cascade.find(other)
    after = cascade.find(first)
    np.testing.assert_array_equal(before.xyxy, after.xyxy)
    np.testing.assert_array_equal(before.scores, after.scores)


def test_a_mirrored_look_is_a_look_at_the_mirrored_picture(cascade, photos):
    pixels = normalized(read(photos["astronaut"]))
    width = pixels.shape[1]
    square = squared(cascade.find(pixels).xyxy.astype(float))[:, :4]
    there = cascade.look(pixels, square, mirrored=True)
    flipped = np.ascontiguousarray(pixels[:, ::-1])
    # The package's crops reach from pixel x1 * (width - 1) / width on: mirror in that frame.
    back = square.copy()
    back[:, [0, 2]] = width - square[:, [2, 0]]
    here = cascade.look(flipped, back)
    np.testing.assert_allclose(there.scores, here.scores, atol=1e-4)
    np.testing.assert_allclose(there.landmarks[:, :, 1], here.landmarks[:, [1, 0, 2, 4, 3], 1], atol=0.1)
    np.testing.assert_allclose(there.landmarks[:, :, 0], width - here.landmarks[:, [1, 0, 2, 4, 3], 0], atol=3)
    assert there.landmarks[0, 0, 0] < there.landmarks[0, 1, 0]


def test_a_crop_of_its_own_size_is_the_picture_and_outside_is_gray():
    image = np.random.default_rng(0).integers(0, 256, (100, 100, 3), np.uint8)
    pixels = normalized(image)
    # In the package's frame a pixel index is x * (size - 1) / size.
    inside, outside = crops(pixels, np.array([[10, 20, 33, 43], [-200, 0, -100, 100]]) * (100 / 99), 24)
    np.testing.assert_allclose(inside, pixels[20:44, 10:34], atol=1e-4)
    assert not outside.any()


@pytest.mark.parametrize("size", [(160, 160), (301, 203), (640, 360), (37, 500)])
def test_the_sizes_lie_apart_on_the_canvas(size):
    tiles, (height, width) = lay_out(*size)
    taken = np.zeros((height, width), int)
    for tile in tiles:
        assert tile.x % 2 == 0 and tile.y % 2 == 0
        # An odd side needs one free line beside it.
        taken[tile.y : tile.y + tile.height + tile.height % 2, tile.x : tile.x + tile.width + tile.width % 2] += 1
        assert tile.y + tile.height <= height and tile.x + tile.width <= width
    assert tiles and taken.max() == 1
    assert height % BUCKET == 0 and width % BUCKET == 0


def test_tensorflow_is_not_loaded():
    code = (
        "import sys; from core.vision.faces.mtcnn import Mtcnn; Mtcnn();"
        "print([name for name in ('tensorflow', 'mtcnn', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[]"


class Attack:
    def __reduce__(self):
        return os.mkdir, ("attacked",)


def test_a_weight_file_that_names_code_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {}
    for name in nets.NETS:
        files[name] = tmp_path / f"{name}.lz4"
        files[name].write_bytes(lz4.frame.compress(pickle.dumps([Attack()])))
    monkeypatch.setattr(nets, "weight_files", lambda: files)
    with pytest.raises(WrongContract, match="mkdir"):
        nets.read_weights()
    assert not (tmp_path / "attacked").exists()


def test_another_weight_file_than_expected_is_refused():
    with pytest.raises(ModelMissing, match="checksum"):
        nets.read_weights({"rnet": "0" * 64})


def test_a_missing_package_is_said(monkeypatch):
    monkeypatch.setattr(nets.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PackageMissing, match="mtcnn"):
        nets.read_weights()


@pytest.mark.slow
def test_memory_stays_flat_over_many_pictures(cascade, photos):
    image = read(photos["zidane"])
    sizes = [160 + 7 * step for step in range(25)]
    for width in sizes:  # every shape once
        cascade.find(normalized(smaller(image, width)))
    gc.collect()
    before = resident_mb()
    for round_number in range(12):
        for width in sizes:
            cascade.find(normalized(smaller(image, width + round_number % 2)))
    gc.collect()
    assert resident_mb() - before < 30
