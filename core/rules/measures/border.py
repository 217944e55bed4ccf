"""Borders: a line or a bar of one color around a picture, which marketplaces forbid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

SIDES = ("left", "top", "right", "bottom")
_DEPTH = 0.12  # of the side: a border is not wider
_LINE = 0.03  # a line that stands away from the edge is not thicker
_FLAT = 8.0  # standard deviation along a line of one color
_JUMP = 24.0  # levels from border to content
_ALONG = 0.88  # of the line's length has to differ, on average over the sides
_ALONG_LEAST = 0.7  # on any one side of four; content may by chance have the border's color
_EDGE_LINE, _LEAST_DEPTH = 0.008, 4  # of the side, and pixels: a line that a scan or a cut left is not thicker
_RIM, _LEAST_RIM = 0.015, 3  # of the longer side, and pixels
_SEAM = 4.0  # levels from the background: JPEG mixes a line with what is beside it
_MARGIN, _MARGIN_TINT = 200.0, 10.0  # an outer area this light and this neutral is a margin, not a border
_Edge = tuple[int, np.ndarray, float]  # depth, color, share of its length that differs from what is inside


@dataclass(frozen=True)
class Border:
    """The border along a picture's edges.

    Attributes
    ----------
    sides : tuple of str
        Empty without a border; two opposite sides are bars.
    insets : tuple of int
        Pixels to cut off left, top, right and bottom to remove it.
    color : tuple of int, or None
    """

    sides: tuple[str, ...] = ()
    insets: tuple[int, int, int, int] = (0, 0, 0, 0)
    color: tuple[int, int, int] | None = None


def find_border(image: np.ndarray) -> Border:
    """A border on four sides, or bars on two opposite ones.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB; usually a reduced copy.

    Returns
    -------
    Border

    Notes
    -----
    White and light gray margins are part of a packshot, not a border. A rug that covers more than three quarters of a
    colored background in both directions looks like a picture with a colored border and counts as one.

    Examples
    --------
    >>> photo = np.random.default_rng(0).integers(0, 256, (100, 100, 3), np.uint8)
    >>> find_border(cv2.copyMakeBorder(photo, 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=(200, 20, 20))).sides
    ('left', 'top', 'right', 'bottom')
    """
    height, width = image.shape[:2]
    if min(height, width) < 16:
        return Border()
    across, down = slice(width // 10, width - width // 10), slice(height // 10, height - height // 10)
    views = (image[down].transpose(1, 0, 2), image[:, across], image[down, ::-1].transpose(1, 0, 2),
             image[::-1, across])
    candidates: list[_Edge | None] = [None] * 4
    for first, second in ((0, 2), (1, 3)):  # a border has at least two opposite sides
        candidates[first] = _edge(views[first])
        if candidates[first] is not None:
            candidates[second] = _edge(views[second])
    for sides in ((0, 1, 2, 3), (0, 2), (1, 3)):
        edges = [edge for edge in (candidates[side] for side in sides) if edge is not None]
        if len(edges) == len(sides) and _similar([color for _, color, _ in edges]) \
                and np.mean([along for _, _, along in edges]) >= (_ALONG if len(edges) == 4 else 0.95):
            insets = [0, 0, 0, 0]
            for side, (depth, _, _) in zip(sides, edges, strict=True):
                insets[side] = depth
            red, green, blue = (int(round(float(value))) for value in edges[0][1])
            left, top, right, bottom = insets
            return Border(tuple(SIDES[side] for side in sides), (left, top, right, bottom), (red, green, blue))
    return Border()


def with_edge_lines(border: Border, image: np.ndarray, scale_xy: tuple[float, float]) -> Border:
    """The border with the thin lines that a scan or a cut left along any one side, on a plain background.

    Parameters
    ----------
    border : Border
        Of a reduced copy.
    image : ndarray of uint8, shape (H, W, 3)
        The picture itself: a line of one pixel fades on a copy.
    scale_xy : tuple of float
        Pixels of the picture for one of the copy.

    Returns
    -------
    Border
        In pixels of the copy, as `border`.

    Examples
    --------
    >>> image = np.full((100, 100, 3), 255, np.uint8)
    >>> image[:, 98:] = 140
    >>> line = with_edge_lines(Border(), image, (1.0, 1.0))
    >>> line.sides, line.insets
    (('right',), (0, 0, 2, 0))
    """
    if min(image.shape[:2]) < 16:
        return border
    views = (image.transpose(1, 0, 2), image, image[:, ::-1].transpose(1, 0, 2), image[::-1])
    lines = [math.ceil(_edge_line(view) / scale_xy[side % 2]) for side, view in enumerate(views)]
    if not any(lines):
        return border
    left, top, right, bottom = (max(pair) for pair in zip(lines, border.insets, strict=True))
    insets = (left, top, right, bottom)
    return Border(tuple(side for side, inset in zip(SIDES, insets, strict=True) if inset), insets, border.color)


def in_rim(stats: np.ndarray, shape_hw: tuple[int, ...]) -> np.ndarray:
    """Which components lie wholly in the rim along one side: lines and dirt of a scan or a cut, in parts of a side.

    Parameters
    ----------
    stats : ndarray of int32, shape (count, 5)
        Left, top, width, height and area of each component.
    shape_hw : tuple of int
        Of the image.

    Returns
    -------
    ndarray of bool, shape (count,)

    Examples
    --------
    >>> in_rim(np.array([[397, 50, 3, 200, 600], [100, 100, 200, 200, 30000]]), (400, 400)).tolist()
    [True, False]
    """
    rim = max(_LEAST_RIM, round(_RIM * max(shape_hw)))
    left, top, wide, high = stats[:, :4].T
    return np.asarray((left + wide <= rim) | (top + high <= rim) | (left >= shape_hw[1] - rim)
                      | (top >= shape_hw[0] - rim))


def _edge_line(view: np.ndarray) -> int:
    """How many of the first lines are not the plain background that begins behind them."""
    depth = max(_LEAST_DEPTH, round(_EDGE_LINE * len(view)))
    corner = view.shape[1] // 20  # where lines along two sides cross
    lines = view[:depth + 4, corner:view.shape[1] - corner]
    first, *inner = lines[[0, *range(depth, depth + 4)]].astype(np.float32).mean(1)
    if np.abs(first - np.mean(inner, axis=0)).max() <= _JUMP:  # nearly every picture ends here
        return 0
    lines = lines.astype(np.float32)
    means, spreads = lines.mean(1), lines.std(1).max(-1)
    inside = means[depth:].mean(0)
    far = np.abs(means - inside).max(-1)
    is_line = spreads[0] <= _FLAT and far[0] > _JUMP and spreads[depth:].max() <= _FLAT and far[depth:].max() <= _SEAM
    return int(np.flatnonzero(far[:depth] > _SEAM)[-1]) + 1 if is_line else 0


def _similar(colors: list[np.ndarray]) -> bool:
    return bool(np.ptp(np.array(colors), axis=0).max() <= 2 * _JUMP)


def _edge(view: np.ndarray) -> _Edge | None:
    """How deep the border is from the first line inwards, its color, and how much of its length differs from what
    is inside; None where there is none."""
    depth = max(3, round(_DEPTH * len(view)))
    lines = np.ascontiguousarray(view[:depth + 2])
    means = cv2.reduce(lines, 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F)[:, 0]
    squares = cv2.reduce(lines, 1, cv2.REDUCE_SUM2, dtype=cv2.CV_32F)[:, 0] / lines.shape[1]
    spreads = np.sqrt(np.maximum(squares - means * means, 0).max(-1))
    if spreads[0] > _FLAT:
        return _line_on_photo(means, spreads)
    outside = means[0]
    is_margin = bool(outside.min() >= _MARGIN and np.ptp(outside) <= _MARGIN_TINT)
    for row in range(1, min(depth + 1, len(lines))):
        inner = min(row + 1, len(lines) - 1)  # a reduced copy mixes border and content in one line
        jump = np.abs(means[row] - means[max(0, row - 2)]).max() > _JUMP
        if spreads[row] <= _FLAT:
            if not jump:
                continue
            return _thin_line(means, spreads, row) if is_margin else (row + 1, outside, 1.0)
        differs = float((np.abs(lines[inner] - outside).max(-1) > _JUMP).mean())
        return None if is_margin or differs < _ALONG_LEAST else (inner, outside, differs)
    return None


def _thin_line(means: np.ndarray, spreads: np.ndarray, row: int) -> _Edge | None:
    """A line that stands on a margin: the margin comes again soon, else it is the product's own edge."""
    thick = max(2, round(_LINE / _DEPTH * len(means)))
    ink = min(range(row, min(row + 3, len(means))), key=lambda at: float(means[at].sum()))
    for after in range(ink + 1, min(ink + thick + 2, len(means))):
        if spreads[after] <= _FLAT and np.abs(means[after] - means[0]).max() <= _JUMP / 2:
            return min(after + 1, len(means)), means[ink], 1.0
    return None


def _line_on_photo(means: np.ndarray, spreads: np.ndarray) -> _Edge | None:
    """A line of one color with the photo on both sides of it."""
    row = int(spreads[:-3].argmin()) if len(spreads) > 6 else 0
    if row == 0 or spreads[row] > 1.5 * _FLAT:
        return None
    before, after = spreads[max(0, row - 3):row].max(), spreads[row + 1:row + 4].max()
    if min(before, after) < 2.5 * max(float(spreads[row]), _FLAT / 2):
        return None
    return min(row + 2, len(means)), means[row], 1.0
