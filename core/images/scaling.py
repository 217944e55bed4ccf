"""Smaller copies of pictures, quickly."""

from __future__ import annotations

import cv2
import numpy as np


def size_within(width: int, height: int, side: int) -> tuple[int, int]:
    """Width and height of the largest copy whose sides are at most `side`; never larger than the picture, never 0.

    Examples
    --------
    >>> size_within(1600, 1200, 400), size_within(30, 20, 400), size_within(9000, 1, 400)
    ((400, 300), (30, 20), (400, 1))
    """
    scale = min(1.0, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def quick_downscale(image: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
    """A smaller copy, by halving and then linearly: several times faster than averaging areas, and as good to measure.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
    size_wh : tuple of int
        At most the image's own.

    Returns
    -------
    ndarray of uint8, shape (h, w, 3)

    Examples
    --------
    >>> quick_downscale(np.full((400, 300, 3), 7, np.uint8), (75, 100)).shape
    (100, 75, 3)
    """
    if size_wh == (image.shape[1], image.shape[0]):
        return np.ascontiguousarray(image)
    while min(image.shape[0] // size_wh[1], image.shape[1] // size_wh[0]) >= 2:
        even = image[:image.shape[0] // 2 * 2, :image.shape[1] // 2 * 2]
        image = cv2.resize(even, (even.shape[1] // 2, even.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return image if size_wh == (image.shape[1], image.shape[0]) else \
        np.asarray(cv2.resize(image, size_wh, interpolation=cv2.INTER_LINEAR))
