"""Cover parts of a picture in turn, and see how far a score falls: what occlusion maps of any model are made of."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def falls(image: np.ndarray, score: Callable[[np.ndarray], float], *, cells: int, window: int) -> np.ndarray:
    """How far a score falls on average while a place is covered.

    Parameters
    ----------
    image : ndarray of any real type, shape (H, W, 3)
    score : callable
        A picture of that shape -> its score.
    cells : int
        Along each side of the map.
    window : int
        Cells along each side of what is covered at a time, by the picture's mean color.

    Returns
    -------
    ndarray of float64, shape (cells, cells)

    Examples
    --------
    >>> image = np.zeros((8, 8, 3)); image[:4, :4] = 8
    >>> falls(image, lambda shown: float(shown[0, 0, 0]), cells=2, window=1).round(1).tolist()
    [[6.0, 0.0], [0.0, 0.0]]
    """
    whole = score(image)
    total, count = np.zeros((cells, cells)), np.zeros((cells, cells))
    rows, columns = (np.linspace(0, side, cells + 1).round().astype(int) for side in image.shape[:2])
    color = image.mean(axis=(0, 1)).astype(image.dtype)
    for top in range(cells - window + 1):
        for left in range(cells - window + 1):
            covered = image.copy()
            covered[rows[top]:rows[top + window], columns[left]:columns[left + window]] = color
            place = np.s_[top:top + window, left:left + window]
            total[place] += whole - score(covered)
            count[place] += 1
    return total / count
