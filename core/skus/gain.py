"""What learning from confirmed facings would bring: each is asked again by what was confirmed on other photos.

A shadow comparison before anything is learned. All facings of the asked photo are left out of the prototypes, since
neighbors on one photo look nearly the same and would flatter. Points, words and barcodes are not compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.vision.skus.index import SkuIndex
from core.vision.skus.look import SCALE, Look, likeness, mean_look

NEAREST, DRAWS = 64, 2000  # views of the catalog that a facing is compared with; of the interval


@dataclass(frozen=True)
class Gain:
    """How many confirmed facings the matcher names rightly before and after learning.

    Attributes
    ----------
    facings, photos : int
    before, after : int
        Facings whose best candidate is right.
    low, high : float or None
        95 % interval of the change of the share, by drawing whole photos; None for fewer than two photos.
    """

    facings: int
    photos: int
    before: int
    after: int
    low: float | None
    high: float | None

    @property
    def change(self) -> float:
        """Of the share of right ones."""
        return (self.after - self.before) / max(1, self.facings)


@dataclass(frozen=True, eq=False)
class Confirmed:
    """A facing that a person said is a product.

    Attributes
    ----------
    sku, photo : str
    look : Look
    """

    sku: str
    photo: str
    look: Look


def gain_of(index: SkuIndex, confirmed: Sequence[Confirmed], weights: Mapping[str, Any]) -> Gain:
    """Ask each confirmed facing again.

    Parameters
    ----------
    index : SkuIndex
        Its pictures count, not what was learned before.
    confirmed : sequence of Confirmed
    weights : mapping
        "look" and "color" of the matcher's plain coefficients.
    """
    shown = np.flatnonzero(~np.asarray(index.confirmed))
    regions = (np.asarray(index.regions, np.float32)[shown] * index.shares[shown][..., None]).sum(axis=1)
    means = regions / np.maximum(np.linalg.norm(regions, axis=1, keepdims=True), 1e-6)
    rows = {sku.sku: row for row, sku in enumerate(index.skus)}
    known = [one for one in confirmed if one.sku in rows]
    own = {row: shown[index.rows[shown] == row] for row in {rows[one.sku] for one in known}}
    before, after = [], []
    for one in known:
        near = shown[np.argsort(-(means @ _mean(one.look)), kind="stable")[:NEAREST]]
        views = np.unique(np.concatenate([near, *own.values()])).astype(int)
        scores = dict[int, float]()
        for row, value in zip(index.rows[views].tolist(), _scores([index.look(int(view)) for view in views], one.look,
                                                                   weights), strict=True):
            scores[row] = max(scores.get(row, -np.inf), value)
        before.append(_best(scores) == rows[one.sku])
        learned = _prototypes(index, [other for other in known if other.photo != one.photo], own, rows)
        for row, value in zip(learned, _scores(list(learned.values()), one.look, weights), strict=True):
            scores[row] = max(scores.get(row, -np.inf), value)
        after.append(_best(scores) == rows[one.sku])
    low, high = _interval(np.array(after, float) - np.array(before, float), [one.photo for one in known])
    return Gain(len(known), len({one.photo for one in known}), sum(before), sum(after), low, high)


def _prototypes(index: SkuIndex, others: Sequence[Confirmed], own: Mapping[int, np.ndarray], rows: Mapping[str, int]
                ) -> dict[int, Look]:
    looks: dict[int, list[Look]] = {}
    for other in others:
        looks.setdefault(rows[other.sku], []).append(other.look)
    return {row: mean_look([*(index.look(int(view)) for view in own[row]), *found]) for row, found in looks.items()}


def _scores(shown: Sequence[Look], asked: Look, weights: Mapping[str, Any]) -> list[float]:
    if not shown:
        return []
    parts = np.stack([look.cells for look in shown]) / np.float32(SCALE), np.stack([look.weights for look in shown])
    alike = likeness(parts, (asked.cells / np.float32(SCALE), asked.weights))
    values: list[float] = (weights["look"] * alike + weights["color"] * (np.stack([look.color for look in shown])
                                                                        @ asked.color)).tolist()
    return values


def _mean(look: Look) -> np.ndarray:
    found = (look.cells.astype(np.float32) * look.weights[:, None]).sum(axis=0)
    return np.asarray(found / max(float(np.linalg.norm(found)), 1e-6))


def _best(scores: Mapping[int, float]) -> int:
    return max(scores, key=lambda row: (scores[row], -row))


def _interval(changes: np.ndarray, photos: Sequence[str]) -> tuple[float | None, float | None]:
    names, place = np.unique(np.array(photos, str), return_inverse=True)
    if len(names) < 2:
        return None, None
    sums, sizes = np.bincount(place, changes, len(names)), np.bincount(place, minlength=len(names))
    drawn = np.random.default_rng(0).integers(0, len(names), (DRAWS, len(names)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), (2.5, 97.5))
    return float(low), float(high)
