"""Measures of a detector from stored boxes of labeled pictures; arithmetic only, no model runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from core.nouns.average_precision import ap50, assign
from core.nouns.box_evaluation import AveragePrecision, BoxError, BoxMeasures, BoxSlice
from core.nouns.proportion import share_of
from core.nouns.thresholds import is_face, is_person

SIZES = (("below 2 % of the photo", 0.0, 0.02), ("2 to 10 %", 0.02, 0.1), ("above 10 %", 0.1, math.inf))
ACCEPTS = {"faces": is_face, "persons": is_person}


@dataclass(frozen=True, eq=False)
class BoxRow:
    """One picture with its true boxes and those of a detector, in pixels of the upright picture.

    Attributes
    ----------
    picture_id, name, source : str
    size_wh : tuple of int
    truth : ndarray of float64, shape (M, 4)
    found : ndarray of float64, shape (N, 5)
        xyxy and score, best first; also those below the threshold.
    owners : ndarray of int64, shape (N,)
        The true box that each one found, from `assign`.
    """

    picture_id: str
    name: str
    source: str
    size_wh: tuple[int, int]
    truth: np.ndarray
    found: np.ndarray
    owners: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "owners", assign(self.found, self.truth))

    @property
    def scores(self) -> np.ndarray:
        """Of the found boxes, float64 (N,)."""
        scores: np.ndarray = self.found[:, 4]
        return scores

    def areas(self, boxes: np.ndarray) -> np.ndarray:
        """Share of the picture that each box covers, float64; `boxes` of shape (K, 4 or 5)."""
        areas: np.ndarray = (boxes[:, 2:4] - boxes[:, :2]).prod(axis=1) / (self.size_wh[0] * self.size_wh[1])
        return areas


def box_measures(rows: Sequence[BoxRow], role: str, threshold: float) -> BoxMeasures:
    """Measure a detector.

    Parameters
    ----------
    rows : sequence of BoxRow
        At least one.
    role : {"persons", "faces"}
    threshold : float
        The model's.

    Notes
    -----
    A slice by size holds the true boxes of that size; found boxes on others do not count there, and those on none count
    by their own size, as COCO's evaluation has it.
    """
    sources = sorted({row.source for row in rows})
    parts = [("all", "All", rows, 0.0, math.inf), *(("size", name, rows, low, high) for name, low, high in SIZES)]
    if len(sources) > 1:
        parts += [("source", source or "(none)", [row for row in rows if row.source == source], 0.0, math.inf)
                  for source in sources]
    empty = [row for row in rows if not len(row.truth)]
    alarms = sum(bool(ACCEPTS[role](row.scores, threshold).any()) for row in empty)
    return BoxMeasures(tuple(_slice(*part[:2], part[2], role=role, threshold=threshold, areas=part[3:])
                             for part in parts), len(sources), share_of(alarms, len(empty)))


def _slice(kind: str, name: str, rows: Sequence[BoxRow], *, role: str, threshold: float,
           areas: tuple[float, float]) -> BoxSlice:
    low, high = areas
    matched, truths, right, said = [], [], 0, 0
    for row in rows:
        inside = (row.areas(row.truth) >= low) & (row.areas(row.truth) < high)
        own = (row.areas(row.found) >= low) & (row.areas(row.found) < high)
        counts = np.where(row.owners >= 0, np.append(inside, False)[row.owners], own)
        hits, scores = row.owners[counts] >= 0, row.scores[counts]
        accepted = ACCEPTS[role](scores, threshold)
        matched.append((scores, hits))
        truths.append(int(inside.sum()))
        right, said = right + int(hits[accepted].sum()), said + int(accepted.sum())
    found = ap50(matched, truths, groups=[row.source for row in rows])
    ap = AveragePrecision(*(None if math.isnan(found[key]) else found[key] for key in ("ap50", "low", "high")))
    return BoxSlice(kind, name, len(rows), sum(truths), ap, share_of(right, sum(truths)), share_of(right, said))


def box_errors(rows: Sequence[BoxRow], role: str, threshold: float) -> tuple[list[BoxError], list[BoxError]]:
    """True boxes that were missed, the largest first, and found boxes where there is none, the surest first."""
    misses, alarms = [], []
    for row in rows:
        accepted = ACCEPTS[role](row.scores, threshold)
        for place, area in enumerate(row.areas(row.truth).tolist()):
            own = row.owners == place
            if not accepted[own].any():
                misses.append(BoxError(row.picture_id, row.name, area, float(row.scores[own].max(initial=0.0))))
        wrong = accepted & (row.owners < 0)
        alarms += [BoxError(row.picture_id, row.name, area, score) for area, score in
                   zip(row.areas(row.found[wrong]).tolist(), row.scores[wrong].tolist(), strict=True)]
    return sorted(misses, key=lambda item: -item.area), sorted(alarms, key=lambda item: -item.score)
