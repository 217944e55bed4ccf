"""Where the background ends and the product begins, on pictures with a plain background; nothing is guessed on others.

A classic way without a model: the commonest color along the frame is the background's color, and what is near it
and connected with the frame is background. It sees no difference between a white product and white paper where no
edge lies between them, and it says "busy" where the frame has no common color.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

NEAR = 14  # levels from the background's color: noise and JPEG
NEAR_ON_WHITE, PURE = 6, 253.0  # on paper that is white, pale products are nearer than noise on gray paper
SOFT = 48  # soft shadows and vignettes: this far away, but only where nothing changes abruptly
SMOOTH = 7  # levels from pixel to pixel; more is an edge
PLAIN_RING = 0.5  # of the frame's pixels near one color: a model that is cut by one or two sides still passes
_RING = 0.01  # of the longer side
_SPECK = 0.0002  # of all pixels; smaller islands are dust, not products


@dataclass(frozen=True, eq=False)
class Ground:
    """The background of a picture.

    Attributes
    ----------
    mask : ndarray of bool, shape (H, W)
        True where background is; for a busy picture only the pixels along the frame.
    color : tuple of float
        Red, green, blue: the mean of the pixels near the frame's commonest color.
    plain : bool
        False where the frame has no common color: then nothing can be said of the product's outline.
    away : ndarray of uint8, shape (H, W)
        How far each pixel is from `color`, in its farthest channel; empty for a busy picture, which has no use for it.
    """

    mask: np.ndarray
    color: tuple[float, float, float]
    plain: bool
    away: np.ndarray

    @cached_property
    def islands(self) -> tuple[np.ndarray, np.ndarray]:
        """What is not background, piece by piece: see `islands_of`."""
        return islands_of(~self.mask)


def find_ground(image: np.ndarray) -> Ground:
    """Background that is connected with the frame.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB; usually a reduced copy.

    Returns
    -------
    Ground
    """
    ring = ring_pixels(image)
    color = _commonest(ring)
    values = (float(color[0]), float(color[1]), float(color[2]))
    if float((levels_from(ring, color) <= NEAR).mean()) < PLAIN_RING:
        return Ground(ring_of(image.shape[:2]), values, False, np.empty((0, 0), np.uint8))
    away = levels_from(image, color)
    near = away <= (NEAR_ON_WHITE if min(values) >= PURE else NEAR)
    if min(image.shape[:2]) >= 3:
        gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        kernel = np.ones((3, 3), np.uint8)
        change = cv2.subtract(cv2.dilate(gray, kernel), cv2.erode(gray, kernel))
        near |= (away <= SOFT) & (change <= SMOOTH)
    return Ground(connected_with_frame(near.view(np.uint8)), values, True, away)


def levels_from(image: np.ndarray, color: np.ndarray | tuple[float, ...]) -> np.ndarray:
    """How far each pixel is from a color, in its farthest channel.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
    color : sequence of three numbers

    Returns
    -------
    ndarray of uint8, shape (H, W)
    """
    wanted = np.rint(color)
    apart = [cv2.absdiff(channel, np.full_like(channel, int(value)))
             for channel, value in zip(cv2.split(image), wanted, strict=True)]
    return np.asarray(cv2.max(cv2.max(apart[0], apart[1]), apart[2]))


def brightest(image: np.ndarray) -> np.ndarray:
    """The largest channel of each pixel.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)

    Returns
    -------
    ndarray of uint8, shape (H, W)
    """
    red, green, blue = cv2.split(image)
    return np.asarray(cv2.max(cv2.max(red, green), blue))


def darkest(image: np.ndarray) -> np.ndarray:
    """The smallest channel of each pixel.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)

    Returns
    -------
    ndarray of uint8, shape (H, W)
    """
    red, green, blue = cv2.split(image)
    return np.asarray(cv2.min(cv2.min(red, green), blue))


def islands_of(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The connected pieces of a mask.

    Parameters
    ----------
    mask : ndarray of bool, shape (H, W)

    Returns
    -------
    labels : ndarray of int32, shape (H, W)
        0 where the mask is False.
    stats : ndarray of int32, shape (count, 5)
        As OpenCV has them: left, top, width, height, area; row 0 is what the mask leaves out.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(mask.view(np.uint8), 8, cv2.CV_32S,
                                                                        cv2.CCL_BOLELLI)
    return labels, stats


def connected_with_frame(candidates: np.ndarray) -> np.ndarray:
    """The part of a mask that hangs together with the picture's edges.

    Parameters
    ----------
    candidates : ndarray of uint8, shape (H, W)
        0 or more.

    Returns
    -------
    ndarray of bool, shape (H, W)
    """
    count, labels = cv2.connectedComponents(candidates, connectivity=4)
    on_frame = np.zeros(count, bool)
    for line in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        on_frame[line] = True
    on_frame[0] = False
    return on_frame[labels]


def product_of(ground: Ground, besides: np.ndarray | None = None) -> np.ndarray:
    """What is not background: the product or products, without specks of dust.

    Parameters
    ----------
    ground : Ground
    besides : ndarray of bool, shape (H, W), optional
        Known to be something else, for example lettering on the background.

    Returns
    -------
    ndarray of bool, shape (H, W)
        All False for a busy background.
    """
    if not ground.plain:
        return np.zeros_like(ground.mask)
    nothing_else = besides is None or not besides.any()
    labels, stats = ground.islands if nothing_else else islands_of(~(ground.mask | besides))
    keep = stats[:, cv2.CC_STAT_AREA] >= max(4, _SPECK * labels.size)
    keep[0] = False
    if labels.size < 4096:  # of a tiny picture each pixel counts
        keep[1:] = True
    return keep[labels]


def box_of(mask: np.ndarray) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of a mask (the latter two exclusive), or None when it is empty.

    Parameters
    ----------
    mask : ndarray of bool, shape (H, W)
    """
    columns, rows = np.flatnonzero(mask.any(0)), np.flatnonzero(mask.any(1))
    if not len(columns):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def ring_of(shape: tuple[int, int]) -> np.ndarray:
    """The pixels along the frame, as a mask.

    Parameters
    ----------
    shape : tuple of int
        Height and width.
    """
    wide = max(1, round(_RING * max(shape)))
    ring = np.ones(shape, bool)
    ring[wide:-wide, wide:-wide] = False
    return ring


def ring_pixels(image: np.ndarray) -> np.ndarray:
    """The pixels where `ring_of` is True, in any order: much cheaper than through the mask.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)

    Returns
    -------
    ndarray of uint8, shape (1, N, 3)
    """
    wide = max(1, round(_RING * max(image.shape[:2])))
    if min(image.shape[:2]) <= 2 * wide:
        return np.ascontiguousarray(image).reshape(1, -1, 3)
    strips = (image[:wide], image[-wide:], image[wide:-wide, :wide], image[wide:-wide, -wide:])
    return np.concatenate([strip.reshape(1, -1, 3) for strip in strips], axis=1)


def _commonest(pixels: np.ndarray) -> np.ndarray:
    """The mean of the pixels near the fullest of 4096 bins of color."""
    counts = cv2.calcHist([pixels], [0, 1, 2], None, [16] * 3, [0, 256] * 3)
    low = 16.0 * np.array(np.unravel_index(int(counts.argmax()), counts.shape))
    first = np.array(cv2.mean(pixels, cv2.inRange(pixels, low, low + 15))[:3])
    near = (levels_from(pixels, first) <= NEAR).astype(np.uint8)
    return np.array(cv2.mean(pixels, near)[:3]) if cv2.countNonZero(near) else first
