"""A face is cut out upright and whole, also at the border; the largest come first."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.nouns.detections import Detections
from core.vision.face_details.crops import eye_angle, largest, upright


@pytest.mark.parametrize("degrees", [-30, 0, 25])
def test_eyes_lie_level_in_the_crop(degrees: float) -> None:
    image, turn = np.zeros((200, 200, 3), np.uint8), np.radians(degrees)
    eyes = [np.array([100, 100]) + side * 20 * np.array([np.cos(turn), np.sin(turn)]) for side in (-1, 1)]
    for color, eye in zip(((255, 0, 0), (0, 255, 0)), eyes, strict=True):
        cv2.circle(image, tuple(int(round(value)) for value in eye), 4, color, -1)
    points = np.array([*eyes, [100, 110], [95, 120], [105, 120]])
    crop = upright(image, np.array([60, 60, 140, 140]), eye_angle(points), 192)
    (left_y, left_x), (right_y, right_x) = (np.argwhere(crop[..., color] > 128).mean(axis=0) for color in (0, 1))
    assert left_y == pytest.approx(right_y, abs=2) and left_x < 96 < right_x


def test_a_crop_beyond_the_border_and_one_made_smaller_have_the_size() -> None:
    image = np.full((400, 300, 3), 90, np.uint8)
    for box in ((-20, -20, 40, 40), (0, 0, 300, 400)):
        assert (upright(image, np.array(box), 10, 64) == 90).all()


def test_the_largest_come_first_and_small_ones_not_at_all() -> None:
    boxes = np.float32([[0, 0, 10, 30], [0, 0, 60, 50], [0, 0, 5, 5]])
    faces = Detections("face", boxes, np.ones(3, np.float32))
    assert largest(faces, count=5, least=20) == [1, 0] and largest(faces, count=1, least=0) == [1]
    assert largest(Detections.empty("face"), count=5, least=0) == []
