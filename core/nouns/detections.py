"""Boxes of one label, with scores and landmarks.

Frame of all coordinates: pixels of the upright picture, origin top left, x to the right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.nouns.rounding import to_list


@dataclass(frozen=True, eq=False)
class Detections:
    """Boxes of one label; empty, not None, when a detector finds nothing.

    Attributes
    ----------
    label : str
        "face" or "person".
    xyxy : ndarray of float32, shape (N, 4)
        Left, top, right, bottom in absolute pixels, inside the picture.
    scores : ndarray of float32, shape (N,)
        In [0, 1], best first.
    landmarks : ndarray of float32, shape (N, 5, 2), or None
        Left eye, right eye, nose, left and right end of the mouth, in pixels (left as seen in the picture).
    """

    label: str
    xyxy: np.ndarray
    scores: np.ndarray
    landmarks: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.scores)

    @staticmethod
    def empty(label: str, landmarks: bool = False) -> Detections:
        """A value without any detection; with empty landmarks where the detector gives landmarks."""
        points = np.zeros((0, 5, 2), np.float32) if landmarks else None
        return Detections(label, np.zeros((0, 4), np.float32), np.zeros(0, np.float32), points)

    def take(self, index: np.ndarray) -> Detections:
        """Select detections.

        Parameters
        ----------
        index : ndarray of int, shape (M,), or of bool, shape (N,)
            Rows in the order of the result, or a mask.
        """
        points = None if self.landmarks is None else self.landmarks[index]
        return Detections(self.label, self.xyxy[index], self.scores[index], points)

    def to_dict(self) -> dict[str, Any]:
        """Plain lists for JSON, rounded to 0.01 px and 1e-4."""
        values: dict[str, Any] = {"xyxy": to_list(self.xyxy, 2), "scores": to_list(self.scores, 4)}
        if self.landmarks is not None:
            values["landmarks"] = to_list(self.landmarks, 2)
        return values

    @staticmethod
    def from_dict(label: str, values: dict[str, Any]) -> Detections:
        """Inverse of `to_dict`."""
        points = values.get("landmarks")
        return Detections(
            label,
            np.asarray(values["xyxy"], np.float32).reshape(-1, 4),
            np.asarray(values["scores"], np.float32).reshape(-1),
            None if points is None else np.asarray(points, np.float32).reshape(-1, 5, 2),
        )


@dataclass(frozen=True, eq=False)
class DescribedFace:
    """A face and its descriptor.

    Attributes
    ----------
    xyxy : tuple of float
        Left, top, right, bottom in pixels of the picture.
    values : ndarray of float16, shape (1024,)
        Of length 1.
    """

    xyxy: tuple[float, float, float, float]
    values: np.ndarray


def overlaps(boxes: np.ndarray, one: np.ndarray) -> np.ndarray:
    """Overlap (IoU) of boxes with one box: the shared area divided by the area that both cover.

    Parameters
    ----------
    boxes : ndarray of float, shape (N, 4 or more)
        xyxy, further columns are not read.
    one : ndarray of float, shape (4 or more,)

    Returns
    -------
    ndarray of float64, shape (N,)
        In [0, 1].

    Examples
    --------
    >>> overlaps(np.array([[0, 0, 10, 10], [20, 0, 30, 10]]), np.array([5, 0, 15, 10])).round(3).tolist()
    [0.333, 0.0]
    """
    sides = np.minimum(boxes[:, 2:4], one[2:4]) - np.maximum(boxes[:, :2], one[:2])
    shared = np.maximum(sides, 0).prod(axis=1).astype(np.float64)
    areas = (boxes[:, 2:4] - boxes[:, :2]).prod(axis=1) + (one[2:4] - one[:2]).prod()
    return np.divide(shared, areas - shared, out=np.zeros_like(shared), where=areas > shared)
