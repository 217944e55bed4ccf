"""Where products, gaps and price tags stand on a shelf, before anything is painted. Frame: pixels of the flat front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from core.images.shelves.layouts import Layout

FILLED = 0.82  # of a row's height is free for products, seen over all layouts
MOST_ROWS, MOST_SIDE_BY_SIDE, MOST_STACKED = 12, 6, 3
WIDEST = 2.6  # a product's width in its heights; wider ones are made lower


@dataclass(frozen=True, eq=False)
class Packshot:
    """A product cut out of its picture.

    Attributes
    ----------
    sku : str
    rgba : ndarray of uint8, shape (H, W, 4)
        RGB and opacity, cut to the product.
    """

    sku: str
    rgba: np.ndarray

    @property
    def aspect(self) -> float:
        """Width in heights."""
        return self.rgba.shape[1] / self.rgba.shape[0]


@dataclass(frozen=True)
class Facing:
    """One product as it stands.

    Attributes
    ----------
    packshot : int
        Which one.
    row : int
        Counted from the top.
    xyxy : tuple of float
        Before any tilt.
    is_back_turned : bool
    """

    packshot: int
    row: int
    xyxy: tuple[float, float, float, float]
    is_back_turned: bool = False


@dataclass
class Arrangement:
    """A planned shelf.

    Attributes
    ----------
    size_wh : tuple of int
    boards : list of tuple
        Top and bottom of the board under each row, in pixels.
    facings : list of Facing
    gaps : list of tuple
        Row and xyxy of each empty stretch between two products.
    price_tags : list of tuple of float
        Each xyxy.
    """

    size_wh: tuple[int, int]
    boards: list[tuple[float, float]] = field(default_factory=list)
    facings: list[Facing] = field(default_factory=list)
    gaps: list[tuple[int, tuple[float, float, float, float]]] = field(default_factory=list)
    price_tags: list[tuple[float, float, float, float]] = field(default_factory=list)


def arrange(packshots: Sequence[Packshot], layout: Layout, size_wh: tuple[int, int], *, facings: int,
            rng: np.random.Generator) -> Arrangement:
    """Fill a shelf with about so many facings.

    Parameters
    ----------
    packshots : sequence of Packshot
        At least one.
    layout : Layout
    size_wh : tuple of int
        Of the shelf's front in pixels.
    facings : int
        How many products to aim at; the number of rows follows from it.
    rng : numpy.random.Generator
    """
    width, height = size_wh
    aspect = float(np.clip(np.median([each.aspect for each in packshots]), 0.3, 1.5))
    rows = int(np.clip(round(np.sqrt(facings * FILLED * 0.95 * aspect * height / width)), 1, MOST_ROWS))
    edges = np.cumsum(rng.uniform(0.8, 1.2, rows))
    edges = np.concatenate([[0.0], edges / edges[-1]]) * height
    shelf, board = Arrangement(size_wh), float(rng.uniform(*layout.board))
    for row in range(rows):
        bottom = edges[row + 1]
        thick = board * height / rows
        shelf.boards.append((bottom - thick, bottom))
        _fill_row(shelf, packshots, layout, row, clear=(edges[row], bottom - thick), rng=rng)
    return shelf


def _fill_row(shelf: Arrangement, packshots: Sequence[Packshot], layout: Layout, row: int, *,
              clear: tuple[float, float], rng: np.random.Generator) -> None:
    """Blocks of one product side by side, from the left upright to the right one."""
    space = (clear[1] - clear[0]) * 0.94
    x, end = float(rng.uniform(0.005, 0.03)) * shelf.size_wh[0], shelf.size_wh[0] * float(rng.uniform(0.93, 0.995))
    pending: tuple[float, float] | None = None  # an empty stretch, and the height of what stood before it
    while True:
        number = int(rng.integers(len(packshots)))
        tall = float(rng.uniform(0.75, 1.0) if packshots[number].aspect < 0.75 else rng.uniform(0.45, 0.92)) * space
        wide = tall * min(packshots[number].aspect, WIDEST)
        tall = wide / packshots[number].aspect
        stacked = _stacked(layout, tall, space, rng)
        gutter = wide * float(rng.uniform(0.12, 0.4) if layout.is_hung else rng.choice([0.0, 0.01, 0.03, 0.08, 0.15]))
        if x + wide > end:
            return
        if rng.random() < 0.85:
            _tag(shelf, layout, row, x=x, rng=rng)
        for _ in range(int(rng.integers(1, MOST_SIDE_BY_SIDE + 1))):
            if x + wide > end:
                return
            if pending is not None:
                high = max(pending[1], tall)
                shelf.gaps.append((row, (pending[0], clear[1] - high, x, clear[1])))
            _stack(shelf, number, row, (x, clear[1], wide, tall), stacked=stacked, rng=rng)
            x, pending = x + wide + gutter, None
            if rng.random() < layout.gap:
                pending = (x - gutter, tall)
                x += wide * float(rng.choice([1.0, 1.0, 1.0, 2.0, 3.0]) + rng.uniform(0.0, 0.25)) - gutter
        if pending is None:
            x += wide * float(rng.uniform(0.0, 0.12))


def _stacked(layout: Layout, tall: float, space: float, rng: np.random.Generator) -> int:
    most = min(MOST_STACKED, int(space / tall)) if tall else 1
    return int(rng.integers(2, most + 1)) if most >= 2 and rng.random() < layout.stacking else 1


def _stack(shelf: Arrangement, number: int, row: int, place: tuple[float, float, float, float], *, stacked: int,
           rng: np.random.Generator) -> None:
    x, bottom, wide, tall = place
    if stacked > 1 and rng.random() < 0.15:
        stacked -= 1
    for _ in range(stacked):
        shift, size = wide * float(rng.normal(0, 0.015)), float(rng.uniform(0.975, 1.0))
        turned = bool(rng.random() < 0.04)
        left = x + shift
        shelf.facings.append(Facing(number, row, (left, bottom - tall * size, left + wide * size, bottom), turned))
        bottom -= tall * size


def _tag(shelf: Arrangement, layout: Layout, row: int, *, x: float, rng: np.random.Generator) -> None:
    top, bottom = shelf.boards[row]
    tall = max((bottom - top) * float(rng.uniform(0.6, 0.95)), shelf.size_wh[1] * 0.018)
    wide, left = tall * float(rng.uniform(*layout.tags)), x + float(rng.uniform(0.0, 12.0))
    y = (top + bottom - tall) / 2
    others = [each for each in shelf.price_tags if each[1] < bottom and each[3] > top]
    if left + wide < shelf.size_wh[0] and all(left > each[2] for each in others):
        shelf.price_tags.append((left, y, left + wide, y + tall))
