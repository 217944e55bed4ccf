"""The features as a site's own photos spread them: a linear change, learned without labels, in which a head learns.

A small change of a head is held back by its length. The change of the features says what is short: in *whitening* what
all photos of the catalog have in common counts less (`core.vision.embedding.whitening`, closed form); in *contrastive*
what changes between two views of one photo counts less than what tells photos apart, by NT-Xent [1]_. The head that was
learned is a linear one of the plain features again, so that it costs nothing in use.

References
----------
.. [1] Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", ICML 2020.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.vision.embedding.whitening import LEAST, Whitening, fit
from core.vision.intent.head import Shift

FEWEST = LEAST  # photos of the catalog without a label
HIDDEN = 0.5  # share of the features that a view lacks
STEPS, BATCH, RATE, HEAT = 100, 256, 3e-4, 0.1  # of the contrastive learning; HEAT is the temperature of NT-Xent
EVERY = 10  # steps between two reports
Say = Callable[[str, float], None]


def learned(way: str, read: np.ndarray, *, seed: int, say: Say) -> Whitening:
    """Learn a change of the features.

    Parameters
    ----------
    way : {"whitening", "contrastive"}
    read : ndarray of float32, shape (N, D)
        What the head's last layer reads of N photos without a label, at least `FEWEST`.
    seed : int
    say : callable
        Takes a sentence and the share that is done.

    Returns
    -------
    Whitening
        Its mean and directions: a photo becomes (read - mean) @ directions.
    """
    white = fit([read])
    return white if way == "whitening" else _contrasted(white, read, seed, say)


def changed(rows: np.ndarray, change: Whitening, outputs: int) -> np.ndarray:
    """Rows of `core.retrain.tags.learn.collapsed` with changed features; the last `outputs` columns are logits."""
    return np.hstack([(rows[:, :-outputs] - change.mean) @ change.directions, rows[:, -outputs:]])


def on_plain_features(shift: Shift, change: Whitening) -> Shift:
    """The same shift of logits as a linear function of the plain features."""
    weights = shift.weights @ change.directions.T
    return Shift(weights, shift.bias - weights @ change.mean, shift.power)


def nt_xent(first: np.ndarray, second: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """The loss of two views of each of N photos, and its slopes.

    Parameters
    ----------
    first, second : ndarray of float, shape (N, K)

    Returns
    -------
    loss : float
        The mean of -log softmax(likeness / HEAT) of the other view, among all other 2 N - 1 views.
    slope_first, slope_second : ndarray of float, shape (N, K)

    Examples
    --------
    Two photos whose views are alike and that are unlike each other:

    >>> views = np.eye(2)
    >>> round(nt_xent(views, views)[0], 3), round(nt_xent(views, views[::-1])[0], 3)
    (0.0, 10.0)
    """
    count = len(first)
    views = np.concatenate([first, second])
    lengths = np.maximum(np.linalg.norm(views, axis=1, keepdims=True), 1e-9)
    units = views / lengths
    logits = units @ units.T / HEAT
    np.fill_diagonal(logits, -np.inf)
    logits -= logits.max(axis=1, keepdims=True)
    shares = np.exp(logits)
    shares /= shares.sum(axis=1, keepdims=True)
    rows, others = np.arange(2 * count), np.roll(np.arange(2 * count), count)
    loss = -float(np.log(shares[rows, others] + 1e-12).mean())
    shares[rows, others] -= 1
    slope = (shares + shares.T) @ units / (HEAT * 2 * count)
    slope = (slope - units * (slope * units).sum(axis=1, keepdims=True)) / lengths
    return loss, slope[:count], slope[count:]


def _contrasted(white: Whitening, read: np.ndarray, seed: int, say: Say) -> Whitening:
    """A projection of whitened features that NT-Xent has moved from the identity, by Adam; a view lacks some of the
    plain features."""
    chance, values, width = np.random.default_rng(seed), read - white.mean, white.directions.shape[1]
    turn, mean, power = (np.eye(width, dtype=np.float32) * share for share in (1, 0, 0))
    for step in range(1, STEPS + 1):
        rows = chance.choice(len(values), min(BATCH, len(values)), replace=False)
        views = [values[rows] * (chance.random((len(rows), values.shape[1])) >= HIDDEN) @ white.directions
                 for _ in range(2)]
        _, *slopes = nt_xent(*(view @ turn for view in views))
        slope = sum(view.T @ part for view, part in zip(views, slopes, strict=True))
        mean += 0.1 * (slope - mean)
        power += 0.001 * (slope ** 2 - power)
        rate = RATE * np.sqrt(1 - 0.999 ** step) / (1 - 0.9 ** step)
        turn -= (rate * mean / (np.sqrt(power) + 1e-8)).astype(np.float32)
        if step % EVERY == 0:
            say(f"Learning from photos without a label, step {step} of {STEPS}", step / STEPS)
    return Whitening(white.mean, white.directions @ turn)
