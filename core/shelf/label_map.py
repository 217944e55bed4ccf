"""Which pixels of a photo belong to which facing: the mask of each box's product as a number; in worker processes."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from core.vision.mask.detector import ProductMask

ROOM = 0.06  # around a box, of its sides: what surrounds a product tells it from its ground
LEAST = 0.1  # of a box; a smaller mask tells nothing, and the whole box counts
CLOSED = 0.06  # of a box's shorter side: specks and gaps of its mask that are no wider are the product's, too
TINT, TURN = 0.4, 0.618  # cover of a facing's color; of the circle of hues, from one facing to the next


def label_map(image: np.ndarray, boxes: np.ndarray, scores: np.ndarray, of: Callable[[np.ndarray], ProductMask]
              ) -> np.ndarray:
    """The number of the facing that each pixel shows.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    boxes : ndarray of float, shape (N, 4)
        Facings in pixels of the image; a mask ends at its box.
    scores : ndarray of float, shape (N,)
        Where two masks overlap, the surer facing counts.
    of : callable
        Picture uint8 (h, w, 3) -> where its product is; `core.vision.mask.detector.MaskModel.of`.

    Returns
    -------
    ndarray of uint16, shape (H, W)
        1 for the first facing and so on, 0 for what is no product.
    """
    height, width = image.shape[:2]
    labels = np.zeros((height, width), np.uint16)
    for number in np.argsort(scores, kind="stable").tolist():
        left, top, right, bottom = boxes[number]
        across, down = ROOM * (right - left), ROOM * (bottom - top)
        x0, y0 = max(int(left - across), 0), max(int(top - down), 0)
        x1, y1 = min(int(right + across) + 1, width), min(int(bottom + down) + 1, height)
        inside = np.zeros((y1 - y0, x1 - x0), bool)
        rows = slice(max(round(top) - y0, 0), max(round(bottom) - y0, 0))
        inside[rows, max(round(left) - x0, 0):max(round(right) - x0, 0)] = True
        if not inside.any():
            continue
        found = of(np.ascontiguousarray(image[y0:y1, x0:x1])).mask.astype(np.float32)
        mask = (cv2.resize(found, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR) >= 0.5).astype(np.uint8)
        side = max(3, round(CLOSED * min(mask.shape)))
        mask = inside & (cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)) > 0)
        labels[y0:y1, x0:x1][mask if mask.sum() >= LEAST * inside.sum() else inside] = number + 1
    return labels


def tinted(image: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """A photo with each facing in a color of its own and a white line around it.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    labels : ndarray of uint16, shape (h, w)
        From `label_map`, of the same photo at any size.

    Returns
    -------
    ndarray of uint8, shape (H, W, 3)
    """
    height, width = image.shape[:2]
    fitted = cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.int64)
    hues = (np.arange(labels.max(initial=0) + 1) * TURN % 1 * 180).astype(np.uint8)
    colors = cv2.cvtColor(np.dstack([hues, np.full_like(hues, 200), np.full_like(hues, 255)]), cv2.COLOR_HSV2RGB)
    canvas = np.where(fitted[..., None] > 0, cv2.addWeighted(image, 1 - TINT, colors.reshape(-1, 3)[fitted], TINT, 0),
                      image)
    borders = np.zeros((height, width), bool)
    borders[:, 1:] = fitted[:, 1:] != fitted[:, :-1]
    borders[1:] |= fitted[1:] != fitted[:-1]
    canvas[borders] = 255
    return np.asarray(canvas, np.uint8)
