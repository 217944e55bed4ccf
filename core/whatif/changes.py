"""Which photo types and verdicts change with other thresholds, and what that costs where the truth is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.nouns.analysis import KINDS
from core.nouns.thresholds import VERDICTS, Thresholds, is_face, is_person, is_shoppable, photo_type, verdict
from core.whatif.scores import Scores

UNKNOWN = len(KINDS)  # photo type that the stored scores do not tell
STEPS = np.round(np.arange(0.02, 1.0, 0.02), 2)  # of a trade-off


@dataclass(frozen=True, eq=False)
class Change:
    """Photo types and verdicts before and after.

    Attributes
    ----------
    thresholds : Thresholds
        The new ones.
    kind_before, kind_after : ndarray of int8, shape (N,)
        Indices into `KINDS`; after also `UNKNOWN`.
    verdict_before, verdict_after : ndarray of int8, shape (N,)
        Indices into `VERDICTS`.
    """

    thresholds: Thresholds
    kind_before: np.ndarray
    kind_after: np.ndarray
    verdict_before: np.ndarray
    verdict_after: np.ndarray

    @property
    def changed(self) -> np.ndarray:
        """Rows whose photo type or verdict is another one, or can no longer be told; ndarray of int64."""
        return np.flatnonzero((self.kind_before != self.kind_after) | (self.verdict_before != self.verdict_after))

    def counts(self) -> list[dict[str, Any]]:
        """A row for each photo type and verdict: {"group", "name", "before", "after", "difference"}."""
        rows = []
        for group, names, before, after in (
                ("kind", (*KINDS, "unknown"), self.kind_before, self.kind_after),
                ("verdict", VERDICTS, self.verdict_before, self.verdict_after)):
            was, now = (np.bincount(values, minlength=len(names)) for values in (before, after))
            rows += [{"group": group, "name": name, "before": int(was[row]), "after": int(now[row]),
                      "difference": int(now[row] - was[row])}
                     for row, name in enumerate(names) if name != "unknown" or now[row]]
        return rows


@dataclass(frozen=True)
class Curve:
    """Precision and recall of the verdict "shoppable" over one threshold.

    Attributes
    ----------
    known : int
        Pictures whose truth is known.
    sellable : int
        Those of them that show something for sale.
    points : tuple of (threshold, precision, recall)
        Precision is None where nothing is shoppable, or where no picture is known to show nothing for sale.
    """

    known: int
    sellable: int
    points: tuple[tuple[float, float | None, float], ...]


def kinds(scores: Scores, thresholds: Thresholds) -> np.ndarray:
    """Photo types from stored scores, ndarray of int8, shape (N,): indices into `KINDS`, or `UNKNOWN`."""
    face = is_face(scores.face, thresholds.face)
    if_low = photo_type(face, is_person(scores.person_low, thresholds.person))
    if_high = photo_type(face, is_person(scores.person_high, thresholds.person))
    return np.where(if_low == if_high, if_low, UNKNOWN).astype(np.int8)


def verdicts(scores: Scores, thresholds: Thresholds) -> np.ndarray:
    """Verdicts from stored scores, ndarray of int8, shape (N,): indices into `VERDICTS`."""
    found: np.ndarray = verdict(scores.shoppable_score, scores.sensitive_score, shoppable=thresholds.shoppable,
                                limit=thresholds.sensitive).astype(np.int8)
    return found


def change_of(scores: Scores, thresholds: Thresholds) -> Change:
    """What other thresholds change, against the stored photo types and verdicts."""
    return Change(thresholds, scores.kind, kinds(scores, thresholds), verdicts(scores, scores.thresholds),
                  verdicts(scores, thresholds))


def curve_of(scores: Scores, thresholds: Thresholds, name: str) -> Curve | None:
    """Precision and recall of "shoppable" while one threshold moves; None where nobody said which pictures
    show something for sale.

    Parameters
    ----------
    scores : Scores
    thresholds : Thresholds
        Where the others stand.
    name : {"shoppable", "sensitive"}
        The threshold that moves.
    """
    known = np.flatnonzero(scores.truth >= 0)
    truth = scores.truth[known] == 1
    if not truth.any():
        return None
    points = []
    for value in STEPS:
        moved = thresholds.changed({name: float(value)})
        says = is_shoppable(scores.shoppable_score[known], scores.sensitive_score[known], shoppable=moved.shoppable,
                            limit=moved.sensitive)
        hits, said = int((says & truth).sum()), int(says.sum())
        points.append((float(value), hits / said if said and not truth.all() else None, hits / int(truth.sum())))
    return Curve(len(known), int(truth.sum()), tuple(points))
