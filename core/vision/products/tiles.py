"""Looks at a photo as a whole, then in overlapping tiles, at the scale that fits the size of what is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from core.vision.persons.detector import letterbox

WANTED = 76.0  # pixels: size of a usual product (root of its area) at which the network sees it best
CLOSER, LOOKS = 1.35, 3  # a look that is not so many times closer would tell nothing new; most looks
FEW, BLIND = 3, 2.4  # with fewer products the next look is so many times closer, since nothing tells their size
SHARE = 0.28  # of a tile that its neighbor shows, too: more than a usual product
EDGE = 2.5  # pixels: a box that ends so close to a tile's inner border is cut by it
FURTHEST = 4000  # pixels on the long side: nothing is looked at closer, so that the time is bounded


@dataclass(frozen=True, eq=False)
class Boxes:
    """Boxes of both classes, in no order.

    Attributes
    ----------
    xyxy : ndarray of float32, shape (N, 4)
    scores : ndarray of float32, shape (N,)
    classes : ndarray of int64, shape (N,)
        0 product, 1 price tag.
    """

    xyxy: np.ndarray
    scores: np.ndarray
    classes: np.ndarray

    def take(self, rows: np.ndarray) -> Boxes:
        """Some of the boxes, by index or mask."""
        return Boxes(self.xyxy[rows], self.scores[rows], self.classes[rows])


def search(look: Callable[[np.ndarray], Boxes], image: np.ndarray, side: int, *, score: float, iou: float) -> Boxes:
    """Find products and price tags.

    Parameters
    ----------
    look : callable
        Square uint8 (side, side, 3) RGB -> boxes in its pixels.
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    side : int
        Of the network's square, in pixels.
    score : float
        From which a product counts for the choice of the scale.
    iou : float
        A box that overlaps a better one of its class by more than this is dropped.

    Returns
    -------
    Boxes
        In pixels of the photo, inside it, after suppression.
    """
    height, width = image.shape[:2]
    square = letterbox(image, side)
    found = look(square.image)
    found = suppressed(Boxes(square.to_picture(found.xyxy, (width, height)), found.scores, found.classes), iou)
    scale = square.scale
    for _ in range(LOOKS - 1):
        closer = next_scale(found, scale, (width, height), score)
        if closer < CLOSER * scale:
            break
        found = suppressed(joined(found, tiled(look, image, side, scale=closer), SHARE * side / closer), iou)
        scale = closer
    return found


def next_scale(found: Boxes, scale: float, size_wh: tuple[int, int], score: float) -> float:
    """Pixels of the next look for each pixel of the photo, by the size of the products that were found.

    Parameters
    ----------
    found : Boxes
        In pixels of the photo.
    scale : float
        Of the last look.
    size_wh : tuple of int
        Of the photo.
    score : float
        From which a product counts.
    """
    sure = found.xyxy[(found.classes == 0) & (found.scores >= score)]
    sides = np.sqrt(np.prod(sure[:, 2:] - sure[:, :2], axis=1))
    most = min(1.0, FURTHEST / max(size_wh))
    if len(sides) < FEW:
        return min(most, scale * BLIND) if not len(sides) or sides.max() * scale < WANTED else scale
    return float(min(most, WANTED / max(float(np.median(sides)), 1.0)))


def tiled(look: Callable[[np.ndarray], Boxes], image: np.ndarray, side: int, *, scale: float) -> Boxes:
    """What overlapping tiles show; boxes that a tile's inner border cuts are left to its neighbor.

    Parameters
    ----------
    look : callable
        As for `search`.
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    side : int
    scale : float
        At most 1.
    """
    width, height = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA) if scale < 1 else image
    parts = []
    for y in _starts(height, side):
        for x in _starts(width, side):
            cut = small[y : y + side, x : x + side]
            square = np.full((side, side, 3), 114, np.uint8)
            square[: cut.shape[0], : cut.shape[1]] = cut
            found = look(square)
            low, high = found.xyxy[:, :2], found.xyxy[:, 2:]
            is_cut = ((low < EDGE) & (np.array([x, y]) > 0)).any(1)
            is_cut |= ((high > side - EDGE) & (np.array([x, y]) + side < [width, height])).any(1)
            found = found.take(np.flatnonzero(~np.asarray(is_cut)))
            xyxy = np.clip(found.xyxy + np.array([x, y] * 2, np.float32), 0, np.array([width, height] * 2, np.float32))
            parts.append(Boxes(xyxy / np.float32(scale), found.scores, found.classes))
    limit = np.array([image.shape[1], image.shape[0]] * 2, np.float32)
    return Boxes(np.minimum(np.concatenate([each.xyxy for each in parts]), limit),
                 *(np.concatenate([getattr(each, name) for each in parts]) for name in ("scores", "classes")))


def joined(coarse: Boxes, fine: Boxes, largest: float) -> Boxes:
    """What the closer look found, and of the other what is too large for it: a box with one product inside at most.

    Parameters
    ----------
    coarse, fine : Boxes
        In pixels of the photo.
    largest : float
        Longest side of a box that a tile surely shows whole.
    """
    sides = (coarse.xyxy[:, 2:] - coarse.xyxy[:, :2]).max(axis=1, initial=0) if len(coarse.xyxy) else np.zeros(0)
    middle = (fine.xyxy[:, :2] + fine.xyxy[:, 2:]) / 2
    inside = ((middle[None] > coarse.xyxy[:, None, :2]) & (middle[None] < coarse.xyxy[:, None, 2:])).all(2)
    large = coarse.take((sides > largest) & (inside.sum(1) <= 1))
    return Boxes(np.concatenate([large.xyxy, fine.xyxy]), np.concatenate([large.scores, fine.scores]),
                 np.concatenate([large.classes, fine.classes]))


def suppressed(found: Boxes, iou: float) -> Boxes:
    """The boxes that no better one of their class overlaps by more than `iou`; none without area.

    Examples
    --------
    >>> twice = Boxes(np.float32([[0, 0, 9, 9], [0, 0, 9, 9]]), np.float32([0.5, 0.9]), np.array([0, 0]))
    >>> len(suppressed(twice, 0.5).scores)
    1
    """
    found = found.take((found.xyxy[:, 2:] - found.xyxy[:, :2]).min(axis=1, initial=1e9) > 1)
    if not len(found.scores):
        return found
    corners = np.hstack([found.xyxy[:, :2], found.xyxy[:, 2:] - found.xyxy[:, :2]])
    kept = cv2.dnn.NMSBoxesBatched(corners.tolist(), found.scores.tolist(), found.classes.tolist(), 0.0, iou)
    return found.take(np.asarray(kept, np.int64).reshape(-1))


def _starts(length: int, side: int) -> list[int]:
    """Where tiles begin so that they cover a length evenly."""
    if length <= side:
        return [0]
    number = int(np.ceil((length - side) / (side * (1 - SHARE)))) + 1
    return [round(float(value)) for value in np.linspace(0, length - side, number)]
