"""What one net of the cascade makes of its boxes: a threshold on the score, then suppression of worse neighbors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Round(NamedTuple):
    """Boxes that one net scored, and which of them stayed.

    Attributes
    ----------
    boxes : ndarray of float64, shape (N, 5)
        xyxy in pixels of the picture, moved by the net's offsets, and score.
    passed : ndarray of int64, shape (M,)
        Rows of `boxes` whose score is above the net's threshold, best first.
    kept : ndarray of int64, shape (K,)
        Those of `passed` that no better one suppresses, best first.
    """

    boxes: np.ndarray
    passed: np.ndarray
    kept: np.ndarray


def all_pass(boxes: np.ndarray, overlap: float) -> Round:
    """A round of boxes that are all above the threshold; `boxes` float64 of shape (N, 5), best first."""
    return Round(boxes, np.arange(len(boxes)), suppress(boxes, overlap))


def suppress(boxes: np.ndarray, overlap: float, *, of_smaller: bool = False) -> np.ndarray:
    """Drop the rows that a better row overlaps: non-maximum suppression in the package's variant.

    As in the package, a box that is itself dropped still drops others.

    Parameters
    ----------
    boxes : ndarray of float64, shape (N, 5)
        xyxy and score, best first.
    overlap : float
        Largest overlap that both rows survive, in [0, 1].
    of_smaller : bool
        Measure the shared area against the smaller box instead of the union (IoU).

    Returns
    -------
    ndarray of int64, shape (M,)
        Indices of the rows that stay.

    Examples
    --------
    The second box shares 50 of 150 square pixels with the first, IoU 1/3; the third one touches neither.

    >>> boxes = np.array([[0, 0, 10, 10, 0.9], [5, 0, 15, 10, 0.8], [20, 0, 30, 10, 0.7]])
    >>> suppress(boxes, 0.4).tolist(), suppress(boxes, 0.3).tolist()
    ([0, 1, 2], [0, 2])
    """
    x1, y1, x2, y2 = boxes[:, :4].T
    areas = (x2 - x1) * (y2 - y1)
    keep = np.ones(len(boxes), bool)
    for start in range(0, len(boxes), 128):
        block = slice(start, min(start + 128, len(boxes)))
        better = slice(0, block.stop)
        w = np.minimum(x2[better, None], x2[block]) - np.maximum(x1[better, None], x1[block])
        h = np.minimum(y2[better, None], y2[block]) - np.maximum(y1[better, None], y1[block])
        shared = np.maximum(w, 0) * np.maximum(h, 0)
        both = areas[better, None] + areas[block]
        whole = np.minimum(areas[better, None], areas[block]) if of_smaller else both - shared
        order = np.arange(block.stop)[:, None] < np.arange(block.start, block.stop)
        keep[block] = ~((shared > overlap * whole) & order).any(0)
    return np.flatnonzero(keep)
