"""How many facings of each product a shelf has, with an interval, and its share of the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.nouns.shelf import ShelfReading

TAIL = 0.05  # on each side: intervals hold nine in ten
UNKNOWN_TITLE = "Not in the catalog"
UNNAMED, END = "an unknown product", "the end"  # beside a gap


@dataclass(frozen=True)
class SkuCount:
    """A product on a shelf.

    Attributes
    ----------
    sku, title : str
        "" and `UNKNOWN_TITLE` for all facings that are no product of the catalog.
    facings : int
        That were taken for this product.
    low, high : int
        The count lies between them with 90 % probability, by the matcher's calibrated probabilities. Facings that the
        detector missed are not in it.
    share : float
        Of the width of all facings, in [0, 1].
    rows : tuple of int
        Where they stand, from 0.
    """

    sku: str
    title: str
    facings: int
    low: int
    high: int
    share: float
    rows: tuple[int, ...]


def counts(reading: ShelfReading) -> list[SkuCount]:
    """The products of a shelf, those with most facings first; what is not in the catalog comes last."""
    titles = {match.sku: match.title for facing in reading.facings for match in facing.answer.matches}
    widths = np.array([facing.xyxy[2] - facing.xyxy[0] for facing in reading.facings], float)
    skus = sorted({facing.sku for facing in reading.facings})
    found = []
    for sku in skus:
        own = np.array([facing.sku == sku for facing in reading.facings])
        low, high = interval(facing.probability(sku) for facing in reading.facings)
        number = int(own.sum())
        rows = tuple(sorted({facing.row for facing in reading.facings if facing.sku == sku}))
        found.append(SkuCount(sku, titles.get(sku, sku) if sku else UNKNOWN_TITLE, number, min(low, number),
                              max(high, number), float(widths[own].sum() / widths.sum()), rows))
    return sorted(found, key=lambda one: (not one.sku, -one.facings, one.sku))


def interval(chances: Iterable[float], tail: float = TAIL) -> tuple[int, int]:
    """Between which numbers a count lies, where each facing counts with its own probability (Poisson binomial [1]_).

    Parameters
    ----------
    chances : iterable of float
        In [0, 1].
    tail : float
        Probability left out on each side.

    References
    ----------
    .. [1] Hong, "On computing the distribution function for the Poisson binomial distribution", 2013: the exact
       distribution by convolution.

    Examples
    --------
    Two that are certain and one that is open:

    >>> interval([1.0, 1.0, 0.5])
    (2, 3)
    >>> interval([])
    (0, 0)
    """
    below = np.cumsum(distribution([chance for chance in chances if chance > 0]))
    return int(np.searchsorted(below, tail)), int(np.searchsorted(below, 1 - tail))


def distribution(chances: Sequence[float]) -> np.ndarray:
    """Probability of each count (ndarray of float64, shape (N + 1,)) of N independent facings.

    Examples
    --------
    >>> distribution([0.5, 0.5]).tolist()
    [0.25, 0.5, 0.25]
    """
    chance = np.ones(1)
    for one in chances:
        chance = np.convolve(chance, [1 - one, one])
    return chance


def gap_neighbors(reading: ShelfReading) -> list[str]:
    """Of each gap, its row and what stands on its left and right: "row 1, between A and the end"."""
    found = []
    for gap in reading.gaps:
        middle = (gap[1] + gap[3]) / 2
        row = min(reading.facings, key=lambda one: abs((one.xyxy[1] + one.xyxy[3]) / 2 - middle)).row
        stand = [facing for facing in reading.facings if facing.row == row]
        left = max((one for one in stand if one.xyxy[0] < gap[0]), key=lambda one: one.xyxy[0], default=None)
        right = min((one for one in stand if one.xyxy[2] > gap[2]), key=lambda one: one.xyxy[2], default=None)
        sides = [UNNAMED if one and not one.sku else one.sku if one else END for one in (left, right)]
        found.append(f"row {row + 1}, between {sides[0]} and {sides[1]}")
    return found
