"""Borders: a line or a bar of one colour around a picture, which marketplaces forbid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIDES = ("left", "top", "right", "bottom")
_DEPTH = 0.12  # of the side: a border is not wider
_LINE = 0.03  # a line that stands away from the edge is not thicker
_FLAT = 8.0  # standard deviation along a line of one colour
_JUMP = 24.0  # levels from border to content
_ALONG = 0.9  # of the line's length has to differ
_PAPER = 245.0  # an outer area lighter than this is paper, not a border


@dataclass(frozen=True)
class Border:
    """What was found along the picture's edges.

    Attributes
    ----------
    sides : tuple of str
        Empty without a border; two opposite sides are bars.
    insets : tuple of int
        Pixels to cut off left, top, right and bottom to be rid of it.
    colour : tuple of int, or None
    """

    sides: tuple[str, ...] = ()
    insets: tuple[int, int, int, int] = (0, 0, 0, 0)
    colour: tuple[int, int, int] | None = None


def find_border(image: np.ndarray) -> Border:
    """A frame on four sides, or bars on two opposite ones.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB; usually a reduced copy.

    Returns
    -------
    Border

    Notes
    -----
    White margins are not counted: they are how a packshot looks. A rug that covers more than three quarters of a grey
    studio background in both directions cannot be told from a picture with a grey border; it is called a border.
    """
    height, width = image.shape[:2]
    if min(height, width) < 16:
        return Border()
    across, down = slice(width // 10, width - width // 10), slice(height // 10, height - height // 10)
    views = (image[down].transpose(1, 0, 2), image[:, across], image[down, ::-1].transpose(1, 0, 2),
             image[::-1, across])
    found = [_edge(view, max(3, round(_DEPTH * len(view)))) for view in views]
    for wanted in ((0, 1, 2, 3), (0, 2), (1, 3)):
        chosen = [found[side] for side in wanted]
        edges = [edge for edge in chosen if edge is not None]
        if len(edges) == len(wanted) and _alike([colour for _, colour in edges]):
            insets = [0, 0, 0, 0]
            for side, (deep, _) in zip(wanted, edges, strict=True):
                insets[side] = deep
            red, green, blue = (int(round(float(value))) for value in edges[0][1])
            left, top, right, bottom = insets
            return Border(tuple(SIDES[side] for side in wanted), (left, top, right, bottom), (red, green, blue))
    return Border()


def _alike(colours: list[np.ndarray]) -> bool:
    return bool(np.ptp(np.array(colours), axis=0).max() <= 2 * _JUMP)


def _edge(view: np.ndarray, depth: int) -> tuple[int, np.ndarray] | None:
    """How deep the border is from the first line inwards, and its colour; None where there is none."""
    lines = view[:depth + 2].astype(np.float32)
    means, spreads = lines.mean(1), lines.std(1).max(-1)
    if spreads[0] > _FLAT:
        return None
    outside, paper = means[0], bool(means[0].min() >= _PAPER)
    for row in range(1, min(depth + 1, len(lines))):
        inner = min(row + 1, len(lines) - 1)  # a reduced copy mixes border and content in one line
        jump = np.abs(means[row] - means[max(0, row - 2)]).max() > _JUMP
        if spreads[row] <= _FLAT and spreads[inner] <= _FLAT:
            if not jump:
                continue
            return _thin_line(means, spreads, row) if paper else (row + 1, outside)
        if paper and spreads[row] <= _FLAT and jump:
            return _thin_line(means, spreads, row)
        differs = float((np.abs(lines[inner] - outside).max(-1) > _JUMP).mean())
        return None if paper or differs < _ALONG else (inner, outside)
    return None


def _thin_line(means: np.ndarray, spreads: np.ndarray, row: int) -> tuple[int, np.ndarray] | None:
    """A line that stands on paper: it has to end soon, else it is the product's own edge."""
    thick = max(2, round(_LINE / _DEPTH * len(means)))
    ink = min(range(row, min(row + 3, len(means))), key=lambda at: float(means[at].sum()))
    for after in range(ink + 1, min(ink + thick + 2, len(means))):
        if np.abs(means[after] - means[ink]).max() > _JUMP:
            return min(after + 1, len(means)), means[ink]
    return None
