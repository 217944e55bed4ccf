"""The cascade finds what the mtcnn package finds, without TensorFlow, and survives pictures without faces."""

from __future__ import annotations

import gc
import os
import subprocess
import sys

import cv2
import numpy as np
import pytest

from core.vision.faces.mtcnn import Mtcnn, crops, to_input, to_squares


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
    found = cascade.find(to_input(read(photos["zidane"])))
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
            ours = cascade.find(to_input(image))
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
        found = cascade.find(to_input(image))
        assert found.xyxy.shape == (0, 4) and found.scores.shape == (0,) and found.landmarks.shape == (0, 5, 2)


def test_an_answer_does_not_depend_on_the_picture_before(cascade, photos):
    first = to_input(smaller(read(photos["zidane"]), 301))
    other = to_input(smaller(read(photos["bus"]), 444))
    before = cascade.find(first)
    cascade.find(other)
    after = cascade.find(first)
    np.testing.assert_array_equal(before.xyxy, after.xyxy)
    np.testing.assert_array_equal(before.scores, after.scores)


def test_a_mirrored_look_is_a_look_at_the_mirrored_picture(cascade, photos):
    pixels = to_input(read(photos["astronaut"]))
    width = pixels.shape[1]
    square = to_squares(cascade.find(pixels).xyxy.astype(float))[:, :4]
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
    pixels = to_input(image)
    # In the package's frame a pixel index is x * (size - 1) / size.
    inside, outside = crops(pixels, np.array([[10, 20, 33, 43], [-200, 0, -100, 100]]) * (100 / 99), 24)
    np.testing.assert_allclose(inside, pixels[20:44, 10:34], atol=1e-4)
    assert not outside.any()


def test_a_square_has_the_boxs_center_and_its_longer_side():
    square = to_squares(np.array([[10.0, 20.0, 40.0, 30.0, 0.7]]))[0]
    assert square.tolist() == [10.0, 10.0, 40.0, 40.0, 0.7]


def test_tensorflow_is_not_loaded():
    code = (
        "import sys; from core.vision.faces.mtcnn import Mtcnn; Mtcnn();"
        "print([name for name in ('tensorflow', 'mtcnn', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_memory_stays_flat_over_many_pictures(cascade, photos):
    image = read(photos["zidane"])
    sizes = [160 + 7 * step for step in range(25)]
    for width in sizes:  # every shape once
        cascade.find(to_input(smaller(image, width)))
    gc.collect()
    before = resident_mb()
    for round_number in range(12):
        for width in sizes:
            cascade.find(to_input(smaller(image, width + round_number % 2)))
    gc.collect()
    assert resident_mb() - before < 30
