"""One canvas with the picture at all the sizes that MTCNN's first net searches, so that one inference is enough.

The package runs the net once for each size, and each new shape costs milliseconds of preparation. The size of the
canvas is rounded up, so few shapes ever occur.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np

# Defaults of the package mtcnn 1.0.0 (mtcnn/stages/stage_pnet.py, mtcnn/mtcnn.py).
CELL = 12  # the first net sees windows of 12 x 12 pixels ...
STRIDE = 2  # ... at every second pixel
SMALLEST_FACE = 20  # pixels
SHRINK = 0.709  # from one size to the next
THRESHOLD = 0.6  # of the first net's score
LOGIT = float(np.log(THRESHOLD / (1 - THRESHOLD)))
BUCKET = 32  # pixels; our own choice: canvas sizes are multiples of it
BAND = 32  # rows of the picture in one matrix product of `_lower`; 16 and 64 take longer


class Tile(NamedTuple):
    """One size of the searched part of a picture.

    Attributes
    ----------
    x, y, width, height : int
        Its place and size in pixels of the canvas.
    scale : float
        Its pixels for each of the picture.
    left, top : int
        Where the part begins in the picture, in pixels.
    """

    x: int
    y: int
    width: int
    height: int
    scale: float
    left: int = 0
    top: int = 0


def _scales(width: int, height: int, least_face: float) -> np.ndarray:
    """The package's sizes of the picture, as factors, from large to small; float64 (N,).

    A face is found best at the size that brings it nearest to the net's window, within half a step. Sizes at which only
    faces below `least_face` are nearest are left out.
    """
    shortest = min(width, height)
    count = round(-((np.log(shortest / CELL) / np.log(SHRINK)) + 1))
    scales = CELL / SMALLEST_FACE * SHRINK ** np.arange(max(count, 0))
    return scales[CELL / scales > least_face * SHRINK**0.5]


def lay_out(width: int, height: int, least_face: float = SMALLEST_FACE, corner: tuple[int, int] = (0, 0)
            ) -> tuple[list[Tile], tuple[int, int]]:
    """Arrange the sizes of a picture, or of a part of it, in rows.

    Each row is as high as its first tile; a tile goes to the first row that still has room for it. Positions are even,
    so that the net's steps of two pixels fall as on the tile alone.

    Parameters
    ----------
    width, height : int
        Of the part, in pixels.
    least_face : float
        Faces are at least so large, in pixels.
    corner : tuple of int
        Where the part begins in the picture: x and y in pixels.

    Returns
    -------
    tiles : list of Tile
        From large to small; empty for a picture in which no face of 20 pixels fits.
    canvas_hw : tuple of int
        Height and width of the canvas, multiples of `BUCKET`.

    Examples
    --------
    >>> tiles, canvas_hw = lay_out(50, 50)
    >>> [(tile.x, tile.y, tile.width, tile.height) for tile in tiles], canvas_hw
    ([(0, 0, 30, 30), (0, 30, 21, 21), (0, 52, 15, 15)], (96, 32))
    """
    tiles: list[Tile] = []
    rows: list[list[int]] = []  # for each row: its top and its width so far
    canvas_w = bottom = 0
    for scale in _scales(width, height, least_face):
        w, h = int(width * scale), int(height * scale)
        even_w, even_h = w + w % 2, h + h % 2
        canvas_w = canvas_w or even_w
        row = next((row for row in rows if row[1] + even_w <= canvas_w), None)
        if row is None:
            row = [bottom, 0]
            rows.append(row)
            bottom += even_h
        tiles.append(Tile(row[1], row[0], w, h, float(scale), *corner))
        row[1] += even_w
    return tiles, (-(-bottom // BUCKET) * BUCKET, -(-canvas_w // BUCKET) * BUCKET)


def paint(pixels: np.ndarray, tiles: list[Tile], canvas_hw: tuple[int, int]) -> np.ndarray:
    """Draw all sizes of a picture, or of a part of it, on one canvas.

    Parameters
    ----------
    pixels : ndarray of float32, shape (H, W, 3)
        The part, of what `mtcnn.to_input` gave.
    tiles : list of Tile
    canvas_hw : tuple of int
        From `lay_out`.

    Returns
    -------
    ndarray of float32, shape (1, h, w, 4)
        The fourth channel is 1 on the line beside a tile of odd size, where the net must not see anything.
    """
    canvas = np.zeros((1, *canvas_hw, 4), np.float32)
    for (x, y, w, h, *_), lower in zip(tiles, _lower(pixels, tuple(tile.height for tile in tiles)), strict=True):
        small = cv2.resize(lower, (w, h), interpolation=cv2.INTER_AREA)
        cv2.mixChannels([small], [canvas[0, y : y + h, x : x + w]], [0, 0, 1, 1, 2, 2])
        if h % 2:
            canvas[0, y + h, x : x + w, 3] = 1
        if w % 2:
            canvas[0, y : y + h + h % 2, x + w, 3] = 1
    return canvas


def _lower(pixels: np.ndarray, heights: tuple[int, ...]) -> list[np.ndarray]:
    """The picture at each of these heights and at its full width: means of areas.

    OpenCV's resizing reads the whole picture for each size, a value at a time along its rows. Once the rows are fewer
    it has less to read; to make them fewer is a matrix product, for all heights at once.
    """
    height, width = pixels.shape[:2]
    rows = np.zeros((sum(heights), width * 3), np.float32)
    for top, part, shares in _bands(height, heights):
        rows[part] += shares @ pixels[top : top + BAND].reshape(-1, width * 3)
    return [one.reshape(-1, width, 3) for one in np.split(rows, np.cumsum(heights)[:-1])]


@lru_cache(64)
def _bands(height: int, heights: tuple[int, ...]) -> list[tuple[int, np.ndarray, np.ndarray]]:
    """For each band of `BAND` rows of a picture: its top, the rows that it adds to (those of all heights one below the
    other) and the share of each of its rows in them, float32 (rows, `BAND`)."""
    first = np.concatenate([np.arange(one) * (height / one) for one in heights])
    last = np.concatenate([np.arange(1, one + 1) * (height / one) for one in heights])
    bands = []
    for top in range(0, height, BAND):
        row = np.arange(top, min(top + BAND, height))
        shared = np.minimum(last[:, None], row + 1) - np.maximum(first[:, None], row)
        part = np.flatnonzero(shared.max(axis=1) > 0)
        bands.append((top, part, (np.maximum(shared, 0) / (last - first)[:, None])[part].astype(np.float32)))
    return bands


def boxes_in(maps: np.ndarray, tile: Tile, *, logit: float = LOGIT) -> np.ndarray:
    """The first net's boxes in one tile.

    Parameters
    ----------
    maps : ndarray of float32, shape (h, w, 5)
        The net's output for the canvas: logit of a face and four offsets.
    tile : Tile
    logit : float
        Boxes whose logit is above it count; by default that of `THRESHOLD`.

    Returns
    -------
    ndarray of float64, shape (N, 5)
        xyxy in pixels of the picture and score in [0, 1], best first.
    """
    part = maps[windows(tile)]
    y, x = np.nonzero(part[..., 0] > logit)
    cells = part[y, x]
    corners = np.stack([x, y, x, y], 1) * float(STRIDE) + (1, 1, CELL, CELL)  # counted from 1, as in the package
    boxes = (corners + cells[:, 1:].astype(np.float64) * (CELL - 1)) / tile.scale + (tile.left, tile.top) * 2
    scores = 1 / (1 + np.exp(-cells[:, 0]))  # in 32 bits: equal scores are equal in the package too
    return best_first(np.column_stack([boxes, scores]))


def windows(tile: Tile) -> tuple[slice, slice]:
    """Rows and columns of the net's output that belong to one tile: one cell for each window of 12 x 12 pixels.

    Examples
    --------
    >>> windows(Tile(0, 30, 21, 21, 0.4))
    (slice(15, 21, None), slice(0, 6, None))
    """
    top, left = tile.y // STRIDE, tile.x // STRIDE
    rows, columns = -(-(tile.height - 2) // 2) - 4, -(-(tile.width - 2) // 2) - 4
    return slice(top, top + rows), slice(left, left + columns)


def best_first(boxes: np.ndarray) -> np.ndarray:
    """Sort rows by score.

    Parameters
    ----------
    boxes : ndarray of float64, shape (N, 5)
        xyxy and score.

    Returns
    -------
    ndarray of float64, shape (N, 5)

    Examples
    --------
    >>> best_first(np.array([[0, 0, 9, 9, 0.2], [1, 1, 8, 8, 0.7]]))[:, 4].tolist()
    [0.7, 0.2]
    """
    return boxes[np.argsort(boxes[:, 4])[::-1]]
