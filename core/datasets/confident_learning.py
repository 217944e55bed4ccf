"""Labels that are probably wrong, found from a model's scores by confident learning."""

from __future__ import annotations

import numpy as np


def label_errors(scores: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows whose label is probably wrong: the off-diagonal of the confident joint [1]_.

    Parameters
    ----------
    scores : ndarray of float64, shape (N, K)
        Probabilities of a model that did not learn from these labels; rows sum to 1.
    labels : ndarray of int64, shape (N,)
        Given labels, in [0, K).

    Returns
    -------
    rows : ndarray of int64, shape (M,)
        Those where another label's score exceeds that of their own most come first.
    suggested : ndarray of int64, shape (M,)
        The label that each of them counts for.

    Notes
    -----
    The threshold of a class is the mean score of that class over the rows that have it as label ([1]_, equation 2). A
    row counts for the best class among those whose threshold it reaches; when that is not its label, the label is
    probably wrong. A class without rows has no threshold and is never suggested.

    References
    ----------
    .. [1] Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset labels", 2021,
       arXiv:1911.00068, section 3.1.

    Examples
    --------
    >>> scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.2, 0.8], [0.1, 0.9], [0.05, 0.95]])
    >>> rows, suggested = label_errors(scores, np.array([0, 0, 1, 1, 0]))
    >>> rows.tolist(), suggested.tolist()
    ([4], [1])
    """
    thresholds = np.array([scores[labels == label, label].mean() if (labels == label).any() else np.inf
                           for label in range(scores.shape[1])])
    confident = np.where(scores >= thresholds, scores, -1.0)
    best = np.where((confident >= 0).any(axis=1), confident.argmax(axis=1), labels) if len(labels) else labels
    rows = np.flatnonzero(best != labels)
    gain = scores[rows, best[rows]] - scores[rows, labels[rows]]
    rows = rows[np.argsort(-gain, kind="stable")]
    return rows, best[rows]
