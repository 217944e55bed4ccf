"""The candidate against the model in use: on labeled pictures with an honest interval, and on ordinary ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core.nouns.dataset import Sample
from core.nouns.proportion import share_of
from core.nouns.shadow import Changes, Comparison, Judged, LabelRight
from core.retrain.order import HEADS
from core.vision.intent.head import softmax

DRAWS = 2000


class Answers(Protocol):
    """How scores become answers."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The answers there are."""

    def tops(self, scores: np.ndarray) -> np.ndarray:
        """Index of each picture's answer: ndarray of int64, shape (N,), of scores of shape (N, K)."""


@dataclass(frozen=True)
class Judge:
    """How scores become labels and verdicts.

    Attributes
    ----------
    head : str
        "intent": the best label counts. "sensitive": a score of *sensitive* from the threshold on does.
    threshold : float
        For intent, above which a product label makes a picture shoppable.
    """

    head: str
    threshold: float

    @property
    def labels(self) -> tuple[str, ...]:
        """Of the head."""
        return HEADS[self.head].labels

    def tops(self, scores: np.ndarray) -> np.ndarray:
        """Index of each picture's label: ndarray of int64, shape (N,), of scores of shape (N, K)."""
        result: np.ndarray = scores.argmax(axis=1) if self.head == "intent" else self._flagged(scores).astype(np.int64)
        return result

    def passes(self, scores: np.ndarray) -> np.ndarray:
        """Which pictures the head leaves shoppable: ndarray of bool, shape (N,)."""
        result: np.ndarray = (scores[:, 1:].max(axis=1, initial=0) > self.threshold if self.head == "intent"
                              else ~self._flagged(scores))
        return result

    def _flagged(self, scores: np.ndarray) -> np.ndarray:
        result: np.ndarray = scores[:, 1] >= self.threshold
        return result


def compare(samples: Sequence[Sample], groups: Mapping[str, str], pairs: tuple[np.ndarray, np.ndarray],
            judge: Answers) -> Comparison:
    """Compare the logits of two models on labeled pictures.

    Parameters
    ----------
    samples : sequence of Sample
        N pictures, at least one.
    groups : mapping of str to str
        Picture id -> its group; the bootstrap draws groups, not pictures.
    pairs : (ndarray of float64, ndarray of float64), each of shape (N, K)
        Logits by the model in use, and by heads that did not see the picture.
    judge : Answers
        Such as a `Judge`.
    """
    labels = judge.labels
    truth = np.array([labels.index(sample.label) for sample in samples], np.int64)
    tops = [judge.tops(softmax(logits)) for logits in pairs]
    scores = [softmax(logits)[np.arange(len(truth)), top] for logits, top in zip(pairs, tops, strict=True)]
    right_now, right_then = (top == truth for top in tops)
    names = [groups[sample.picture_id] for sample in samples]
    low, high = interval(right_then.astype(np.float64) - right_now, names)
    judged = [Judged(sample.picture_id, sample.path, sample.label, labels[tops[0][row]], labels[tops[1][row]],
                     round(float(scores[0][row]), 4), round(float(scores[1][row]), 4))
              for row, sample in enumerate(samples)]
    better = sorted((item for item in judged if item.is_better), key=lambda item: -item.score_candidate)
    worse = sorted((item for item in judged if item.is_worse), key=lambda item: -item.score_candidate)
    by_label = tuple(LabelRight(label, *(share_of(int(right[own].sum()), int(own.sum())) for right in
                                         (right_now, right_then)))
                     for place, label in enumerate(labels) if (own := truth == place).any())
    points = 100 * float(right_then.mean() - right_now.mean())
    return Comparison(share_of(int(right_now.sum()), len(truth)), share_of(int(right_then.sum()), len(truth)),
                      round(points, 2), round(100 * low, 2), round(100 * high, 2), len(set(names)), tuple(better),
                      tuple(worse), by_label)


def interval(gains: np.ndarray, groups: Sequence[str]) -> tuple[float, float]:
    """95 % interval of a mean by the bootstrap over groups (Davison and Hinkley, 1997, section 2.4), fixed seed.

    Parameters
    ----------
    gains : ndarray of float64, shape (N,)
        1 where a picture became right, -1 where it became wrong, else 0.
    groups : sequence of str
        N names.

    Examples
    --------
    >>> interval(np.array([1.0, 1.0, 1.0]), ["a", "b", "c"])
    (1.0, 1.0)
    """
    _, place = np.unique(np.array(groups, str), return_inverse=True)
    sums, sizes = np.bincount(place, gains), np.bincount(place)
    drawn = np.random.default_rng(0).integers(0, len(sums), (DRAWS, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def changes(now: np.ndarray, candidate: np.ndarray, judge: Judge, source: str) -> Changes:
    """What changes on ordinary pictures.

    Parameters
    ----------
    now, candidate : ndarray of float64, shape (N, K)
        Logits.
    judge : Judge
    source : str
        Id of the analysis or audit, or "".
    """
    before, after = softmax(now), softmax(candidate)
    was, will = judge.passes(before), judge.passes(after)
    return Changes(len(now), int((judge.tops(before) != judge.tops(after)).sum()), int((~was & will).sum()),
                   int((was & ~will).sum()), source)
