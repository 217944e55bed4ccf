"""How white the paper behind a product is, and how the product is lit."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from core.rules.measures.product_mask import Ground, brightest, darkest, ring_pixels

_CLIPPED_DARK, _CLIPPED_BRIGHT = 3, 252
_RINGING = 16  # pixels around an edge that JPEG may change (two blocks)
_WHITE_RING = 0.98  # of the pixels along the frame: then the paper is white
_ENOUGH_PAPER = 0.01  # of the frame, to speak of its whiteness


def whiteness(small: np.ndarray, exact: np.ndarray, ground: Ground, scale: float) -> dict[str, Any]:
    """The measures of the background, away from the product's seam, where JPEG mixes colors that are nobody's fault.

    Parameters
    ----------
    small : ndarray of uint8, shape (H, W, 3)
        The reduced copy.
    exact : ndarray of uint8, shape (H, W, 3)
        Of the same size, of pixels that were taken over and not averaged.
    ground : Ground
        Of `small`.
    scale : float
        Pixels of the picture for one of the copy.

    Returns
    -------
    dict
        See `core.rules.measures.measure.Measures`.
    """
    where, pure = None, 255
    low = darkest(ring_pixels(exact))
    if ground.plain and float((low == 255).mean()) < _WHITE_RING:
        low = darkest(exact)
        where, pure = _paper(ground, round(_RINGING / scale))
    else:  # of a busy picture nothing else is known; of one on white, what is not white farther in is a shadow
        small = ring_pixels(small)
    levels = cv2.calcHist([low], [0], where, [256], [0, 256]).ravel()
    count = max(1.0, float(levels.sum()))
    mean, spread = cv2.meanStdDev(small, mask=where)
    red, green, blue = (round(float(value), 3) for value in mean.ravel())
    return {"background": "plain" if ground.plain else "busy",
            "background_share": float(ground.mask.mean()) if ground.plain else 0.0,
            "background_rgb": (red, green, blue), "background_spread": float(spread.max()),
            "white_share": float(levels[pure:].sum() / count), "near_white_share": float(levels[250:].sum() / count)}


def _paper(ground: Ground, seam: int) -> tuple[np.ndarray, int]:
    """The background away from the product's seam, and the level that counts as pure white there."""
    mask = ground.mask.view(np.uint8)
    for wide in (max(2, seam), 2):
        away = cv2.erode(mask, np.ones((2 * wide + 1, 2 * wide + 1), np.uint8))
        if cv2.countNonZero(away) >= _ENOUGH_PAPER * away.size:
            mask = away
            break
    # else all the paper that shows is as near to the product as JPEG reaches
    return mask, 250 if wide < seam and min(ground.color) >= 254.5 else 255


def light(small: np.ndarray, gray: np.ndarray, product: np.ndarray) -> dict[str, Any]:
    """Exposure of the product, or of everything where no product is known.

    Parameters
    ----------
    small : ndarray of uint8, shape (H, W, 3)
    gray : ndarray of uint8, shape (H, W)
    product : ndarray of bool, shape (H, W)

    Returns
    -------
    dict
        See `core.rules.measures.measure.Measures`.
    """
    if not product.any():
        return {"dark_share": None, "bright_share": None, "luma": float(gray.mean())}
    black, white = (brightest(small) <= _CLIPPED_DARK) & product, (darkest(small) >= _CLIPPED_BRIGHT) & product
    count = int(product.sum())
    return {"dark_share": int(black.sum()) / count, "bright_share": int(white.sum()) / count,
            "luma": float(cv2.mean(gray, product.view(np.uint8))[0])}
