"""Where the background ends and the product begins, on pictures with a plain background; no guess on others.

A classic way without a model: the most common color along the frame is the background's color, and what is near it
and connected with the frame is background. It cannot separate a white product from a white background where no edge
lies between them, and it says "busy" where the frame has no common color.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from core.nouns.measures import Box
from core.rules.measures.border import in_rim

NEAR = 14  # levels from the background's color: noise and JPEG
NEAR_ON_WHITE, PURE = 6, 253.0  # on a white background, pale products are nearer than noise on a gray one
SOFT = 48  # soft shadows and vignettes: this far away, but only where nothing changes abruptly
SMOOTH = 7  # levels from pixel to pixel; more is an edge
PLAIN_RING = 0.5  # of the frame's pixels near one color: a model that is cut by one or two sides still passes
_RING = 0.01  # of the longer side
_SPECK = 0.0002  # of all pixels; smaller components are dust, not products
_CANDIDATE, _FOUND = 255, 1  # values in a mask that is searched from its frame on
_TINY = 4096  # pixels of a picture in which each one counts


@dataclass(frozen=True, eq=False)
class Background:
    """The background of a picture.

    Attributes
    ----------
    mask : ndarray of bool, shape (H, W)
        True for background; for a busy picture only the pixels along the frame.
    color : tuple of float
        Red, green, blue: the mean of the pixels near the frame's most common color.
    plain : bool
        False where the frame has no common color: then the product's outline is unknown.
    distance : ndarray of uint8, shape (H, W)
        How far each pixel is from `color`, in its farthest channel; empty for a busy picture.
    """

    mask: np.ndarray
    color: tuple[float, float, float]
    plain: bool
    distance: np.ndarray

    @cached_property
    def components(self) -> tuple[np.ndarray, np.ndarray]:
        """What is not background, piece by piece: see `connected_components`."""
        return connected_components(~self.mask)


def find_background(image: np.ndarray) -> Background:
    """Background that is connected with the frame.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB; usually a reduced copy.

    Returns
    -------
    Background

    Examples
    --------
    >>> image = np.full((60, 60, 3), 255, np.uint8)
    >>> image[20:40, 20:40] = 90
    >>> background = find_background(image)
    >>> background.plain, background.color, bool(background.mask[0, 0]), bool(background.mask[30, 30])
    (True, (255.0, 255.0, 255.0), True, False)
    """
    ring = ring_pixels(image)
    color = _most_common(ring)
    rgb = (float(color[0]), float(color[1]), float(color[2]))
    if cv2.countNonZero(within(color_distance(ring, color), NEAR)) < PLAIN_RING * ring.shape[1]:
        return Background(ring_mask(image.shape[:2]), rgb, False, np.empty((0, 0), np.uint8))
    distance = color_distance(image, color)
    near = within(distance, NEAR_ON_WHITE if min(rgb) >= PURE else NEAR)
    if min(image.shape[:2]) >= 3:
        gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        change = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
        near = cv2.bitwise_or(near, cv2.bitwise_and(within(distance, SOFT), within(change, SMOOTH)))
    return Background(connected_with_frame(near), rgb, True, distance)


def within(levels: np.ndarray, most: float) -> np.ndarray:
    """255 where a level is at most so high, else 0.

    Parameters
    ----------
    levels : ndarray of uint8, shape (H, W)
    most : float

    Returns
    -------
    ndarray of uint8, shape (H, W)

    Examples
    --------
    >>> within(np.uint8([[1, 2, 3]]), 2.5).tolist()
    [[255, 255, 0]]
    """
    return np.asarray(cv2.threshold(levels, math.floor(most), 255, cv2.THRESH_BINARY_INV)[1])


def color_distance(image: np.ndarray, color: np.ndarray | tuple[float, ...]) -> np.ndarray:
    """How far each pixel is from a color, in its farthest channel.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
    color : sequence of three numbers
        Rounded to whole levels.

    Returns
    -------
    ndarray of uint8, shape (H, W)

    Examples
    --------
    >>> color_distance(np.uint8([[[10, 20, 30], [255, 250, 240]]]), (255, 255, 255)).tolist()
    [[245, 15]]
    """
    red, green, blue = (float(round(float(value))) for value in color)
    return max_channel(cv2.absdiff(image, (red, green, blue, 0.0)))


def max_channel(image: np.ndarray) -> np.ndarray:
    """The largest channel of each pixel.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)

    Returns
    -------
    ndarray of uint8, shape (H, W)

    Examples
    --------
    >>> max_channel(np.uint8([[[10, 20, 30]]])).tolist()
    [[30]]
    """
    red, green, blue = cv2.split(image)
    return np.asarray(cv2.max(cv2.max(red, green), blue))


def min_channel(image: np.ndarray) -> np.ndarray:
    """The smallest channel of each pixel.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)

    Returns
    -------
    ndarray of uint8, shape (H, W)

    Examples
    --------
    >>> min_channel(np.uint8([[[10, 20, 30]]])).tolist()
    [[10]]
    """
    red, green, blue = cv2.split(image)
    return np.asarray(cv2.min(cv2.min(red, green), blue))


def connected_components(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The connected pieces of a mask, corners included.

    Parameters
    ----------
    mask : ndarray of bool, shape (H, W)

    Returns
    -------
    labels : ndarray of int32, shape (H, W)
        0 where the mask is False.
    stats : ndarray of int32, shape (count, 5)
        Left, top, width, height, area; row 0 is the whole, with the area of what the mask leaves out.

    Examples
    --------
    >>> labels, stats = connected_components(np.array([[True, False, True], [True, False, False]]))
    >>> labels.tolist(), stats[1:].tolist()
    ([[1, 0, 2], [1, 0, 0]], [[0, 0, 1, 2, 2], [2, 0, 1, 1, 1]])
    """
    count, labels = cv2.connectedComponents(mask.view(np.uint8), connectivity=8)
    return labels, component_stats(mask, labels, count)


def component_stats(mask: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """Box and area of each connected piece of a mask, in half of the time that OpenCV takes: by runs, not by pixels.

    Parameters
    ----------
    mask : ndarray of bool or uint8, shape (H, W)
    labels : ndarray of int32, shape (H, W)
        Of `mask`.
    count : int
        Of labels, with 0.

    Returns
    -------
    ndarray of int32, shape (count, 5)
        As `connected_components`.
    """
    height, width = mask.shape
    framed = cv2.copyMakeBorder(mask.view(np.uint8), 0, 1, 1, 0, cv2.BORDER_CONSTANT).ravel()  # a run ends in its row
    changes = np.flatnonzero(framed[1:] != framed[:-1])
    starts, lengths = changes[::2], changes[1::2] - changes[::2]
    top = starts // (width + 1)
    left = starts - top * (width + 1)
    label = labels.ravel()[starts - top]
    stats = np.zeros((count, 5), np.int32)
    stats[:, :2] = width, height
    np.minimum.at(stats[:, 0], label, left)
    np.maximum.at(stats[:, 2], label, left + lengths)
    stats[label[::-1], 1] = top[::-1]  # rows come from top to bottom
    stats[label, 3] = top + 1
    stats[:, 2:4] -= stats[:, :2]
    stats[:, 4] = np.bincount(label, lengths, count)
    stats[0] = 0, 0, width, height, height * width - stats[1:, 4].sum()
    return stats


def connected_with_frame(candidates: np.ndarray) -> np.ndarray:
    """The part of a mask that is connected with the picture's edges.

    Parameters
    ----------
    candidates : ndarray of uint8, shape (H, W)
        0 or 255.

    Returns
    -------
    ndarray of bool, shape (H, W)

    Examples
    --------
    >>> ring = 255 * np.uint8([[1, 1, 1, 1, 1], [1, 0, 0, 0, 1], [1, 0, 1, 0, 1], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]])
    >>> bool(connected_with_frame(ring)[0, 2]), bool(connected_with_frame(ring)[2, 2])
    (True, False)
    """
    framed = cv2.copyMakeBorder(candidates, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=_CANDIDATE)
    cv2.floodFill(framed, None, (0, 0), _FOUND)
    return framed[1:-1, 1:-1] == _FOUND


def product_mask(background: Background, overlays: np.ndarray | None = None) -> np.ndarray:
    """What is not background: the product or products, without specks of dust.

    Parameters
    ----------
    background : Background
    overlays : ndarray of bool, shape (H, W), optional
        Known to be something else, for example text on the background.

    Returns
    -------
    ndarray of bool, shape (H, W)
        All False for a busy background.
    """
    if not background.plain:
        return np.zeros_like(background.mask)
    is_bare = overlays is None or not cv2.countNonZero(overlays.view(np.uint8))
    labels, stats = background.components if is_bare else connected_components(~(background.mask | overlays))
    is_product = stats[:, cv2.CC_STAT_AREA] >= max(4, _SPECK * labels.size)
    is_product[0] = False
    if labels.size < _TINY:
        is_product[1:] = True
    elif is_product.sum() > 1:
        is_product &= ~in_rim(stats, labels.shape)
    return chosen(labels, is_product)


def chosen(labels: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The mask of some connected pieces: much faster than through an index of each pixel.

    Parameters
    ----------
    labels : ndarray of int32, shape (H, W)
    wanted : ndarray of bool, shape (count,)
        One for each label; False for 0.

    Returns
    -------
    ndarray of bool, shape (H, W)

    Examples
    --------
    >>> chosen(np.array([[0, 1, 2]]), np.array([False, False, True])).tolist()
    [[False, False, True]]
    """
    numbers = np.flatnonzero(wanted)
    if len(numbers) == len(wanted) - 1:
        return labels > 0
    if len(numbers) == 1:
        return labels == numbers[0]
    return wanted.take(labels)


def window(mask: np.ndarray, reach: int) -> tuple[slice, slice]:
    """Rows and columns of all that may change what is computed where a mask is True.

    Parameters
    ----------
    mask : ndarray of bool, shape (H, W)
    reach : int
        Pixels that the computation looks around itself.

    Examples
    --------
    >>> mask = np.zeros((30, 30), bool)
    >>> mask[12:15, 4] = True
    >>> window(mask, 5)
    (slice(7, 20, None), slice(0, 10, None))
    """
    left, top, wide, high = cv2.boundingRect(mask.view(np.uint8))
    return slice(max(0, top - reach), top + high + reach), slice(max(0, left - reach), left + wide + reach)


def bounding_box(mask: np.ndarray) -> Box | None:
    """Left, top, right, bottom of a mask (the latter two exclusive), or None when it is empty.

    Parameters
    ----------
    mask : ndarray of bool, shape (H, W)

    Examples
    --------
    >>> mask = np.zeros((10, 20), bool)
    >>> mask[2:5, 7:9] = True
    >>> bounding_box(mask)
    (7, 2, 9, 5)
    """
    left, top, wide, high = cv2.boundingRect(mask.view(np.uint8))
    return (left, top, left + wide, top + high) if wide else None


def ring_mask(shape_hw: tuple[int, int]) -> np.ndarray:
    """The pixels along the frame: a ring of a hundredth of the longer side, at least one pixel.

    Parameters
    ----------
    shape_hw : tuple of int

    Returns
    -------
    ndarray of bool, shape (H, W)

    Examples
    --------
    >>> int(ring_mask((10, 10)).sum())
    36
    """
    width = max(1, round(_RING * max(shape_hw)))
    ring = np.ones(shape_hw, bool)
    ring[width:-width, width:-width] = False
    return ring


def ring_pixels(image: np.ndarray) -> np.ndarray:
    """The pixels of `ring_mask`, in any order: much cheaper than through the mask.

    Parameters
    ----------
    image : ndarray of uint8 or bool, shape (H, W, channels)

    Returns
    -------
    ndarray of the same type, shape (1, N, channels)

    Examples
    --------
    >>> ring_pixels(np.zeros((10, 10, 3), np.uint8)).shape
    (1, 36, 3)
    """
    width = max(1, round(_RING * max(image.shape[:2])))
    if min(image.shape[:2]) <= 2 * width:
        return np.ascontiguousarray(image).reshape(1, -1, image.shape[2])
    strips = (image[:width], image[-width:], image[width:-width, :width], image[width:-width, -width:])
    return np.concatenate([strip.reshape(1, -1, image.shape[2]) for strip in strips], axis=1)


def _most_common(pixels: np.ndarray) -> np.ndarray:
    """The mean of the pixels near the fullest of 4096 bins of color."""
    counts = cv2.calcHist([pixels], [0, 1, 2], None, [16] * 3, [0, 256] * 3)
    low = 16.0 * np.array(np.unravel_index(int(counts.argmax()), counts.shape))
    first = np.array(cv2.mean(pixels, cv2.inRange(pixels, low, low + 15))[:3])
    near = (color_distance(pixels, first) <= NEAR).astype(np.uint8)
    return np.array(cv2.mean(pixels, near)[:3]) if cv2.countNonZero(near) else first
