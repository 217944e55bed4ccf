"""Numbers from landmarks mean what they are called, and do not change when a head turns or a picture grows."""

from __future__ import annotations

import numpy as np
import pytest

from core.vision.face_details.geometry import CHIN, FOREHEAD, LIPS, MOUTH, OUTER_EYES, head_pose, mouth_opening


def face() -> np.ndarray:
    """A face that looks straight ahead: eyes level, the lips apart by a fifth of the mouth's width."""
    points = np.zeros((468, 3))
    points[list(OUTER_EYES)] = (-1, 0, 0), (1, 0, 0)
    points[FOREHEAD], points[CHIN] = (0, -1.2, 0), (0, 2, 0)
    points[list(MOUTH)], points[list(LIPS)] = ((-0.5, 1.2, 0), (0.5, 1.2, 0)), ((0, 1.1, 0), (0, 1.3, 0))
    return points


def turned(points: np.ndarray, degrees: float, across: int, along: int) -> np.ndarray:
    angle = np.radians(degrees)
    matrix = np.eye(3)
    matrix[across, across] = matrix[along, along] = np.cos(angle)
    matrix[across, along], matrix[along, across] = -np.sin(angle), np.sin(angle)
    return points @ matrix.T


@pytest.mark.parametrize(("across", "along", "which"), [(2, 0, "yaw"), (1, 2, "pitch"), (0, 1, "roll")])
def test_a_head_that_turns_about_one_axis_has_that_angle(across: int, along: int, which: str) -> None:
    found = [getattr(head_pose(turned(face(), degrees, across, along)), which) for degrees in (-40, 0, 30)]
    assert [abs(value) for value in found] == pytest.approx([40, 0, 30], abs=1e-6)
    assert found[0] * found[2] < 0, "the other way is the other sign"


def test_the_nose_moves_to_the_side_that_a_head_turns_to() -> None:
    """It is nearer to the viewer than the eyes."""
    points = face()
    points[1] = (0, 0.6, -1)
    for degrees in (-30, 30):
        moved = turned(points, degrees, 0, 2)
        assert np.sign(head_pose(moved).yaw) == np.sign(moved[1, 0])
        raised = turned(points, degrees, 1, 2)
        assert np.sign(head_pose(raised).pitch) == -np.sign(raised[1, 1] - 0.6)


def test_an_open_mouth_is_one_at_any_size_and_pose() -> None:
    moved = turned(turned(face() * 50 + 100, 20, 0, 1), 15, 2, 0)
    assert mouth_opening(face()) == pytest.approx(0.2) == mouth_opening(moved)
