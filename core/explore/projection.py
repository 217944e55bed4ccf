"""Vectors of many dimensions as points on a sheet: principal components [1]_, and t-SNE [2]_ for small sets.

References
----------
.. [1] Jolliffe, "Principal Component Analysis", 2nd edition, 2002.
.. [2] van der Maaten and Hinton, "Visualizing Data using t-SNE", JMLR 9, 2008; by scikit-learn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

COMPONENTS = 50  # that t-SNE and the search for neighbors start from, as [2] does
TSNE_MOST = 3000  # pictures; above, t-SNE takes minutes
NEIGHBORS_MOST = 20_000
NEIGHBORS = 10
PERPLEXITY = 30.0  # scikit-learn's own
SEED = 4
Batches = Callable[[], Iterable[np.ndarray]]


def components(batches: Batches) -> np.ndarray:
    """Project vectors on their first principal components, without holding all vectors at once.

    Parameters
    ----------
    batches : callable
        () -> iterable of ndarray of float32, shape (any, D): the vectors in parts; called twice.

    Returns
    -------
    ndarray of float32, shape (N, K), K = min(50, D)
        The direction of largest variance first. The sign of each direction is fixed by its largest entry.
    """
    count, total, products = 0, np.zeros(1), np.zeros((1, 1))
    for part in batches():
        values = part.astype(np.float64)
        count, total, products = count + len(values), total + values.sum(axis=0), products + values.T @ values
    if not count:
        return np.zeros((0, 2), np.float32)
    mean = total / count
    _, directions = np.linalg.eigh(products / count - np.outer(mean, mean))
    chosen = directions[:, ::-1][:, :COMPONENTS]
    chosen = chosen * np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(chosen.shape[1])])
    return np.concatenate([((part - mean) @ chosen).astype(np.float32) for part in batches()])


def flatten(points: np.ndarray) -> tuple[np.ndarray, str]:
    """Lay points out on a sheet; the same points give the same sheet.

    Parameters
    ----------
    points : ndarray of float32, shape (N, K)
        From `components`.

    Returns
    -------
    places : ndarray of float32, shape (N, 2)
    method : {"t-sne", "pca"}
        t-SNE keeps neighbors together; its axes and the distances of groups have no meaning. The first two components
        are taken where there are fewer than 10 pictures, more than 3,000, or no difference between them.
    """
    if not 10 <= len(points) <= TSNE_MOST or not np.ptp(points, axis=0).any():
        return _two(points), "pca"
    from sklearn.manifold import TSNE

    perplexity = min(PERPLEXITY, (len(points) - 1) / 3)
    model = TSNE(2, perplexity=perplexity, init="pca", random_state=SEED, n_jobs=1)
    return model.fit_transform(points.astype(np.float64)).astype(np.float32), "t-sne"


def neighbors(points: np.ndarray) -> np.ndarray:
    """The 10 nearest points of each.

    Parameters
    ----------
    points : ndarray of float32, shape (N, K)
        From `components`.

    Returns
    -------
    ndarray of int32, shape (N, 10)
        Rows of `points`, the nearest first; of shape (N, 0) for fewer than 11 or more than 20,000 points.
    """
    if not NEIGHBORS < len(points) <= NEIGHBORS_MOST:
        return np.zeros((len(points), 0), np.int32)
    from sklearn.neighbors import NearestNeighbors

    nearest = NearestNeighbors(n_neighbors=NEIGHBORS, algorithm="brute").fit(points).kneighbors(return_distance=False)
    return np.asarray(nearest, np.int32)


def _two(points: np.ndarray) -> np.ndarray:
    places = np.zeros((len(points), 2), np.float32)
    places[:, :points.shape[1]] = points[:, :2]
    return places
