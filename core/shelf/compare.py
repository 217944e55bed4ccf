"""Two photos of one shelf: what stayed, what moved, what is gone, what is new."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from core.nouns.shelf import Facing, ShelfReading

Change = Literal["stayed", "moved", "gone", "new"]
NEAR = 0.08  # of the shelf's width: a facing that shifted by less has stayed


@dataclass(frozen=True)
class FacingChange:
    """A facing of either photo.

    Attributes
    ----------
    change : Change
    sku : str
    before, after : Facing or None
        None where it is not there.
    """

    change: Change
    sku: str
    before: Facing | None
    after: Facing | None


@dataclass(frozen=True)
class Movement:
    """A product between two photos.

    Attributes
    ----------
    sku : str
    before, after : int
        Facings.
    moved : int
        Facings that stand elsewhere.
    """

    sku: str
    before: int
    after: int
    moved: int


def changes(before: ShelfReading, after: ShelfReading) -> list[FacingChange]:
    """Facings of two photos, paired product by product so that as little as possible has moved.

    A place is the row and how far along the shelf it is, from the leftmost to the rightmost facing of the photo:
    photos taken from another distance are compared all the same. What is not in the catalog is left out: nothing tells
    one such product from another.
    """
    places = [_places(reading) for reading in (before, after)]
    groups: list[dict[str, list[int]]] = []
    for reading in (before, after):
        group = defaultdict(list)
        for number, facing in enumerate(reading.facings):
            if facing.sku:
                group[facing.sku].append(number)
        groups.append(group)
    found = []
    for sku in sorted(set(groups[0]) | set(groups[1])):
        old, new = groups[0].get(sku, []), groups[1].get(sku, [])
        pairs = _paired(places[0][old], places[1][new])
        for one, other, shift in pairs:
            found.append(FacingChange("moved" if shift > NEAR else "stayed", sku, before.facings[old[one]],
                                      after.facings[new[other]]))
        gone = set(range(len(old))) - {one for one, _, _ in pairs}
        fresh = set(range(len(new))) - {other for _, other, _ in pairs}
        found += [FacingChange("gone", sku, before.facings[old[one]], None) for one in sorted(gone)]
        found += [FacingChange("new", sku, None, after.facings[new[one]]) for one in sorted(fresh)]
    return found


def movements(found: Sequence[FacingChange]) -> list[Movement]:
    """The same product by product, those whose count changed most first."""
    skus = {one.sku for one in found}
    old = Counter(one.sku for one in found if one.before)
    new = Counter(one.sku for one in found if one.after)
    moved = Counter(one.sku for one in found if one.change == "moved")
    lines = [Movement(sku, old[sku], new[sku], moved[sku]) for sku in skus]
    return sorted(lines, key=lambda one: (-abs(one.after - one.before), -one.moved, one.sku))


def _places(reading: ShelfReading) -> np.ndarray:
    """Of each facing, share of the shelf's width and number of the row (ndarray of float, shape (N, 2))."""
    boxes = np.array([facing.xyxy for facing in reading.facings], float).reshape(-1, 4)
    rows = np.array([facing.row for facing in reading.facings], float)
    if not len(boxes):
        return np.zeros((0, 2))
    left, width = boxes[:, 0].min(), max(np.ptp(boxes[:, [0, 2]]), 1e-9)
    return np.stack([((boxes[:, 0] + boxes[:, 2]) / 2 - left) / width, rows], axis=1)


def _paired(old: np.ndarray, new: np.ndarray) -> list[tuple[int, int, float]]:
    """Pairs of places and how far apart they are, with the least sum; another row is farther than any shift."""
    apart = np.abs(old[:, None, 0] - new[None, :, 0]) + 2 * np.abs(old[:, None, 1] - new[None, :, 1])
    return [(int(one), int(other), float(apart[one, other]))
            for one, other in zip(*linear_sum_assignment(apart), strict=True)]
