"""Vectors of a catalog, half-whitened: what all its pictures have in common counts less, what tells them apart more.

Principal components in closed form from the catalog's own vectors [1]_, each divided by the fourth root of its variance
(whitening divides by the square root [2]_; half of that keeps the noise of the last components down).

References
----------
.. [1] Jolliffe, "Principal Component Analysis", 2nd edition, 2002.
.. [2] Jégou and Chum, "Negative evidences and co-occurrences in image retrieval: the benefit of PCA and whitening",
   ECCV 2012.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

DIMENSIONS = 256
LEAST = 2 * DIMENSIONS  # pictures; fewer say too little of how pictures vary, and are compared as they are
POWER = 0.25  # of the variance


@dataclass(frozen=True, eq=False)
class Whitening:
    """A change of vectors.

    Attributes
    ----------
    mean : ndarray of float32, shape (D,)
    directions : ndarray of float32, shape (D, K)
        Scaled; shape (D, 0) where vectors stay as they are.
    """

    mean: np.ndarray
    directions: np.ndarray

    def of(self, vectors: np.ndarray) -> np.ndarray:
        """Vectors of length 1 whose dot product is their likeness.

        Parameters
        ----------
        vectors : ndarray of float, shape (N, D)

        Returns
        -------
        ndarray of float32, shape (N, K), or (N, D) without directions
        """
        values = np.asarray(vectors, np.float32)
        return unit((values - self.mean) @ self.directions if self.directions.size else values)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors divided by their lengths; zeros stay (ndarray of float32, shape (N, D)).

    Examples
    --------
    >>> unit(np.float32([[3, 4], [0, 0]])).round(1).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


def fit(batches: Iterable[np.ndarray]) -> Whitening:
    """The whitening of a catalog.

    Parameters
    ----------
    batches : iterable of ndarray of float, shape (any, D)
        Its vectors in parts; only their sums are held.

    Returns
    -------
    Whitening
        One that changes nothing for fewer than 512 vectors.

    Examples
    --------
    The first of two directions varies most, so a difference in it counts less than before.

    >>> values = np.random.default_rng(0).normal(size=(600, 2)) * (10, 1)
    >>> weights = np.abs(fit([values]).directions).max(axis=0)
    >>> bool(weights[1] > 2 * weights[0])
    True
    """
    count, total, products = 0, np.zeros(1), np.zeros((1, 1))
    for part in batches:
        values = np.asarray(part, np.float32)
        count += len(values)
        total = total + values.sum(axis=0, dtype=np.float64)
        products = products + (values.T @ values).astype(np.float64)
    width = len(total)
    if count < LEAST:
        return Whitening(np.zeros(width, np.float32), np.zeros((width, 0), np.float32))
    mean = total / count
    variances, directions = np.linalg.eigh(products / count - np.outer(mean, mean))
    chosen = np.argsort(-variances)[:DIMENSIONS]
    scale = np.maximum(variances[chosen], variances.max() * 1e-6) ** -POWER
    return Whitening(mean.astype(np.float32), (directions[:, chosen] * scale).astype(np.float32))
