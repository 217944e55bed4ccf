"""Text of a large photo: the reader looks at overlapping tiles, since it makes what it looks at small."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from core.nouns.text import TextLine

SHARE = 0.3  # of a tile that its neighbor shows, too: no wider line is surely seen whole
EDGE = 2.0  # pixels: a line that ends so close to a tile's inner border is cut by it
SAME = 0.5  # of the smaller of two lines, from which on they are one


def read_tiles(read: Callable[[np.ndarray], tuple[TextLine, ...]], image: np.ndarray, side: int, wanted: np.ndarray
               ) -> tuple[TextLine, ...]:
    """The legible lines of a photo.

    Parameters
    ----------
    read : callable
        Picture uint8 (H, W, 3) RGB -> its lines, such as `core.vision.text.reader.TextReader.read`.
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    side : int
        Of a tile, in pixels of the photo.
    wanted : ndarray of float, shape (N, 4)
        Boxes; a tile in which none of them has its middle is not looked at.

    Returns
    -------
    tuple of TextLine
        In pixels of the photo; each once, those that an inner border of a tile cuts left to its neighbor.
    """
    middles = (np.asarray(wanted, float).reshape(-1, 4)[:, :2] + np.asarray(wanted, float).reshape(-1, 4)[:, 2:]) / 2
    found = list[TextLine]()
    for left, top in _corners(image.shape[1], image.shape[0], side):
        tile = np.ascontiguousarray(image[top:top + side, left:left + side])
        low, high = np.array([left, top]), np.array([left + tile.shape[1], top + tile.shape[0]])
        if not ((middles >= low) & (middles < high)).all(axis=1).any():
            continue
        for line in read(tile):
            place = np.array(line.xyxy) + np.tile(low, 2)
            is_cut = ((place[:2] < low + EDGE) & (low > 0)).any() or (
                (place[2:] > high - EDGE) & (high < (image.shape[1], image.shape[0]))).any()
            if line.text and not is_cut:
                x0, y0, x1, y1 = (float(value) for value in place)
                found.append(TextLine(line.text, line.score, (x0, y0, x1, y1)))
    return _once(found)


def _corners(width: int, height: int, side: int) -> Iterator[tuple[int, int]]:
    for top in _starts(height, side):
        yield from ((left, top) for left in _starts(width, side))


def _starts(length: int, side: int) -> list[int]:
    """Where tiles begin so that they cover a length evenly."""
    if length <= side:
        return [0]
    number = int(np.ceil((length - side) / (side * (1 - SHARE)))) + 1
    return [round(float(value)) for value in np.linspace(0, length - side, number)]


def _once(lines: list[TextLine]) -> tuple[TextLine, ...]:
    """Lines without those that a surer one covers, from top to bottom."""
    kept = list[TextLine]()
    for line in sorted(lines, key=lambda one: -one.score):
        if all(_shared(line, other) < SAME for other in kept):
            kept.append(line)
    return tuple(sorted(kept, key=lambda one: (one.xyxy[1], one.xyxy[0])))


def _shared(one: TextLine, other: TextLine) -> float:
    """What two lines share, as a part of the smaller one."""
    first, second = np.array(one.xyxy), np.array(other.xyxy)
    sides = np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2])
    smaller = min(float(np.prod(box[2:] - box[:2])) for box in (first, second))
    return float(np.prod(np.maximum(sides, 0))) / max(smaller, 1e-9)
