"""The picture in all the sizes at which MTCNN's first net searches it, side by side on one canvas.

The package runs the net once for each size, and each new shape costs milliseconds of preparation. On one canvas,
whose own size is rounded up, one inference does, and few shapes ever occur.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

# Defaults of the package mtcnn 1.0.0.
CELL = 12  # the first net sees windows of 12 x 12 ...
STRIDE = 2  # ... every second pixel
SMALLEST_FACE = 20
SHRINK = 0.709
THRESHOLD = 0.6
LOGIT = float(np.log(THRESHOLD / (1 - THRESHOLD)))
BUCKET = 32  # canvas sizes are multiples of this


class Tile(NamedTuple):
    """One size of the picture on the canvas: place and size in pixels of the canvas, and factor to the picture."""

    x: int
    y: int
    width: int
    height: int
    scale: float


def _scales(width: int, height: int) -> np.ndarray:
    """The package's sizes of the picture, as factors, from large to small."""
    shortest = min(width, height)
    count = round(-((np.log(shortest / CELL) / np.log(SHRINK)) + 1))
    return CELL / SMALLEST_FACE * SHRINK ** np.arange(max(count, 0))


def lay_out(width: int, height: int) -> tuple[list[Tile], tuple[int, int]]:
    """Lay the picture's sizes out in rows: (tiles, canvas height and width).

    Each row is as high as its first tile; a tile goes to the first row that still has room for it.
    Places are even, so that the net's steps of two pixels fall the same as on the tile alone.
    """
    tiles: list[Tile] = []
    rows: list[list[int]] = []  # for each row: its top and its width so far
    canvas_w = bottom = 0
    for scale in _scales(width, height):
        w, h = int(width * scale), int(height * scale)
        even_w, even_h = w + w % 2, h + h % 2
        canvas_w = canvas_w or even_w
        row = next((row for row in rows if row[1] + even_w <= canvas_w), None)
        if row is None:
            row = [bottom, 0]
            rows.append(row)
            bottom += even_h
        tiles.append(Tile(row[1], row[0], w, h, float(scale)))
        row[1] += even_w
    return tiles, (-(-bottom // BUCKET) * BUCKET, -(-canvas_w // BUCKET) * BUCKET)


def paint(pixels: np.ndarray, tiles: list[Tile], canvas_hw: tuple[int, int]) -> np.ndarray:
    """All sizes of the picture on one canvas.

    Parameters
    ----------
    pixels : ndarray of float32, shape (H, W, 3)
        As `mtcnn.normalized` gives them.
    tiles : list of Tile
    canvas_hw : tuple of int
        As `lay_out` gives them.

    Returns
    -------
    ndarray of float32, shape (1, h, w, 4)
        The fourth channel is 1 on the line beside a tile of odd size: the net reads there what must not count.
    """
    canvas = np.zeros((1, *canvas_hw, 4), np.float32)
    for x, y, w, h, _ in tiles:
        canvas[0, y : y + h, x : x + w, :3] = cv2.resize(pixels, (w, h), interpolation=cv2.INTER_AREA)
        if h % 2:
            canvas[0, y + h, x : x + w, 3] = 1
        if w % 2:
            canvas[0, y : y + h + h % 2, x + w, 3] = 1
    return canvas


def boxes_in(maps: np.ndarray, tile: Tile) -> np.ndarray:
    """The first net's boxes in one tile.

    Parameters
    ----------
    maps : ndarray of float32, shape (h, w, 5)
        What the net says about the canvas: logit of a face and four offsets.
    tile : Tile

    Returns
    -------
    ndarray of float64, shape (N, 5)
        xyxy in pixels of the picture and score in [0, 1], best first.
    """
    top, left = tile.y // STRIDE, tile.x // STRIDE
    rows, columns = -(-(tile.height - 2) // 2) - 4, -(-(tile.width - 2) // 2) - 4
    part = maps[top : top + rows, left : left + columns]
    y, x = np.nonzero(part[..., 0] > LOGIT)
    found = part[y, x]
    corners = np.stack([x, y, x, y], 1) * float(STRIDE) + (1, 1, CELL, CELL)  # from 1 on, as the package counts
    boxes = (corners + found[:, 1:].astype(np.float64) * (CELL - 1)) / tile.scale
    scores = 1 / (1 + np.exp(-found[:, 0]))  # in 32 bits, so that equal scores are those of the package
    return best_first(np.column_stack([boxes, scores]))


def best_first(boxes: np.ndarray) -> np.ndarray:
    """Rows sorted by score.

    Parameters
    ----------
    boxes : ndarray of float64, shape (N, 5)
        xyxy and score.

    Returns
    -------
    ndarray of float64, shape (N, 5)
    """
    return boxes[np.argsort(boxes[:, 4])[::-1]]
