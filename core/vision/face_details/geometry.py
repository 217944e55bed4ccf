"""What 468 landmarks of a face say: where the head points, and how far the mouth is open.

Landmarks are numbered as in MediaPipe's Face Mesh [1]_; x to the right, y down, z away from the viewer, in one scale.

References
----------
.. [1] Kartynnik, Ablavatski, Grishchenko and Grundmann, "Real-time Facial Surface Geometry from Monocular Video on
   Mobile GPUs", 2019; https://arxiv.org/abs/1907.06724.
.. [2] Slabaugh, "Computing Euler angles from a rotation matrix", 1999.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

FOREHEAD, CHIN = 10, 152
OUTER_EYES = (33, 263)  # left, right, as seen
MOUTH = (61, 291)  # its ends
LIPS = (13, 14)  # inner edges, upper and lower


class Pose(NamedTuple):
    """Where a head points, in degrees: yaw > 0 to the right of the picture, pitch > 0 up, roll > 0 clockwise."""

    yaw: float
    pitch: float
    roll: float


def head_pose(points: np.ndarray) -> Pose:
    """The Euler angles of a head, in closed form [2]_.

    Parameters
    ----------
    points : ndarray of float, shape (468, 3)

    Examples
    --------
    >>> face = np.zeros((468, 3))
    >>> face[33], face[263], face[10], face[152] = (-1, 0, 0), (1, 0, 0), (0, -1, 0), (0, 1, 0)
    >>> head_pose(face)
    Pose(yaw=0.0, pitch=0.0, roll=0.0)
    """
    across, _, back = frame(points)
    yaw, pitch = np.arctan2(-back[0], back[2]), np.arcsin(np.clip(back[1], -1, 1))
    angles = np.degrees([yaw, pitch, np.arctan2(across[1], across[0])]) + 0.0
    return Pose(*map(float, angles))


def frame(points: np.ndarray) -> np.ndarray:
    """The axes of a head: across by the outer corners of the eyes; down, at a right angle to it, from forehead to chin;
    back, at a right angle to both.

    Parameters
    ----------
    points : ndarray of float, shape (468, 3)

    Returns
    -------
    ndarray of float64, shape (3, 3)
        Each of length 1.
    """
    across = points[OUTER_EYES[1]] - points[OUTER_EYES[0]]
    across = across / max(float(np.linalg.norm(across)), 1e-9)
    down = points[CHIN] - points[FOREHEAD]
    down = down - across * float(down @ across)
    down = down / max(float(np.linalg.norm(down)), 1e-9)
    return np.array([across, down, np.cross(across, down)], np.float64)


def mouth_opening(points: np.ndarray) -> float:
    """Distance of the lips' inner edges as a share of the mouth's width; 0 for a closed mouth.

    Parameters
    ----------
    points : ndarray of float, shape (468, 3)
    """
    width = float(np.linalg.norm(points[MOUTH[0]] - points[MOUTH[1]]))
    return float(np.linalg.norm(points[LIPS[0]] - points[LIPS[1]])) / max(width, 1e-9)
