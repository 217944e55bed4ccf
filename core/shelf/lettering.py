"""What is written on a shelf, read once on the whole photo and handed to the facings that it lies in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from core.nouns.text import TextLine
from core.vision.text.tiles import read_tiles

Lines = Callable[[np.ndarray], tuple[TextLine, ...]]
SEEN, TILE = 300, 640  # pixels: of a usual facing as the reader ought to see it; of what it looks at
NEAREST, FARTHEST = 2.0, 0.5  # pixels that the reader sees for each of the photo, at most and at least
MOST = 60  # lines of a tile that are read


def lines_of(image: np.ndarray, boxes: np.ndarray, tags: np.ndarray, read: Lines) -> list[tuple[str, ...]]:
    """The lines of text in each facing, from top to bottom.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    boxes, tags : ndarray of float, shape (N, 4) and (M, 4)
        Facings, and price tags, whose lettering is of no product; in pixels of the photo.
    read : callable
        Reads a tile, see `core.vision.text.tiles.read_tiles`.

    Returns
    -------
    list of tuple of str
        One for each facing.
    """
    usual = float(np.median(np.sqrt(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1))))
    side = round(TILE / min(NEAREST, max(FARTHEST, SEEN / max(usual, 1.0))))
    lines = read_tiles(read, image, side, boxes)
    places = np.array([line.xyxy for line in lines], float).reshape(-1, 4)
    on_product = owners(places, tags) < 0
    owner = np.where(on_product, owners(places, boxes), -1)
    return [tuple(lines[row].text for row in np.flatnonzero(owner == number)) for number in range(len(boxes))]


def owners(places: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """The box in which the middle of each place lies, -1 for none; of several the one whose own middle is nearest.

    Parameters
    ----------
    places, boxes : ndarray of float, shape (P, 4) and (N, 4)

    Returns
    -------
    ndarray of int64, shape (P,)

    Examples
    --------
    >>> owners(np.array([[4, 4, 6, 6], [90, 90, 99, 99]]), np.array([[0, 0, 50, 50], [0, 0, 10, 10]])).tolist()
    [1, -1]
    """
    if not len(places) or not len(boxes):
        return np.full(len(places), -1, np.int64)
    middles, centers = ((values[:, :2] + values[:, 2:]) / 2 for values in (places, boxes))
    inside = ((middles[:, None] >= boxes[None, :, :2]) & (middles[:, None] <= boxes[None, :, 2:])).all(axis=2)
    away = np.where(inside, np.linalg.norm(middles[:, None] - centers[None], axis=2), np.inf)
    return np.where(inside.any(axis=1), away.argmin(axis=1), -1).astype(np.int64)


def in_boxes(places: Sequence[tuple[float, float, float, float]], boxes: np.ndarray) -> list[list[int]]:
    """For each box, which places have their middle in it."""
    owner = owners(np.array(places, float).reshape(-1, 4), boxes)
    return [np.flatnonzero(owner == number).tolist() for number in range(len(boxes))]
