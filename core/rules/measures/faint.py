"""Faint edges in what was taken for background: a white product on white has an outline of a few levels there.

The background is found by its color, so a part of a product that has nearly the same color is lost with it. Its edge
can still be seen: levels change within a few pixels, by more than the noise around, along a line of some length. Soft
shadows and light that falls off change over many pixels and are no edges. Between parts of the product, where edges
cannot be told from those of its parts, what differs from the background may be its surface or a shadow: both count.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from core.nouns.measures import Box
from core.rules.measures.product_mask import (
    SOFT,
    Background,
    connected_components,
    max_channel,
    ring_pixels,
    window,
)

_FINE = 4  # parts of a level, so that a byte holds 32 levels on both sides of the background's color
_LEAST = 1.2  # levels of an edge; JPEG's blocks have less
_NOISE = 2.2  # times the usual change from pixel to pixel of this background
_BLUR, _NEAR, _FAR = 1.2, 5, 13  # pixels: sigma against noise; the widths within which an edge and a shadow change
_REACH = 10  # pixels that smoothing and the wider window reach together
_ABRUPT = 0.65  # of the change within _FAR happens within _NEAR, at an edge
_LEAST_NEAR = np.ceil(_ABRUPT * np.arange(256)).astype(np.uint8)  # for each change within _FAR
_RINGING = 16  # pixels of the picture around strong edges that JPEG may change (two blocks)
_SOLID = 7  # pixels; what is thinner may be the outline of something whose inside was taken for background
_LENGTHS = (0.05, 0.08)  # of the longer side: the shortest edge, on the copy and on its half
_BAY, _LARGE, _DIFFERENT = 0.1, 0.001, 3  # of the longer side: a bay is not wider; of the frame; levels
_HINT, _AREA = 3, 0.005  # levels; of the frame
_ACROSS = 0.9  # of the frame; so far goes one level of light that falls off, where it is not clearer than others


def faint_box(image: np.ndarray, background: Background, product: np.ndarray, scale: float) -> Box | None:
    """The box around faint edges beside the product, which may be parts of it.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB; usually a reduced copy.
    background : Background
        Of `image`.
    product : ndarray of bool, shape (H, W)
        What stands out from it.
    scale : float
        Pixels of the picture for one of the copy.

    Returns
    -------
    tuple of (left, top, right, bottom), or None
        In pixels of `image`; None where there are no such edges, or the background is busy.

    Examples
    --------
    >>> image = np.full((200, 200, 3), 255, np.uint8)
    >>> image[40:160, 60:140] = 251  # a white shirt
    >>> image[80:100, 90:110] = (20, 40, 160)  # its print
    >>> from core.rules.measures.product_mask import bounding_box, find_background, product_mask
    >>> background = find_background(image)
    >>> product = product_mask(background)
    >>> bounding_box(product), faint_box(image, background, product, 1.0)
    ((90, 80, 110, 100), (56, 36, 144, 164))
    """
    if not background.plain or min(image.shape[:2]) < 32:
        return None
    width, height = image.shape[1], image.shape[0]
    beside, usual = _beside(background, product, scale), np.sort(_along_frame(background))
    half = (width // 2, height // 2)  # half the noise: edges that the copy hides
    differs = (background.distance > 0).view(np.uint8)
    small = cv2.resize(255 * differs, half, interpolation=cv2.INTER_AREA) > 0
    fine = _fine(image, background.color)
    edges = _edges(fine, differs, (beside, background.mask), _LENGTHS[0])
    coarse = _edges(cv2.resize(fine, half, interpolation=cv2.INTER_AREA), small.view(np.uint8),
                    (_resized(beside, half), _resized(background.mask, half)), _LENGTHS[1])
    if coarse is not None:  # each pixel of the half is the nearest one of those from here on
        left, right = (-(-edge * width // half[0]) for edge in coarse[::2])
        top, bottom = (-(-edge * height // half[1]) for edge in coarse[1::2])
        coarse = left, top, right, bottom
    boxes = (edges, coarse, _between(background, product, usual), _hint(background, beside, usual))
    found = np.array([box for box in boxes if box is not None])
    return (*found[:, :2].min(0).tolist(), *found[:, 2:].max(0).tolist()) if len(found) else None


def _fine(image: np.ndarray, color: tuple[float, float, float]) -> np.ndarray:
    """The picture in parts of a level, with the background's color in the middle."""
    matrix = np.hstack([np.eye(3) * _FINE, np.rint(128 - _FINE * np.array(color))[:, None]])
    return np.asarray(cv2.transform(image, matrix.astype(np.float32)))


def _beside(background: Background, product: np.ndarray, scale: float) -> np.ndarray:
    """Where an edge is not the product's own: away from all that is strong or solid, as far as JPEG smears it."""
    solid = cv2.morphologyEx(product.view(np.uint8), cv2.MORPH_OPEN, np.ones((_SOLID, _SOLID), np.uint8))
    strong = (background.distance > SOFT).view(np.uint8)
    reach = _FAR // 2 + max(2, round(_RINGING / scale))
    return np.asarray(cv2.dilate(strong | solid, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) == 0)


def _along_frame(background: Background) -> np.ndarray:
    """How far the background's pixels along the frame are from its color."""
    return ring_pixels(background.distance[..., None]).ravel()[ring_pixels(background.mask[..., None]).ravel()]


def _quantile(ordered: np.ndarray, share: float) -> float:
    """As NumPy's, of values that are sorted already; 0 of none."""
    if not ordered.size:
        return 0.0
    at = share * (ordered.size - 1)
    low, high = float(ordered[int(at)]), float(ordered[math.ceil(at)])
    return low + (high - low) * (at - int(at))


def _between(background: Background, product: np.ndarray, usual: np.ndarray) -> Box | None:
    """What differs from the background in bays of the product; all of it lies within the product's box."""
    away = cv2.dilate(product.view(np.uint8), np.ones((_NEAR, _NEAR), np.uint8)) == 0
    least = max(_DIFFERENT, math.floor(_quantile(usual, 0.95)))
    different = away & background.mask & (background.distance > least)
    if np.count_nonzero(different) >= _LARGE * product.size:  # else bays, which cost most, cannot matter
        wide = round(_BAY * max(product.shape)) | 1
        framed = cv2.copyMakeBorder(product.view(np.uint8), wide, wide, wide, wide, cv2.BORDER_CONSTANT)
        bays = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((wide, wide), np.uint8))
        different &= bays[wide:-wide, wide:-wide] > 0
    if np.count_nonzero(different) < _LARGE * product.size:
        return None
    _, stats = connected_components(different)
    return _around(stats, stats[:, cv2.CC_STAT_AREA] >= _LARGE * product.size)


def _hint(background: Background, beside: np.ndarray, usual: np.ndarray) -> Box | None:
    """Areas a level or two beside a background that is exactly of one color, as drawn or cut out: too little for an
    edge, and no shadow, which has a darker middle."""
    if _quantile(usual, 0.99) > 0:
        return None
    different = beside & background.mask & (cv2.blur(background.distance, (_NEAR, _NEAR)) > 0)
    if np.count_nonzero(different) < _AREA * beside.size:
        return None
    labels, stats = connected_components(different)
    is_hint = stats[:, cv2.CC_STAT_AREA] >= _AREA * beside.size
    is_hint[labels[background.distance > _HINT]] = False
    return _around(stats, is_hint)


def _edges(fine: np.ndarray, differs: np.ndarray, masks: tuple[np.ndarray, np.ndarray], length: float) -> Box | None:
    """The box around abrupt changes that go on for some length.

    Nothing changes where nothing nearby `differs` from the background's color, so only the rest is looked at.
    """
    shortest = length * max(fine.shape[:2])
    where, background = masks
    changing = where & (cv2.dilate(differs, np.ones((_FAR, _FAR), np.uint8)) > 0)
    if np.count_nonzero(changing) < shortest:
        return None
    usual = where & background
    count = np.count_nonzero(usual)
    if not count:
        return None
    inner = np.zeros_like(where)
    inner[_FAR // 2:-(_FAR // 2), _FAR // 2:-(_FAR // 2)] = True  # at the frame both windows see the same pixels
    rows, columns = window(changing, _REACH)
    smooth = cv2.GaussianBlur(fine[rows, columns], (0, 0), _BLUR)
    change, usual, where = _change(smooth, _NEAR), usual[rows, columns], (where & inner)[rows, columns]
    least = max(_LEAST * _FINE, _NOISE * _median(change, usual, int(count)))
    abrupt = where & (change >= math.ceil(least))
    if np.count_nonzero(abrupt) >= shortest:  # else there is nothing that the wider window could refuse
        at = window(abrupt, _REACH)
        abrupt[at] &= change[at] >= cv2.LUT(_change(smooth[at], _FAR), _LEAST_NEAR)
    if np.count_nonzero(abrupt) < shortest:
        return None
    labels, stats = connected_components(abrupt)
    size = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    is_edge = size.max(1) >= shortest
    clear = np.bincount(labels[change >= math.ceil(2 * least)], minlength=len(stats)) >= stats[:, cv2.CC_STAT_AREA] / 2
    is_edge &= clear | ((size < _ACROSS * np.array(fine.shape[1::-1])).all(1))
    box = _around(stats, is_edge)
    x, y = columns.start, rows.start
    return box and (box[0] + x, box[1] + y, box[2] + x, box[3] + y)


def _median(change: np.ndarray, usual: np.ndarray, count: int) -> float:
    """Of `count` usual pixels, those that are not given being 0; exact only where it is more than 2."""
    zeros = count - np.count_nonzero(usual)
    if 2 * (zeros + np.count_nonzero(usual & (change <= 2))) > count:
        return 0.0
    counts = cv2.calcHist([change], [0], usual.view(np.uint8), [256], [0, 256]).ravel()
    counts[0] += zeros
    upto = np.cumsum(counts, dtype=np.int64)
    return float(np.searchsorted(upto, [(count - 1) // 2, count // 2], side="right").mean())


def _around(stats: np.ndarray, wanted: np.ndarray) -> Box | None:
    """The box around some connected pieces."""
    pieces = stats[1:][wanted[1:]]
    if not len(pieces):
        return None
    left, top = pieces[:, :2].min(0).tolist()
    right, bottom = (pieces[:, :2] + pieces[:, 2:4]).max(0).tolist()
    return left, top, right, bottom


def _change(smooth: np.ndarray, width: int) -> np.ndarray:
    """The largest difference within a window, in any channel."""
    return max_channel(cv2.morphologyEx(smooth, cv2.MORPH_GRADIENT, np.ones((width, width), np.uint8)))


def _resized(mask: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
    return cv2.resize(mask.view(np.uint8), size_wh, interpolation=cv2.INTER_NEAREST) > 0
