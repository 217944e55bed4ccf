"""Training a head: the head in use stays, and a small change of it is learned from labeled pictures.

The change is linear in the features, with a ridge penalty that pulls it to zero: a multinomial logistic regression [1]_
whose start is the head in use. How strong the pull is, cross-validation says, over groups of pictures that look alike;
no change at all is among the choices. Pictures that nobody labeled are replayed: on them the head is to go on saying
what it says now (learning without forgetting [2]_).

References
----------
.. [1] Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 2009, sections 4.4, 7.10 and 18.3.
.. [2] Li and Hoiem, "Learning without Forgetting", IEEE TPAMI 40 (12), 2018.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from core.vision.intent.head import LABELS, Shift, softmax

RIDGES = (10.0, 3.0, 1.0, 0.3, 0.1, 0.03, 0.01)  # from the strongest on
FOLDS = 5
MOST_CLASS_WEIGHT = 5.0
CAUTION = 0.5  # standard errors of the loss that a weaker pull must gain
MOST_NESTED = 1500  # pictures, replayed ones too
STEPS = 200  # of the optimizer, at most
FEWEST_FOR_TEMPERATURE = 100  # held-out pictures
Say = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Examples:
    """Pictures to learn from, labeled ones and replayed ones.

    Attributes
    ----------
    rows : ndarray of float64, shape (N, D + K)
        What the head reads, and its logits.
    targets : ndarray of float64, shape (N, K)
        One for the label; what the head in use says for a replayed picture.
    weights : ndarray of float64, shape (N,)
    folds : ndarray of int64, shape (N,)
        Pictures that look alike are in one fold.
    labeled : ndarray of bool, shape (N,)
    """

    rows: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    folds: np.ndarray
    labeled: np.ndarray

    def only(self, chosen: np.ndarray) -> Examples:
        """Some of them; `chosen` is an ndarray of bool, shape (N,)."""
        return Examples(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def examples(labeled: np.ndarray, labels: np.ndarray, replayed: np.ndarray, groups: Sequence[str], *,
             seed: int = 0, outputs: int = LABELS) -> Examples:
    """Put labeled and replayed pictures together.

    Parameters
    ----------
    labeled : ndarray of float, shape (N, D + K)
        Rows of labeled pictures, from `core.vision.intent.head.HeadInput.row`.
    labels : ndarray of int64, shape (N,)
        0 to K - 1. Rare labels count more, up to `MOST_CLASS_WEIGHT` times.
    replayed : ndarray of float, shape (M, D + K)
        All together they count as much as the labeled ones, each at most as much as one of these.
    groups : sequence of str
        Of the N + M pictures: those of one group look alike.
    seed : int
        Another one makes other folds.
    outputs : int
        K, labels of the head: 4 for shopping intent.
    """
    counts = np.bincount(labels, minlength=LABELS)
    weights = np.minimum(len(labels) / (np.count_nonzero(counts) * counts[labels]), MOST_CLASS_WEIGHT)
    old = softmax(replayed[:, -outputs:].astype(np.float64)) if len(replayed) else np.zeros((0, outputs))
    each = min(1.0, len(labels) / max(1, len(replayed)))
    rows = np.concatenate([labeled, replayed]).astype(np.float64)
    return Examples(rows, np.concatenate([np.eye(outputs)[labels], old]),
                    np.concatenate([weights * len(labels) / weights.sum(), np.full(len(replayed), each)]),
                    folds_of(groups, seed), np.arange(len(rows)) < len(labeled))


def folds_of(groups: Sequence[str], seed: int) -> np.ndarray:
    """The fold of each picture: groups in an order that depends on their names and the seed, dealt out in turn."""
    order = sorted(set(groups), key=lambda group: hashlib.sha256(f"{seed} {group}".encode()).digest())
    place = {group: number % FOLDS for number, group in enumerate(order)}
    return np.array([place[group] for group in groups], np.int64)


def fit(data: Examples, ridges: Sequence[float]) -> Iterator[Shift]:
    """Shifts of the head in use, one for each ridge; each starts where the one before has ended.

    Parameters
    ----------
    data : Examples
    ridges : sequence of float
        From the strongest on; inf changes nothing.
    """
    labels = data.targets.shape[1]
    read, start = data.rows[:, :-labels], data.rows[:, -labels:]
    middle = np.average(read, axis=0, weights=data.weights)
    scale = np.sqrt(np.average(((read - middle) ** 2).sum(axis=1), weights=data.weights)) or 1.0
    inputs = np.hstack([(read - middle) / scale, np.ones((len(read), 1))])
    # The best change lies in the span of the pictures: with few of them it is found in fewer dimensions, exactly.
    turn = np.linalg.svd(inputs, full_matrices=False)[2] if len(inputs) < inputs.shape[1] else np.eye(inputs.shape[1])
    inputs = inputs @ turn.T
    change = np.zeros((labels, inputs.shape[1]))
    for ridge in ridges:
        if np.isfinite(ridge):
            change = _change(inputs, start, data, (ridge, change))
        whole = change @ turn
        yield Shift(whole[:, :-1] / scale, whole[:, -1] - whole[:, :-1] @ middle / scale)


def _change(inputs: np.ndarray, start: np.ndarray, data: Examples, begin: tuple[float, np.ndarray]) -> np.ndarray:
    ridge, first = begin

    def cost(flat: np.ndarray) -> tuple[float, np.ndarray]:
        change = flat.reshape(first.shape)
        scores = softmax(start + inputs @ change.T)
        loss = -(data.weights * (data.targets * np.log(scores + 1e-12)).sum(axis=1)).sum()
        slope = (data.weights[:, None] * (scores - data.targets)).T @ inputs + ridge * change
        return float(loss + ridge / 2 * (flat ** 2).sum()), slope.ravel()

    found = minimize(cost, first.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    result: np.ndarray = found.x.reshape(first.shape)
    return result


def loss(shift: Shift, data: Examples) -> float:
    """Weighted sum of the cross entropy."""
    scores = softmax(shift.logits(data.rows))
    return float(-(data.weights * (data.targets * np.log(scores + 1e-12)).sum(axis=1)).sum())


def cross_fitted(data: Examples, say: Say = lambda words, share: None) -> tuple[np.ndarray, float]:
    """Logits of every picture by a head that did not see it, and the ridge that is best on pictures held out.

    The ridge of each fold is chosen without that fold too (nested cross-validation): a head without folds i and j
    serves both. With more than `MOST_NESTED` pictures one fold hardly moves the choice, so heads without j stand for
    those without i and j: a third of the work.

    Returns
    -------
    logits : ndarray of float64, shape (N, K)
    ridge : float
        inf where no change is the best.
    """
    ridges = (np.inf, *RIDGES)
    losses = np.zeros((FOLDS, FOLDS, len(ridges)))  # of the head without i and j, on j
    nested = len(data.rows) <= MOST_NESTED
    pairs = [(i, j) for i in range(FOLDS) for j in range(i, FOLDS if nested else i + 1)]
    for number, (i, j) in enumerate(pairs):
        say(f"Trying heads, {number + 1} of {len(pairs)}", number / len(pairs))
        inside = (data.folds != i) & (data.folds != j)
        if not inside.any():
            continue
        for place, tried in enumerate(fit(data.only(inside), ridges)):
            losses[i, j, place] = loss(tried, data.only(data.folds == j))
            losses[j, i, place] = loss(tried, data.only(data.folds == i))
    logits = data.rows[:, -data.targets.shape[1]:].copy()
    for i in range(FOLDS):
        own, others = data.folds == i, np.arange(FOLDS) != i
        best = ridges[_choice(losses[i, others] if nested else losses[others, others])]
        if own.any() and not own.all():
            logits[own] = next(fit(data.only(~own), [best])).logits(data.rows[own])
    return logits, ridges[_choice(np.diagonal(losses, axis1=0, axis2=1).T)]


def _choice(losses: np.ndarray) -> int:
    """The strongest ridge whose loss is within half a standard error of the least (after [1]_, section 7.10).

    Parameters
    ----------
    losses : ndarray of float64, shape (folds, ridges)
        From the strongest ridge on.
    """
    means, least = losses.mean(axis=0), int(losses.mean(axis=0).argmin())
    extra = losses - losses[:, [least]]  # pairwise: what folds have in common does not count
    error = extra.std(axis=0, ddof=1) / np.sqrt(len(losses))
    return int(np.flatnonzero(means - means[least] <= CAUTION * error)[0])


def temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """What to divide logits by, so that scores say how often labels are right (Guo et al., 2017, section 4.2).

    Parameters
    ----------
    logits : ndarray of float64, shape (N, K)
        Of pictures that the head did not see.
    labels : ndarray of int64, shape (N,)

    Returns
    -------
    float
        In [0.25, 4]; 1 where there are fewer than `FEWEST_FOR_TEMPERATURE` pictures.
    """
    if len(labels) < FEWEST_FOR_TEMPERATURE:
        return 1.0

    def cost(power: float) -> float:
        scores = softmax(logits / np.exp(power))
        return -float(np.log(scores[np.arange(len(labels)), labels] + 1e-12).mean())

    return float(np.exp(minimize_scalar(cost, bounds=(-np.log(4), np.log(4)), method="bounded").x))
