"""What each network's output means, mirror images, and suppression within a class."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("openvino")

from core.learning.objects.detectors import (  # noqa: E402
    CLASSES,
    ObjectDetector,
    decode_own,
    decode_yolo11,
    rgb_int8,
    suppress_by_class,
)
from core.learning.persons.detectors import decode_yolox_classes, rgb_unit  # noqa: E402
from tests.learning.objects.test_labels import CUP, found  # noqa: E402


def test_outputs_are_read_as_boxes_in_pixels_and_scores() -> None:
    raw = np.zeros((1, 3549, 85), np.float32)
    raw[0, 53, 4:6], raw[0, 53, 5 + CUP] = (0.5, 0.0), 0.8
    centers, scores = decode_yolox_classes(raw)
    assert centers[53].tolist() == [8, 8, 8, 8] and scores[53, CUP] == pytest.approx(0.4), "second row, second column"
    whole = np.full((1, 84, 8400), -122, np.int8)
    whole[0, :4, 7], whole[0, 4 + CUP, 7] = 0, 100
    centers, scores = decode_yolo11(whole)
    assert centers[7] == pytest.approx([318.4] * 4, abs=0.1) and scores[7, CUP] == pytest.approx(0.905, abs=0.001)
    assert rgb_int8(np.array([[[0, 128, 255]]], np.uint8)).tolist() == [[[[-128, 0, 127]]]]


def test_boxes_come_back_to_the_picture() -> None:
    output = np.zeros((1, 84, 2), np.float32)
    output[0, :4, 0], output[0, 4 + CUP, 0] = (50, 50, 20, 10), 0.9  # in a square of 100
    detector = ObjectDetector(lambda inputs: [output], 100, rgb_unit, decode_own)
    seen = detector(np.zeros((100, 200, 3), np.uint8))
    assert seen.xyxy.tolist() == [[80, 40, 120, 60]] and CLASSES[seen.classes[0]] == "cup"
    assert len(detector(np.zeros((100, 200, 3), np.uint8), floor=0.95).scores) == 0


def test_a_mirror_image_and_suppression() -> None:
    two = found((0, 0, 10, 10, CUP, 0.6), (1, 0, 10, 10, CUP, 0.9), (0, 0, 10, 10, 45, 0.5))
    assert two.mirrored(100).xyxy[1].tolist() == [90, 0, 99, 10]
    assert suppress_by_class(two).tolist() == [1, 2], "the bowl is of another class"
    assert len(CLASSES) == len(set(CLASSES)) == 80 and CLASSES[CUP] == "cup"
