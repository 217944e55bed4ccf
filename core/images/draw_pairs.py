"""True boxes and those of a model on one picture, told apart by stroke, color and words."""

from __future__ import annotations

import numpy as np

from core.images.draw import outline, tag
from core.words.colors import OUTLINE_COLORS


def pairs(image: np.ndarray, truth: np.ndarray, found: np.ndarray, label: str) -> np.ndarray:
    """Draw both.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    truth : ndarray of float, shape (M, 4)
        True boxes, xyxy in pixels of `image`: solid green lines.
    found : ndarray of float, shape (N, 5)
        Those of the model with their scores, written at each: lines as for `label` on every picture.
    label : {"face", "person"}

    Returns
    -------
    ndarray of uint8, shape (H, W, 3)
    """
    canvas = np.ascontiguousarray(image).copy()
    for xyxy in truth:
        outline(canvas, xyxy, "truth", thick=False)
    for *xyxy, score in found.tolist():
        outline(canvas, np.array(xyxy), label, thick=False)
        tag(canvas, f"{score:.2f}", xyxy, OUTLINE_COLORS[label])
    return canvas
