"""A face cut out upright: turned by the line between its eyes, with room around it."""

from __future__ import annotations

import cv2
import numpy as np

from core.nouns.detections import Detections

MARGIN = 0.25  # of the face box's longer side, on each side: what the landmark network was trained with


def largest(faces: Detections, *, count: int, least: float) -> list[int]:
    """Rows of the largest faces, the largest first.

    Parameters
    ----------
    faces : Detections
        With landmarks.
    count : int
        At most so many.
    least : float
        Longer side of a box, in pixels, below which a face is passed over.
    """
    sides = np.max(faces.xyxy[:, 2:] - faces.xyxy[:, :2], axis=1) if len(faces) else np.zeros(0)
    return [int(row) for row in np.argsort(-sides, kind="stable")[:count] if sides[row] >= least]


def eye_angle(points: np.ndarray) -> float:
    """Degrees that the line between the eyes falls to the right; 0 for an upright face.

    Parameters
    ----------
    points : ndarray of float, shape (5, 2)
        As in `Detections.landmarks`.

    Examples
    --------
    >>> round(eye_angle(np.array([[0, 0], [10, 10], [5, 5], [0, 9], [9, 9]], float)))
    45
    """
    dx, dy = points[1] - points[0]
    return float(np.degrees(np.arctan2(dy, dx)))


def upright(image: np.ndarray, box: np.ndarray, angle: float, side: int, *, margin: float = MARGIN) -> np.ndarray:
    """A square around a face, turned so that its eyes lie level; what lies outside the picture repeats its border.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    box : ndarray of float, shape (4,)
        xyxy of the face.
    angle : float
        From `eye_angle`.
    side : int
        Of the result, in pixels.
    margin : float
        Room on each side, as a share of the box's longer side.

    Returns
    -------
    ndarray of uint8, shape (side, side, 3)
    """
    left, top, right, bottom = (float(value) for value in box)
    length = max(right - left, bottom - top, 1.0) * (1 + 2 * margin)
    scale = side / length
    matrix = cv2.getRotationMatrix2D(((left + right) / 2, (top + bottom) / 2), angle, scale)
    matrix[:, 2] += side / 2 - np.array([(left + right) / 2, (top + bottom) / 2])
    if scale < 0.5:  # smooth first: each pixel of the result must see all pixels that it stands for
        image = cv2.GaussianBlur(image, (0, 0), 0.4 / scale)
    return np.asarray(cv2.warpAffine(image, matrix, (side, side), flags=cv2.INTER_LINEAR,
                                     borderMode=cv2.BORDER_REPLICATE), np.uint8)
