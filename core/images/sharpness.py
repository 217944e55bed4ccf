"""Sharpness of the product, not of the background around it, whatever the product's contrast and detail."""

from __future__ import annotations

import cv2
import numpy as np

_WINDOW = 11  # pixels within which an edge has its dark and its light side
_CONTRAST = 24  # levels between the two sides; less is noise or shading
_STEEPEST = 0.03  # of the pixels with contrast, those that are steepest for it: the middles of the sharpest edges
_SCALE = 200.0  # of the ratio of slope to contrast, so that it fits a byte
_LEAST_EDGES = 30  # edge pixels, in every second row, to measure


def edge_width(gray: np.ndarray, where: np.ndarray | None = None) -> float | None:
    """How many pixels the sharpest edges take from dark to light.

    Contrast of the surroundings over the steepest slope: about 2 for a step, and about 2.5 times sigma (up to 11) for
    an edge that a Gaussian of that sigma has blurred [1]_. A plain mug and a busy carpet get the same number when
    they are equally sharp; a variance of the Laplacian would differ.

    Parameters
    ----------
    gray : ndarray of uint8, shape (H, W)
    where : ndarray of bool, shape (H, W), optional
        Only edges here count.

    Returns
    -------
    float or None
        None where there are too few edges.

    References
    ----------
    .. [1] Marziliano et al., "A no-reference perceptual blur metric", ICIP 2002 (width of edges).

    Examples
    --------
    >>> step = np.full((100, 100), 40, np.uint8)
    >>> step[:, 50:] = 200
    >>> round(edge_width(step)), round(edge_width(cv2.GaussianBlur(step, None, 2)))
    (2, 5)
    """
    if min(gray.shape) < 3:
        return None
    # Scharr's kernel sums to 32; a sixteenth of it is twice the slope per pixel: a step of 100 levels gives 100.
    across = cv2.convertScaleAbs(cv2.Scharr(gray, cv2.CV_16S, 1, 0)[::2], alpha=1 / 16)  # every second row is enough
    down = cv2.convertScaleAbs(cv2.Scharr(gray, cv2.CV_16S, 0, 1)[::2], alpha=1 / 16)
    steep = cv2.addWeighted(cv2.max(across, down), 0.96, cv2.min(across, down), 0.4, 0)  # the length, within 4 %
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (_WINDOW, _WINDOW))
    contrast = cv2.subtract(cv2.dilate(gray, kernel)[::2], cv2.erode(gray, kernel)[::2])
    is_edge = cv2.compare(contrast, _CONTRAST, cv2.CMP_GE)
    if where is not None:
        is_edge &= where[::2].view(np.uint8)
    ratio = cv2.divide(steep, contrast, scale=_SCALE)
    counts = cv2.calcHist([ratio], [0], is_edge, [256], [0, 256]).ravel()
    total = float(counts.sum())
    if total < _LEAST_EDGES:
        return None
    steepest = max(_LEAST_EDGES / 3, _STEEPEST * total)
    from_top = np.cumsum(counts[::-1])
    typical = 255 - int(np.searchsorted(from_top, steepest / 2))  # the median of the steepest
    return float(min(_WINDOW * 2.0, 2 * _SCALE / max(typical, 1)))
