"""How white the background behind a product is, and how the product is lit."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from core.rules.measures.product_mask import Background, max_channel, min_channel, ring_pixels

_CLIPPED_DARK, _CLIPPED_BRIGHT = 3, 252
_RINGING = 16  # pixels around an edge that JPEG may change (two blocks)
_WHITE_RING = 0.98  # of the pixels along the frame: then the background is white
_LEAST_BACKGROUND = 0.01  # of the frame, to measure its whiteness


def whiteness(small: np.ndarray, exact: np.ndarray, background: Background, scale: float) -> dict[str, Any]:
    """The measures of the background, away from the product's seam, where JPEG mixes colors.

    Parameters
    ----------
    small : ndarray of uint8, shape (H, W, 3)
        The reduced copy.
    exact : ndarray of uint8, shape (H, W, 3)
        Of the same size, of pixels that were taken over and not averaged.
    background : Background
        Of `small`.
    scale : float
        Pixels of the picture for one of the copy.

    Returns
    -------
    dict
        Fields of `core.nouns.measures.Measures`.

    Examples
    --------
    >>> from core.rules.measures.product_mask import find_background
    >>> image = np.full((60, 60, 3), 254, np.uint8)
    >>> measures = whiteness(image, image, find_background(image), 1.0)
    >>> measures["background"], measures["white_share"], measures["near_white_share"]
    ('plain', 0.0, 1.0)
    """
    where, pure = None, 255
    lowest = min_channel(ring_pixels(exact))
    if background.plain and float((lowest == 255).mean()) < _WHITE_RING:
        lowest = min_channel(exact)
        where, pure = _without_seam(background, round(_RINGING / scale))
    else:  # of a busy picture nothing else is known; of one on white, what is not white farther in is a shadow
        small = ring_pixels(small)
    levels = cv2.calcHist([lowest], [0], where, [256], [0, 256]).ravel()
    count = max(1.0, float(levels.sum()))
    mean, spread = cv2.meanStdDev(small, mask=where)
    red, green, blue = (round(float(value), 3) for value in mean.ravel())
    return {"background": "plain" if background.plain else "busy",
            "background_share": float(background.mask.mean()) if background.plain else 0.0,
            "background_rgb": (red, green, blue), "background_spread": float(spread.max()),
            "white_share": float(levels[pure:].sum() / count), "near_white_share": float(levels[250:].sum() / count)}


def _without_seam(background: Background, seam: int) -> tuple[np.ndarray, int]:
    """The background away from the product's seam, and the level that counts as pure white there."""
    mask = background.mask.view(np.uint8)
    for width in (max(2, seam), 2):
        eroded = cv2.erode(mask, np.ones((2 * width + 1, 2 * width + 1), np.uint8))
        if cv2.countNonZero(eroded) >= _LEAST_BACKGROUND * eroded.size:
            mask = eroded
            break
    # else all of the background is as near to the product as JPEG reaches
    return mask, 250 if width < seam and min(background.color) >= 254.5 else 255


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
        Fields of `core.nouns.measures.Measures`.

    Examples
    --------
    >>> image = np.zeros((2, 2, 3), np.uint8)
    >>> image[0] = 100
    >>> light(image, image[..., 0], np.ones((2, 2), bool))
    {'dark_share': 0.5, 'bright_share': 0.0, 'luma': 50.0}
    """
    if not product.any():
        return {"dark_share": None, "bright_share": None, "luma": float(gray.mean())}
    dark = (max_channel(small) <= _CLIPPED_DARK) & product
    bright = (min_channel(small) >= _CLIPPED_BRIGHT) & product
    count = int(product.sum())
    return {"dark_share": int(dark.sum()) / count, "bright_share": int(bright.sum()) / count,
            "luma": float(cv2.mean(gray, product.view(np.uint8))[0])}
