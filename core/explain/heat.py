"""From a method's raw values to a map over the picture: positive part, scaled to [0, 1], enlarged."""

from __future__ import annotations

import cv2
import numpy as np

from core.errors import WrongContract

# Where positive and negative evidence cancel exactly, float64 sums leave about 1e-7 of either: that is no evidence.
NOISE = 1e-6


def normalize(coarse: np.ndarray, magnitude: float) -> np.ndarray:
    """Divide the positive part of raw values by their maximum.

    Parameters
    ----------
    coarse : ndarray of float64, shape (rows, columns)
        Raw values; positive ones raise the score.
    magnitude : float
        The largest value that was added up to get them; a maximum below `NOISE` of it is rounding.

    Returns
    -------
    ndarray of float64, shape (rows, columns)
        In [0, 1] with maximum 1; all zero when there is no evidence above rounding.

    Raises
    ------
    WrongContract
        When a value is no number: the model computes with NaN or infinity on this picture.

    Examples
    --------
    >>> normalize(np.array([[2.0, -1.0], [1.0, 0.0]]), magnitude=3.0)
    array([[1. , 0. ],
           [0.5, 0. ]])
    >>> normalize(np.array([[1e-9, -1.0]]), magnitude=3.0)
    array([[0., 0.]])
    """
    check_numbers(coarse)
    peak = float(coarse.max())
    if peak <= NOISE * magnitude:
        return np.zeros_like(coarse)
    return np.maximum(coarse, 0) / peak


def check_numbers(values: np.ndarray | float) -> None:
    """Raise WrongContract for NaN or infinity: a model's score must be a number to be explained."""
    if not np.isfinite(values).all():
        raise WrongContract("The model's score of this photo must be a number, but it is NaN or infinite.",
                            "Its weights may be damaged: export the model again, or choose another one.")


def enlarge(heat: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
    """Enlarge a coarse map to the size of the picture, bilinearly between the centers of its cells.

    The model sees the picture squashed to a square, so map and picture differ by one scale on each axis.

    Parameters
    ----------
    heat : ndarray of float64, shape (rows, columns)
        In [0, 1].
    size_wh : tuple of int
        Width and height of the picture, in pixels.

    Returns
    -------
    ndarray of float32, shape (height, width)
        In [0, 1].

    Examples
    --------
    >>> enlarge(np.array([[0.0, 1.0]]), (4, 1))
    array([[0.  , 0.25, 0.75, 1.  ]], dtype=float32)
    """
    wide = cv2.resize(heat.astype(np.float32), size_wh, interpolation=cv2.INTER_LINEAR)
    return np.clip(wide, 0, 1, out=wide)


def shrink(heat: np.ndarray, side: int) -> np.ndarray:
    """Make a map smaller by averaging, so that no side is longer than `side`; never larger.

    Parameters
    ----------
    heat : ndarray of float32, shape (h, w)
        In [0, 1].
    side : int
        Pixels.

    Returns
    -------
    ndarray of float32, shape (h', w')
        In [0, 1]; above zero somewhere when `heat` is.

    Examples
    --------
    >>> shrink(np.array([[0.0, 1.0, 1.0, 1.0]], np.float32), side=2)
    array([[0.5, 1. ]], dtype=float32)
    """
    scale = side / max(heat.shape)
    if scale >= 1:
        return heat
    size_wh = max(1, round(heat.shape[1] * scale)), max(1, round(heat.shape[0] * scale))
    return cv2.resize(heat, size_wh, interpolation=cv2.INTER_AREA)
