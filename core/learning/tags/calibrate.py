"""From logits of pictures that did not teach: temperatures, and what is known to be right."""

from __future__ import annotations

import numpy as np

from core.learning.tags.labels import Targets, Tree
from core.vision.tags.head import softmax

_TEMPERATURES = np.geomspace(0.4, 3, 41)


def right_nodes(targets: Targets, tree: Tree) -> tuple[np.ndarray, np.ndarray]:
    """Which nodes are true of which pictures, and of which it is known.

    Parameters
    ----------
    targets : Targets
        Of N pictures.
    tree : Tree

    Returns
    -------
    right, known : ndarray of bool, shape (N, nodes)
        Below a node of which only that level is known, nothing is known.
    """
    inside = tree.below > 0  # leaf (as a node) x nodes it lies in
    right, known = np.zeros((len(targets.exact), len(tree.nodes)), bool), np.ones((len(targets.exact),
                                                                                  len(tree.nodes)), bool)
    for column in targets.nodes.T:
        rows = np.flatnonzero(column >= 0)
        right[rows] |= inside[column[rows]]
        vague = rows[~targets.exact[rows]]
        known[vague] &= ~inside.T[column[vague]]
    return right, known | right


def temperature(logits: np.ndarray, shares: np.ndarray) -> float:
    """The temperature with the least negative log likelihood.

    Parameters
    ----------
    logits, shares : ndarray of float32, shape (N, K)
        `shares` sum to 1 where the truth is known, else to 0.

    References
    ----------
    Guo et al., "On calibration of modern neural networks", ICML 2017.
    """
    known = shares.sum(axis=1) > 0
    losses = [-(shares[known] * np.log(softmax(logits[known] / value) + 1e-9)).sum() for value in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])
