"""Faint edges in what was taken for background: a white product on white has an outline of a few levels there.

The background is found by its color, so a part of a product that has nearly the same color is lost with it. Its edge
can still be seen: levels change within a few pixels, by more than the noise around, along a line of some length. Soft
shadows and light that falls off change over many pixels and are no edges. Between parts of the product, where edges
cannot be told from those of its parts, what differs from the background may be its surface or a shadow: both count.
"""

from __future__ import annotations

import cv2
import numpy as np

from core.nouns.measures import Box
from core.rules.measures.product_mask import (
    SOFT,
    Background,
    bounding_box,
    connected_components,
    max_channel,
    ring_mask,
)

_FINE = 4  # parts of a level, so that a byte holds 32 levels on both sides of the background's color
_LEAST = 1.2  # levels of an edge; JPEG's blocks have less
_NOISE = 2.2  # times the usual change from pixel to pixel of this background
_BLUR, _NEAR, _FAR = 1.2, 5, 13  # pixels: sigma against noise; the widths within which an edge and a shadow change
_ABRUPT = 0.65  # of the change within _FAR happens within _NEAR, at an edge
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
    >>> from core.rules.measures.product_mask import find_background, product_mask
    >>> background = find_background(image)
    >>> product = product_mask(background)
    >>> bounding_box(product), faint_box(image, background, product, 1.0)
    ((90, 80, 110, 100), (56, 36, 144, 164))
    """
    if not background.plain or min(image.shape[:2]) < 32:
        return None
    beside = _beside(background, product, scale)
    levels = np.rint((np.arange(256)[:, None] - np.array(background.color)) * _FINE + 128).clip(0, 255)
    fine = cv2.LUT(image, levels.astype(np.uint8)[:, None])
    edges = _edges(fine, beside, background.mask, _LENGTHS[0])
    half = (image.shape[1] // 2, image.shape[0] // 2)  # half the noise: edges that the copy hides
    small = _edges(cv2.resize(fine, half, interpolation=cv2.INTER_AREA), _resized(beside, half),
                   _resized(background.mask, half), _LENGTHS[1])
    edges |= _resized(small, (image.shape[1], image.shape[0]))
    return bounding_box(edges | _between(background, product) | _hint(background, beside))


def _beside(background: Background, product: np.ndarray, scale: float) -> np.ndarray:
    """Where an edge is not the product's own: away from all that is strong or solid, as far as JPEG smears it."""
    solid = cv2.morphologyEx(product.view(np.uint8), cv2.MORPH_OPEN, np.ones((_SOLID, _SOLID), np.uint8))
    strong = (background.distance > SOFT).astype(np.uint8)
    reach = _FAR // 2 + max(2, round(_RINGING / scale))
    return cv2.dilate(strong | solid, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) == 0


def _between(background: Background, product: np.ndarray) -> np.ndarray:
    """What differs from the background in bays of the product; all of it lies within the product's box."""
    away = cv2.dilate(product.view(np.uint8), np.ones((_NEAR, _NEAR), np.uint8)) == 0
    usual = background.distance[ring_mask(product.shape) & background.mask]
    least = max(_DIFFERENT, float(np.quantile(usual, 0.95)) if usual.size else 0.0)
    different = away & background.mask & (background.distance > least)
    if np.count_nonzero(different) >= _LARGE * product.size:  # else bays, which cost most, cannot matter
        wide = round(_BAY * max(product.shape)) | 1
        framed = cv2.copyMakeBorder(product.view(np.uint8), wide, wide, wide, wide, cv2.BORDER_CONSTANT)
        bays = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((wide, wide), np.uint8))
        different &= bays[wide:-wide, wide:-wide] > 0
    if np.count_nonzero(different) < _LARGE * product.size:
        return np.zeros_like(product)
    labels, stats = connected_components(different)
    is_large = stats[:, cv2.CC_STAT_AREA] >= _LARGE * product.size
    is_large[0] = False
    return np.asarray(is_large[labels])


def _hint(background: Background, beside: np.ndarray) -> np.ndarray:
    """Areas a level or two beside a background that is exactly of one color, as drawn or cut out: too little for an
    edge, and no shadow, which has a darker middle."""
    usual = background.distance[ring_mask(beside.shape) & background.mask]
    if usual.size and np.quantile(usual, 0.99) > 0:
        return np.zeros_like(beside)
    different = beside & background.mask & (cv2.blur(background.distance, (_NEAR, _NEAR)) > 0)
    if np.count_nonzero(different) < _AREA * beside.size:
        return np.zeros_like(beside)
    labels, stats = connected_components(different)
    is_hint = stats[:, cv2.CC_STAT_AREA] >= _AREA * beside.size
    is_hint[np.unique(labels[background.distance > _HINT])] = False
    is_hint[0] = False
    return np.asarray(is_hint[labels])


def _edges(fine: np.ndarray, where: np.ndarray, background: np.ndarray, length: float) -> np.ndarray:
    """Pixels at abrupt changes that go on for some length."""
    usual = where & background
    if not usual.any():
        return np.zeros_like(where)
    smooth = cv2.GaussianBlur(fine, (0, 0), _BLUR)
    change = _change(smooth, _NEAR)
    least = max(_LEAST * _FINE, _NOISE * float(np.median(change[usual])))
    inner = np.zeros_like(where)
    inner[_FAR // 2:-(_FAR // 2), _FAR // 2:-(_FAR // 2)] = True  # at the frame both windows see the same pixels
    shortest, abrupt = length * max(fine.shape[:2]), where & inner & (change >= least)
    if np.count_nonzero(abrupt) >= shortest:  # else there is nothing that the wider window could refuse
        abrupt &= change >= _ABRUPT * _change(smooth, _FAR)
    if np.count_nonzero(abrupt) < shortest:
        return np.zeros_like(where)
    labels, stats = connected_components(abrupt)
    size = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    is_edge = size.max(1) >= shortest
    clear = np.bincount(labels[change >= 2 * least], minlength=len(stats)) >= stats[:, cv2.CC_STAT_AREA] / 2
    is_edge &= clear | ((size < _ACROSS * np.array(fine.shape[1::-1])).all(1))
    is_edge[0] = False
    return np.asarray(is_edge[labels])


def _change(smooth: np.ndarray, width: int) -> np.ndarray:
    """The largest difference within a window, in any channel."""
    window = np.ones((width, width), np.uint8)
    return max_channel(cv2.subtract(cv2.dilate(smooth, window), cv2.erode(smooth, window)))


def _resized(mask: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
    return cv2.resize(mask.astype(np.uint8), size_wh, interpolation=cv2.INTER_NEAREST) > 0
