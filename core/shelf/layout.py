"""Rows and gaps of a shelf, from the boxes of its products alone.

A camera that looks from the side makes rows lean, those above and below differently: the lean of a row is taken as a
linear function of its height. Products that stand on each other belong to one row.
"""

from __future__ import annotations

import numpy as np

NEIGHBOR = 0.5  # of the lower box's height: two boxes that share so much stand side by side
SUPPORTED, ALIKE = 0.09, 0.75  # in heights: from one's bottom to the other's top; least ratio of two stacked sizes
SPLIT = 0.35  # in median heights: two bottoms that lie further apart are of two rows
EMPTY = 0.8  # in widths of the neighbors: a wider stretch is a gap
AROUND = 2  # neighbors on each side whose widths count


def rows_of(xyxy: np.ndarray) -> np.ndarray:
    """The row of the shelf in which each product stands.

    Parameters
    ----------
    xyxy : ndarray of float, shape (N, 4)
        Boxes of the products, in pixels of the photo, in any order.

    Returns
    -------
    ndarray of int64, shape (N,)
        0 for the top row; every number up to the largest occurs.

    Examples
    --------
    Two bottles above, two cans on each other below:

    >>> rows_of(np.array([[0, 0, 10, 40], [12, 1, 22, 40], [0, 80, 10, 100], [0, 60, 10, 80]])).tolist()
    [0, 0, 1, 1]
    """
    boxes = np.asarray(xyxy, np.float64).reshape(-1, 4)
    if len(boxes) < 2:
        return np.zeros(len(boxes), np.int64)
    base = _bases(boxes)
    ground = np.unique(base)
    level = _leveled(boxes, *_lean(boxes))
    lines = _lines(level[ground], SPLIT * float(np.median(boxes[:, 3] - boxes[:, 1])))
    lines = _without_strays(lines, boxes[ground], level[ground])
    place = np.zeros(len(boxes), np.int64)
    place[ground] = lines
    order = np.argsort([np.median(level[ground][lines == line]) for line in range(lines.max() + 1)])
    return np.argsort(order)[place[base]].astype(np.int64)


def gaps_of(xyxy: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Empty stretches between two products of a row, where goods are out of stock.

    A row ends where its last product stands: what is beside it is no gap.

    Parameters
    ----------
    xyxy : ndarray of float, shape (N, 4)
        Boxes of the products.
    rows : ndarray of int, shape (N,)
        Row of each, from `rows_of`.

    Returns
    -------
    ndarray of float32, shape (G, 4)
        Boxes of the gaps, as high as the higher neighbor; from the top row down, left to right.

    Examples
    --------
    >>> cans = np.array([[0, 0, 10, 20], [10, 0, 20, 20], [35, 0, 45, 20], [46, 0, 56, 20]])
    >>> gaps_of(cans, np.zeros(4, int)).tolist()
    [[20.0, 0.0, 35.0, 20.0]]
    """
    boxes, gaps = np.asarray(xyxy, np.float64).reshape(-1, 4), []
    for row in np.unique(rows):
        members = boxes[np.asarray(rows) == row]
        members = members[np.argsort(members[:, 0], kind="stable")]
        widths, reach = members[:, 2] - members[:, 0], np.maximum.accumulate(members[:, 2])
        for right in range(1, len(members)):
            left = int(np.argmax(members[:right, 2]))
            usual = np.median(widths[max(0, right - AROUND) : right + AROUND])
            if members[right, 0] - reach[right - 1] > EMPTY * usual:
                neighbors = members[[left, right]]
                gaps.append((reach[right - 1], neighbors[:, 1].min(), members[right, 0], neighbors[:, 3].mean()))
    return np.array(gaps, np.float32).reshape(-1, 4)


def _bases(boxes: np.ndarray) -> np.ndarray:
    """For each box the lowest of the pile that it stands on, itself where it stands on the board."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    shared = np.minimum(boxes[:, None, 2], boxes[None, :, 2]) - np.maximum(boxes[:, None, 0], boxes[None, :, 0])
    small = np.minimum(width[:, None], width[None])
    stands = np.abs(boxes[:, None, 3] - boxes[None, :, 1]) <= SUPPORTED * np.minimum(height[:, None], height[None])
    alike = (small >= ALIKE * np.maximum(width[:, None], width[None])) & \
            (np.minimum(height[:, None], height[None]) >= ALIKE * np.maximum(height[:, None], height[None]))
    carries = np.where(stands & alike & (shared >= 0.5 * small), shared, 0.0)
    below = np.where(carries.max(axis=1) > 0, carries.argmax(axis=1), np.arange(len(boxes)))
    for _ in range(4):  # piles of up to 16
        below = below[below]
    return np.asarray(below)


def _lean(boxes: np.ndarray) -> tuple[float, float, float]:
    """How rows lean: slope at height 0, its change with height, and the middle of the boxes, where nothing is moved."""
    height, middle = boxes[:, 3] - boxes[:, 1], (boxes[:, 0] + boxes[:, 2]) / 2
    shared = np.minimum(boxes[:, None, 3], boxes[None, :, 3]) - np.maximum(boxes[:, None, 1], boxes[None, :, 1])
    beside = shared >= NEIGHBOR * np.minimum(height[:, None], height[None])
    away = middle[None] - middle[:, None]
    away = np.where(beside & (away > 0.3 * (boxes[:, 2] - boxes[:, 0])[:, None]), away, np.inf)
    left, right = np.arange(len(boxes)), away.argmin(axis=1)
    is_pair = np.isfinite(away.min(axis=1))
    left, right = left[is_pair], right[is_pair]
    center = float(np.median(middle))
    if len(left) < 3:
        return 0.0, 0.0, center
    slopes = (boxes[right, 3] - boxes[left, 3]) / (middle[right] - middle[left])
    at = boxes[left, 3]
    usual = np.median(slopes)
    is_level = np.abs(slopes - usual) <= 3 * np.median(np.abs(slopes - usual)) + 0.02
    change, slope = np.polyfit(at[is_level], slopes[is_level], 1) if is_level.sum() >= 8 and np.ptp(at[is_level]) \
        else (0.0, float(usual))
    return float(slope), float(change), center


def _leveled(boxes: np.ndarray, slope: float, change: float, center: float) -> np.ndarray:
    """Height of each bottom in the middle of the photo, where its row would be there."""
    away = (boxes[:, 0] + boxes[:, 2]) / 2 - center
    return np.asarray((boxes[:, 3] - slope * away) / np.maximum(1 + change * away, 0.2))


def _lines(level: np.ndarray, split: float) -> np.ndarray:
    """Groups of heights between which nothing is closer than `split`."""
    order = np.argsort(level, kind="stable")
    lines = np.zeros(len(level), np.int64)
    lines[order] = np.concatenate([[0], np.cumsum(np.diff(level[order]) > split)])
    return lines


def _without_strays(lines: np.ndarray, boxes: np.ndarray, level: np.ndarray) -> np.ndarray:
    """A group of one or two in the span of a larger group joins it: something covers their feet."""
    counts = np.bincount(lines)
    large = np.flatnonzero(counts > max(2, 0.2 * np.median(counts)))
    if not len(large):
        return lines
    height = boxes[:, 3] - boxes[:, 1]
    feet = np.array([np.median(level[lines == line]) for line in large])
    heads = feet - np.array([np.percentile(height[lines == line], 90) for line in large])
    joined = lines.copy()
    for line in np.setdiff1d(np.unique(lines), large):
        for one in np.flatnonzero(lines == line):
            middle = level[one] - height[one] / 2
            around = np.flatnonzero((heads < middle) & (middle < feet))
            if len(around):
                joined[one] = large[around[-1]]
    return np.asarray(np.unique(joined, return_inverse=True)[1].reshape(-1), np.int64)
