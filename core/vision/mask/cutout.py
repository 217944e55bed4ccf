"""A product cut out of its packshot: RGB with opacity, cut to the product. For plain grounds; needs no network."""

from __future__ import annotations

import cv2
import numpy as np

from core.vision.mask.detector import border_mask

SPREAD, DISTANCE = 6.0, 9.0  # as `border_mask` takes them; paler products than the stage's ought to be cut out, too
LEAST, MOST, MAIN = 0.06, 0.95, 0.85  # of the picture: the product; of the product: its largest piece


def cut_out(image: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray | None:
    """Cut a product out of a picture with a plain ground.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    mask : ndarray of bool, shape (h, w), optional
        Where the product is, in a copy of any size, such as the mask model's; without it the plain border decides.

    Returns
    -------
    ndarray of uint8, shape (h, w, 4), or None
        RGB and opacity, cut to the product; None where the ground is not plain, or no single product stands on it.

    Examples
    --------
    >>> image = np.full((40, 40, 3), 255, np.uint8)
    >>> image[10:30, 12:30] = (200, 20, 20)
    >>> cut = cut_out(image)
    >>> cut.shape, cut[9, 8].tolist()
    ((18, 16, 4), [200, 20, 20, 255])
    """
    mask = border_mask(image, SPREAD, DISTANCE) if mask is None else mask
    if mask is None or not mask.any():
        return None
    contours = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    sizes = [cv2.contourArea(each) for each in contours]
    largest = int(np.argmax(sizes))
    if sizes[largest] < MAIN * sum(sizes):
        return None
    filled = cv2.drawContours(np.zeros(mask.shape, np.uint8), [contours[largest]], -1, 255, -1)
    filled = cv2.erode(filled, np.ones((3, 3), np.uint8))  # the outermost pixels are half paper
    if not LEAST <= (filled > 0).mean() <= MOST:
        return None
    height, width = image.shape[:2]
    if filled.shape != (height, width):
        filled = cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR)
    rows, columns = np.flatnonzero((filled > 127).any(1)), np.flatnonzero((filled > 127).any(0))
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return np.ascontiguousarray(np.dstack([image, filled])[part])
