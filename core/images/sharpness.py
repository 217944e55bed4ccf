"""Sharpness of the product, not of the paper around it, and independent of how contrasty or busy the product is."""

from __future__ import annotations

import cv2
import numpy as np

_WINDOW = 11  # pixels within which an edge has its dark and its light side
_CONTRAST = 24  # levels between the two sides; less is noise or shading
_STEEPEST = 0.03  # of the pixels with contrast, those that are steepest for it: the middles of the sharpest edges
_ENOUGH = 60  # edge pixels to have a say


def edge_width(grey: np.ndarray, where: np.ndarray) -> float | None:
    """How many pixels the sharpest edges take from dark to light.

    Contrast of the surroundings over the steepest slope: about 2 for a step, and about 2.5 times sigma (up to 11) for
    an edge that a Gaussian of that sigma has blurred [1]_. A plain mug and a busy carpet get the same number when
    they are equally sharp, which a variance of the Laplacian does not give.

    Parameters
    ----------
    grey : ndarray of uint8, shape (H, W)
    where : ndarray of bool, shape (H, W)
        Only edges here count.

    Returns
    -------
    float or None
        None where there are too few edges to say.

    References
    ----------
    .. [1] Marziliano et al., "A no-reference perceptual blur metric", ICIP 2002 (width of edges).
    """
    if min(grey.shape) < 3:
        return None
    slope_x = cv2.Scharr(grey, cv2.CV_16S, 1, 0)
    slope_y = cv2.Scharr(grey, cv2.CV_16S, 0, 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (_WINDOW, _WINDOW))
    contrast = cv2.subtract(cv2.dilate(grey, kernel), cv2.erode(grey, kernel))
    chosen = where & (contrast >= _CONTRAST)
    if int(chosen.sum()) < _ENOUGH:
        return None
    steep = np.hypot(slope_x[chosen].astype(np.float32), slope_y[chosen].astype(np.float32)) / 32
    ratio = steep / contrast[chosen]
    keep = max(_ENOUGH // 3, int(_STEEPEST * len(ratio)))
    top = np.partition(ratio, len(ratio) - keep)[-keep:]
    typical = float(np.median(top))
    return float(min(_WINDOW * 2.0, 1 / max(typical, 1e-6)))
