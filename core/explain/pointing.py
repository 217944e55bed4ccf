"""The pointing game [1]_: does the hottest point of a map lie on the person or product?

References
----------
.. [1] Zhang et al., "Top-down Neural Attention by Excitation Backprop", ECCV 2016, section 4.1.
"""

from __future__ import annotations

import cv2
import numpy as np

from core.explain.faithfulness import center_blob, random_map
from core.vision.mask.detector import border_mask

SIDE = 224
# What differs from a plain border in CIELAB, as for colors; without a plain border the product's outline is unknown.
SPREAD, DISTANCE = 6.0, 12.0


def target(image: np.ndarray, persons: np.ndarray) -> np.ndarray | None:
    """Where the person or product is.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    persons : ndarray of float, shape (N, 4)
        Boxes of persons in pixels of the picture; empty where there is none.

    Returns
    -------
    ndarray of bool, shape (224, 224), or None
        The boxes, or else the product before a plain background; None where neither is known.
    """
    height, width = image.shape[:2]
    if len(persons):
        mask = np.zeros((SIDE, SIDE), bool)
        for left, top, right, bottom in np.asarray(persons, float) * SIDE / [width, height, width, height]:
            mask[int(top):int(np.ceil(bottom)), int(left):int(np.ceil(right))] = True
        return mask
    small = cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return border_mask(small, SPREAD, DISTANCE)


def points(heat: np.ndarray, where: np.ndarray | None, seed: int) -> tuple[bool, bool, bool] | None:
    """Whether the hottest point of a map, of a center blob and of a random map lies on the target.

    Parameters
    ----------
    heat : ndarray of float, shape (H, W)
        A map over the picture.
    where : ndarray of bool, shape (224, 224), or None
        As `target` returns it.
    seed : int
        Of the random map.

    Returns
    -------
    tuple of bool, or None
        Map, center, random; None without a target. A map without evidence points nowhere.
    """
    if where is None:
        return None
    return bool(heat.max() > 0) and _hits(heat, where), _hits(center_blob(), where), _hits(random_map(seed), where)


def _hits(heat: np.ndarray, where: np.ndarray) -> bool:
    row, column = np.unravel_index(int(heat.argmax()), heat.shape)
    return bool(where[int((row + 0.5) * SIDE / heat.shape[0]), int((column + 0.5) * SIDE / heat.shape[1])])
