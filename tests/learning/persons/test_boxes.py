"""Boxes: letterboxing there and back, overlap, suppression."""

from __future__ import annotations

import numpy as np
import pytest

from core.learning.persons.boxes import (
    area,
    clip,
    intersection,
    letterbox,
    overlap,
    suppress,
    xyxy_from_center,
)
from core.vision.persons.detector import GRAY


@pytest.mark.parametrize("size_wh", [(100, 400), (400, 100), (33, 33), (1, 700)])
def test_letterbox_maps_boxes_there_and_back(size_wh):
    width, height = size_wh
    square = letterbox(np.full((height, width, 3), 7, np.uint8), 320)
    whole = np.array([[0, 0, width, height]], np.float32)
    inside = square.to_square(whole)
    assert square.image.shape == (320, 320, 3)
    assert inside.min() >= 0
    assert inside.max() <= 320.5
    assert np.allclose(square.to_picture(inside, size_wh), whole, atol=0.01)
    assert np.ptp(inside[0].reshape(2, 2), axis=0).max() == pytest.approx(320, abs=1)
    if height > width:
        assert (square.image[:, 0] == GRAY).all()


def test_of_two_boxes_on_one_person_the_better_one_stays():
    boxes = np.array([[0, 0, 10, 10], [1, 0, 10, 10], [20, 20, 30, 30]], np.float32)
    assert suppress(boxes, np.array([0.6, 0.9, 0.3], np.float32), 0.6).tolist() == [1, 2]
    assert suppress(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), 0.6).tolist() == []


@pytest.mark.parametrize(("second", "iou"), [
    ([0, 0, 10, 10], 1.0), ([0, 0, 10, 5], 0.5), ([5, 5, 15, 15], 25 / 175), ([10, 0, 20, 10], 0.0),
    ([30, 30, 40, 40], 0.0), ([2, 2, 2, 8], 0.0), ([-10, -10, 20, 20], 100 / 900)])
def test_overlap_is_intersection_over_union(second: list[float], iou: float) -> None:
    first, second_boxes = np.array([[0, 0, 10, 10]], np.float32), np.array([second], np.float32)
    assert overlap(first, second_boxes)[0, 0] == pytest.approx(iou)
    assert overlap(second_boxes, first)[0, 0] == pytest.approx(iou)


def test_pairs_of_no_boxes_and_of_many() -> None:
    many, none = np.tile(np.array([[0, 0, 4, 4]], np.float32), (3, 1)), np.zeros((0, 4), np.float32)
    assert overlap(many, none).shape == (3, 0) and intersection(none, many).shape == (0, 3)
    assert overlap(many, many).tolist() == [[1, 1, 1]] * 3 and area(none).tolist() == []


def test_boxes_inside_out_have_no_area() -> None:
    assert area(np.array([[10, 10, 0, 20], [0, 0, 3, 4]], np.float32)).tolist() == [0, 12]


def test_boxes_are_clipped_to_the_picture() -> None:
    assert clip(np.array([-5, 2, 300, 90]), (200, 80)).tolist() == [[0, 2, 200, 80]]
    assert clip(np.zeros((0, 4)), (200, 80)).shape == (0, 4)


def test_centers_become_corners() -> None:
    assert xyxy_from_center(np.array([[10, 20, 4, 6], [0, 0, 0, 0]])).tolist() == [[8, 17, 12, 23], [0, 0, 0, 0]]


def test_suppression_keeps_boxes_that_overlap_little() -> None:
    boxes = np.array([[0, 0, 10, 10], [0, 0, 10, 5], [0, 5, 10, 10]], np.float32)
    assert suppress(boxes, np.array([0.5, 0.9, 0.8]), 0.5).tolist() == [1, 2, 0]
    assert suppress(boxes, np.array([0.9, 0.5, 0.8]), 0.4).tolist() == [0]
