"""Confusion of the model's labels with the shop's, and how well its scores are calibrated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.nouns.intent import INTENT_LABELS
from core.nouns.proportion import Share, share_of

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Pictures whose best score lies in one tenth of [0, 1]: the mean score, and the share that is right."""

    low: float
    high: float
    confidence: float
    right: Share


@dataclass(frozen=True)
class Reliability:
    """How well the best score predicts that the label is right.

    Attributes
    ----------
    ece : float
        Expected calibration error [1]_: mean distance of score and share right over the bins, weighted by pictures.
    bins : tuple of Bin
        Those that hold a picture.

    References
    ----------
    .. [1] Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, equation 3.
    """

    ece: float
    bins: tuple[Bin, ...]


def confusion_of(truth: np.ndarray, top: np.ndarray) -> np.ndarray:
    """Count pictures by the shop's label and the model's.

    Parameters
    ----------
    truth, top : ndarray of int64, shape (N,)
        Indices into `INTENT_LABELS`; a truth of -1 is left out.

    Returns
    -------
    ndarray of int64, shape (4, 4)
        Rows are the shop's labels, columns the model's.
    """
    size = len(INTENT_LABELS)
    known = truth >= 0
    return np.bincount(truth[known] * size + top[known], minlength=size * size).reshape(size, size)


def reliability_of(confidence: np.ndarray, right: np.ndarray) -> Reliability | None:
    """Compare scores with the share that is right.

    Parameters
    ----------
    confidence : ndarray of float64, shape (N,)
        Best score, in [0, 1].
    right : ndarray of bool, shape (N,)

    Returns
    -------
    Reliability or None
        None without a picture.
    """
    if not len(confidence):
        return None
    place = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    bins = tuple(Bin(index / BINS, (index + 1) / BINS, float(confidence[place == index].mean()),
                     share_of(int(right[place == index].sum()), int((place == index).sum())))
                 for index in np.unique(place).tolist())
    gaps = sum(abs(part.right.hits - part.confidence * part.right.count) for part in bins)
    return Reliability(gaps / len(confidence), bins)
