"""Which tags of a head stand above which: those that count all its leaves."""

from __future__ import annotations

import numpy as np

from core.vision.tags.head import TagHead


def paths_of(head: TagHead) -> dict[str, frozenset[str]]:
    """Each tag of a head with all that stand above it, itself too."""
    above = _above(head)
    return {node: frozenset(head.nodes[place] for place in np.flatnonzero(above[:, number]))
            for number, node in enumerate(head.nodes)}


def types_of(head: TagHead) -> list[int]:
    """Places of the tags that have none below them; without the last node, which is no product."""
    below = _above(head).sum(axis=1)
    return [place for place in range(len(head.nodes) - 1) if below[place] == 1]


def likeliest(head: TagHead, found: np.ndarray) -> str:
    """The likeliest of the tags that have none below them; "" where no product is likelier.

    Parameters
    ----------
    head : TagHead
    found : ndarray of float32, shape (nodes,)
        Probabilities of a picture's tags.
    """
    place = max(types_of(head), key=lambda place: float(found[place]))
    return head.nodes[place] if found[place] >= found[-1] else ""


def _above(head: TagHead) -> np.ndarray:
    """Whether the first of two tags counts all leaves of the second: ndarray of bool, shape (nodes, nodes)."""
    counts = head.below.astype(np.float32)
    shared: np.ndarray = counts.T @ counts
    return shared >= counts.sum(axis=0)[None, :] - 0.5
