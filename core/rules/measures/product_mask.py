"""Where the background ends and the product begins, on pictures with a plain background; no guess on others.

A classic way without a model: the most common color along the frame is the background's color, and what is near it
and connected with the frame is background. It cannot separate a white product from a white background where no edge
lies between them, and it says "busy" where the frame has no common color.
"""

from __future__ import annotations

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
    if float((color_distance(ring, color) <= NEAR).mean()) < PLAIN_RING:
        return Background(ring_mask(image.shape[:2]), rgb, False, np.empty((0, 0), np.uint8))
    distance = color_distance(image, color)
    near = distance <= (NEAR_ON_WHITE if min(rgb) >= PURE else NEAR)
    if min(image.shape[:2]) >= 3:
        gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        kernel = np.ones((3, 3), np.uint8)
        change = cv2.subtract(cv2.dilate(gray, kernel), cv2.erode(gray, kernel))
        near |= (distance <= SOFT) & (change <= SMOOTH)
    return Background(connected_with_frame(near.view(np.uint8)), rgb, True, distance)


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
    levels = np.rint(color)
    channels = [cv2.absdiff(channel, np.full_like(channel, int(level)))
                for channel, level in zip(cv2.split(image), levels, strict=True)]
    return np.asarray(cv2.max(cv2.max(channels[0], channels[1]), channels[2]))


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
        As OpenCV has them: left, top, width, height, area; row 0 is what the mask leaves out.

    Examples
    --------
    >>> labels, stats = connected_components(np.array([[True, False, True], [True, False, False]]))
    >>> labels.tolist(), stats[1:].tolist()
    ([[1, 0, 2], [1, 0, 0]], [[0, 0, 1, 2, 2], [2, 0, 1, 1, 1]])
    """
    # OpenCV's algorithms all give the same; with stats this one takes half of the time.
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(mask.view(np.uint8), 8, cv2.CV_32S,
                                                                        cv2.CCL_GRANA)
    return labels, stats


def connected_with_frame(candidates: np.ndarray) -> np.ndarray:
    """The part of a mask that is connected with the picture's edges.

    Parameters
    ----------
    candidates : ndarray of uint8, shape (H, W)
        0 or more.

    Returns
    -------
    ndarray of bool, shape (H, W)

    Examples
    --------
    >>> ring = np.uint8([[1, 1, 1, 1, 1], [1, 0, 0, 0, 1], [1, 0, 1, 0, 1], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]])
    >>> bool(connected_with_frame(ring)[0, 2]), bool(connected_with_frame(ring)[2, 2])
    (True, False)
    """
    count, labels = cv2.connectedComponents(candidates, connectivity=4)
    on_frame = np.zeros(count, bool)
    for line in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        on_frame[line] = True
    on_frame[0] = False
    return on_frame[labels]


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
    is_bare = overlays is None or not overlays.any()
    labels, stats = background.components if is_bare else connected_components(~(background.mask | overlays))
    is_product = stats[:, cv2.CC_STAT_AREA] >= max(4, _SPECK * labels.size)
    is_product[0] = False
    if labels.size < _TINY:
        is_product[1:] = True
    elif is_product.sum() > 1:
        is_product &= ~in_rim(stats, labels.shape)
    return is_product[labels]


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
    image : ndarray of uint8, shape (H, W, 3)

    Returns
    -------
    ndarray of uint8, shape (1, N, 3)

    Examples
    --------
    >>> ring_pixels(np.zeros((10, 10, 3), np.uint8)).shape
    (1, 36, 3)
    """
    width = max(1, round(_RING * max(image.shape[:2])))
    if min(image.shape[:2]) <= 2 * width:
        return np.ascontiguousarray(image).reshape(1, -1, 3)
    strips = (image[:width], image[-width:], image[width:-width, :width], image[width:-width, -width:])
    return np.concatenate([strip.reshape(1, -1, 3) for strip in strips], axis=1)


def _most_common(pixels: np.ndarray) -> np.ndarray:
    """The mean of the pixels near the fullest of 4096 bins of color."""
    counts = cv2.calcHist([pixels], [0, 1, 2], None, [16] * 3, [0, 256] * 3)
    low = 16.0 * np.array(np.unravel_index(int(counts.argmax()), counts.shape))
    first = np.array(cv2.mean(pixels, cv2.inRange(pixels, low, low + 15))[:3])
    near = (color_distance(pixels, first) <= NEAR).astype(np.uint8)
    return np.array(cv2.mean(pixels, near)[:3]) if cv2.countNonZero(near) else first
