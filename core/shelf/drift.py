"""Has something changed since the first weeks, or is it chance: new packs, other light, another camera.

Facings of one photo are alike, so whole photos are drawn for the interval, and a change is called drift only where 99 %
of the draws agree on its direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.nouns.shelf import Facing, ShelfReading
from core.shelf.weekly import by_week

FIRST = 4  # weeks that later ones are compared with
LEAST = 4  # photos on either side, under which nothing is said
DRAWS, SEED, OUTSIDE = 2000, 0, 0.5  # of the interval; percent of the draws on either side of it
MEASURES = ("sureness", "recognized", "distance")


@dataclass(frozen=True)
class Drift:
    """One measure of a week against the first weeks.

    Attributes
    ----------
    week : str
        ISO year and week.
    measure : {"sureness", "recognized", "distance"}
        Mean probability of the best candidate; share of facings that were named; mean distance of a facing's look from
        that of its best candidate, 1 less the likeness.
    before, now : float
    low, high : float or None
        99 % interval of the difference; None where either side has too few photos to tell.
    """

    week: str
    measure: str
    before: float
    now: float
    low: float | None
    high: float | None

    @property
    def is_drift(self) -> bool:
        """Whether chance alone hardly explains it."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def drifts(readings: Sequence[ShelfReading]) -> list[Drift]:
    """Each week after the first ones against those, the newest first; none where there are no two weeks.

    Parameters
    ----------
    readings : sequence of ShelfReading
    """
    weeks = by_week(readings)
    names = sorted(weeks)
    first: list[str] = []
    for name in names[:-1]:  # as few of the first weeks as have photos enough, at most four
        if len(first) < FIRST and sum(len(weeks[one]) for one in first) < LEAST:
            first.append(name)
    before = [reading for name in first for reading in weeks[name]]
    return [found for name in reversed(names[len(first):]) for measure in MEASURES
            if (found := _drift(name, measure, before, weeks[name])) is not None]


def _drift(week: str, measure: str, before: list[ShelfReading], now: list[ShelfReading]) -> Drift | None:
    sides = [_sums(photos, measure) for photos in (before, now)]
    if any(not sizes.sum() for _, sizes in sides):
        return None
    first, second = (float(sums.sum() / sizes.sum()) for sums, sizes in sides)
    if any(len(sizes) < LEAST for _, sizes in sides):
        return Drift(week, measure, first, second, None, None)
    rng, drawn = np.random.default_rng(SEED), []
    for sums, sizes in sides:
        rows = rng.integers(0, len(sums), (DRAWS, len(sums)))
        drawn.append(sums[rows].sum(axis=1) / sizes[rows].sum(axis=1))
    low, high = np.percentile(drawn[1] - drawn[0], (OUTSIDE, 100 - OUTSIDE))
    return Drift(week, measure, first, second, float(low), float(high))


def _sums(photos: list[ShelfReading], measure: str) -> tuple[np.ndarray, np.ndarray]:
    """Sum of a measure and count of facings, photo by photo, of photos that were matched."""
    values = [[_value(facing, measure) for facing in photo.facings if facing.answer.matches] for photo in photos]
    return (np.array([sum(own) for own in values if own], float), np.array([len(own) for own in values if own], float))


def _value(facing: Facing, measure: str) -> float:
    best = facing.answer.matches[0]
    if measure == "recognized":
        return float(bool(facing.answer.sku))
    return best.score if measure == "sureness" else 1 - best.parts.get("look", 0.0)
