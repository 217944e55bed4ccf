"""Boxes and squares: letterboxing, overlap, non-maximum suppression. Frame: absolute pixels, xyxy float32."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.vision.persons.detector import letterbox as product_letterbox


@dataclass(frozen=True)
class Letterbox:
    """A picture scaled into a square, its margins gray.

    Attributes
    ----------
    image : ndarray of uint8, shape (size, size, 3)
        Same channel order as the picture it was made from.
    scale : float
        Square pixels for each pixel of the picture.
    offset_xy : tuple of float
        Where the picture's top left corner lies in the square.
    """

    image: np.ndarray
    scale: float
    offset_xy: tuple[float, float]

    def to_square(self, xyxy: np.ndarray) -> np.ndarray:
        """Boxes of the picture in the frame of the square; float32, shape (N, 4)."""
        return (xyxy * self.scale + np.array(self.offset_xy * 2)).astype(np.float32)

    def to_picture(self, xyxy: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
        """Boxes of the square in the frame of the picture, clipped to it; float32, shape (N, 4)."""
        return clip((xyxy - np.array(self.offset_xy * 2)) / self.scale, size_wh)


def letterbox(image: np.ndarray, size: int) -> Letterbox:
    """Scale a picture into a square without changing its shape; margins are gray 114, centered.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        Channels in any order.
    size : int
        Side of the square in pixels.

    Returns
    -------
    Letterbox

    Examples
    --------
    >>> square = letterbox(np.zeros((100, 50, 3), np.uint8), 200)
    >>> square.scale, square.offset_xy, square.to_square(np.array([[0, 0, 50, 100]])).tolist()
    (2.0, (50.0, 0.0), [[50.0, 0.0, 150.0, 200.0]])
    """
    square = product_letterbox(image, size)
    return Letterbox(square.image, square.scale, (float(square.left), float(square.top)))


def clip(xyxy: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
    """Boxes cut at the picture's border; float32, shape (N, 4)."""
    limit = np.array([*size_wh, *size_wh], np.float32)
    return np.clip(np.asarray(xyxy, np.float32).reshape(-1, 4), 0, limit)


def xyxy_from_center(xywh: np.ndarray) -> np.ndarray:
    """Corners of boxes given by center and size; float32, shape (N, 4).

    Examples
    --------
    >>> xyxy_from_center(np.array([[50, 20, 10, 4]])).tolist()
    [[45.0, 18.0, 55.0, 22.0]]
    """
    half = xywh[:, 2:] / 2
    return np.concatenate([xywh[:, :2] - half, xywh[:, :2] + half], axis=1).astype(np.float32)


def area(xyxy: np.ndarray) -> np.ndarray:
    """Area of each box (N, 4) in square pixels; shape (N,).

    Examples
    --------
    >>> area(np.array([[0, 0, 10, 5], [9, 9, 3, 3]])).tolist()
    [50, 0]
    """
    return np.prod(np.clip(xyxy[:, 2:] - xyxy[:, :2], 0, None), axis=1)


def intersection(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Common area of every pair of boxes (N, 4) and (M, 4); shape (N, M).

    Examples
    --------
    >>> intersection(np.array([[0, 0, 10, 10]]), np.array([[5, 5, 20, 20], [30, 30, 40, 40]])).tolist()
    [[25, 0]]
    """
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    return np.prod(np.clip(high - low, 0, None), axis=2)


def overlap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Intersection over union of every pair of boxes (N, 4) and (M, 4), in [0, 1]; shape (N, M).

    Examples
    --------
    >>> overlap(np.array([[0, 0, 10, 10]]), np.array([[0, 0, 10, 5], [0, 0, 10, 10]])).tolist()
    [[0.5, 1.0]]
    """
    common = intersection(first, second)
    return common / np.maximum(area(first)[:, None] + area(second)[None] - common, 1e-9)


def suppress(xyxy: np.ndarray, scores: np.ndarray, iou: float) -> np.ndarray:
    """Greedy non-maximum suppression.

    Parameters
    ----------
    xyxy : ndarray of float32, shape (N, 4)
        In any frame.
    scores : ndarray of float32, shape (N,)
        In [0, 1].
    iou : float
        A box that overlaps a better one by more than this is dropped.

    Returns
    -------
    ndarray of int64
        Indices of the boxes that stay, best first.

    Examples
    --------
    >>> boxes = np.array([[0, 0, 10, 10], [1, 0, 10, 10], [20, 20, 30, 30]])
    >>> suppress(boxes, np.array([0.6, 0.9, 0.3]), 0.6).tolist()
    [1, 2]
    """
    order, winners = np.argsort(-scores, kind="stable"), []
    while len(order):
        best, order = order[0], order[1:]
        winners.append(best)
        order = order[overlap(xyxy[best : best + 1], xyxy[order])[0] <= iou]
    return np.array(winners, np.int64)
