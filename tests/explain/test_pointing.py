"""The pointing game: what the hottest point of a map lies on."""

from __future__ import annotations

import numpy as np

from core.explain.pointing import points, target
from tests.explain.pictures import RED, noise, patch

NOBODY = np.zeros((0, 4))


def heat(row: int, column: int) -> np.ndarray:
    values = np.zeros((300, 300), np.float32)
    values[row, column] = 1
    return values


def test_the_product_on_a_plain_background_is_the_target() -> None:
    where = target(patch(RED, (0, 0, 90, 90)), NOBODY)
    assert where is not None and where[30, 30] and not where[150, 150]
    assert points(heat(20, 20), where, 7)[:2] == (True, False), "the product is not in the middle"
    assert points(heat(200, 200), where, 7)[0] is False
    assert points(np.zeros((300, 300)), where, 7)[0] is False, "a map without evidence points nowhere"


def test_persons_are_the_target_before_any_product() -> None:
    where = target(patch(RED, (0, 0, 90, 90), (300, 600)), np.array([[150, 300, 300, 600]]))
    assert where is not None and where[180, 180] and not where[30, 30] and where.mean() == 0.25


def test_a_busy_picture_without_a_person_has_no_target() -> None:
    assert target(noise(), NOBODY) is None and points(heat(1, 1), None, 7) is None


def test_an_empty_picture_has_no_target() -> None:
    assert target(np.full((50, 50, 3), 255, np.uint8), NOBODY) is None
