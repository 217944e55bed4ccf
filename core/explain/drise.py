"""D-RISE [1]_: why a detector put a box there. Hide random parts of the picture and see which the box needs.

With random smooth masks M_n in [0, 1] (what is hidden takes the picture's mean color) and D_n the detector's boxes on
the picture under mask n, the box scores

    F_n = max over d in D_n of IoU(box, d) score(d),

and each place shows the slope of that over its own visibility, as in `rise`: raw = cov_n(F_n, M_n) / var_n(M_n),
map = ReLU(raw). Slopes within chance count as none.

The paper also compares class probabilities, which a detector of one class does not have. It hides parts of the whole
picture under 5000 masks; ours hide parts of the box and of as much around it, so that 120 masks are enough, and show
the rest as it is.

References
----------
.. [1] Petsiuk et al., "Black-box Explanation of Object Detectors via Saliency Maps", CVPR 2021, equations 1 to 5.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from core.explain.heat import normalize
from core.explain.request import BOX_MASKS
from core.explain.rise import masks, slopes
from core.nouns.detections import overlaps
from core.nouns.saliency import Saliency

METHOD = "d-rise"
CELLS = 8  # of the masks, along each side of the region
MAP_SIDE = 32  # of the raw values over the region
REGION = 2.0  # sides of the box
Detect = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]  # image -> xyxy (N, 4) and scores (N,)


def scores_under_masks(image: np.ndarray, xyxy: np.ndarray, detect: Detect, numbers: range) -> list[float]:
    """The box's score F under some of the masks.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    xyxy : ndarray of float, shape (4,)
        The box, in pixels of `image`.
    detect : callable
        The detector: image -> all its boxes, float (N, 4), and their scores in [0, 1], float (N,).
    numbers : range
        Of the masks, from 0 to `BOX_MASKS` - 1.
    """
    left, top, right, bottom = region(xyxy, (image.shape[1], image.shape[0]))
    place, color = np.s_[top:bottom, left:right], image.mean(axis=(0, 1))
    away, every, scores = image[place] - color, _masks(), []
    for number in numbers:
        wide = cv2.resize(every[number], (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
        shown = image.copy()
        shown[place] = np.rint(wide[..., None] * away + color)
        scores.append(box_score(xyxy, *detect(shown)))
    return scores


def explain_scores(image: np.ndarray, xyxy: np.ndarray, detect: Detect, scores: list[float]) -> Saliency:
    """Show which parts of a picture a box needs.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    xyxy, detect
        As in `scores_under_masks`.
    scores : list of float
        Under all masks.

    Returns
    -------
    Saliency
        Its score is F without a mask, its label is empty; `coarse` lies over the region around the box.
    """
    left, top, right, bottom = region(xyxy, (image.shape[1], image.shape[0]))
    coarse = slopes(np.array(scores), _masks())
    heat = np.zeros(image.shape[:2], np.float32)
    heat[top:bottom, left:right] = cv2.resize(normalize(coarse, 1.0).astype(np.float32), (right - left, bottom - top))
    return Saliency(heat, coarse.astype(np.float32), "", box_score(xyxy, *detect(image)), METHOD, "")


def _masks() -> np.ndarray:
    return masks(MAP_SIDE, count=BOX_MASKS, cells=CELLS)


def region(xyxy: np.ndarray, size_wh: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box and as much around it, inside the picture: left, top, right, bottom in whole pixels.

    Parameters
    ----------
    xyxy : ndarray of float, shape (4,)
    size_wh : tuple of int
        Of the picture.

    Examples
    --------
    >>> region(np.array([10.0, 20.0, 30.0, 40.0]), (36, 100))
    (0, 10, 36, 50)
    """
    middle, sides = (xyxy[:2] + xyxy[2:]) / 2, np.maximum(xyxy[2:] - xyxy[:2], 1.0)
    start = np.clip(np.floor(middle - REGION / 2 * sides), 0, np.array(size_wh) - 1).astype(int)
    end = np.clip(np.ceil(middle + REGION / 2 * sides), start + 1, size_wh).astype(int)
    return int(start[0]), int(start[1]), int(end[0]), int(end[1])


def box_score(xyxy: np.ndarray, boxes: np.ndarray, scores: np.ndarray) -> float:
    """How well the detector's boxes confirm one box: the largest overlap (IoU) times score.

    Parameters
    ----------
    xyxy : ndarray of float, shape (4,)
    boxes : ndarray of float, shape (N, 4)
    scores : ndarray of float, shape (N,)
        In [0, 1].

    Returns
    -------
    float
        In [0, 1]; 0 without boxes.

    Examples
    --------
    >>> round(box_score(np.array([0, 0, 10, 10]), np.array([[5, 0, 15, 10], [20, 0, 30, 10]]), np.array([0.6, 0.9])), 3)
    0.2
    """
    return float((overlaps(boxes, xyxy) * scores).max(initial=0.0))
