"""The least probability at which a tag is shown, from pictures that did not teach."""

from __future__ import annotations

import numpy as np

PRECISION = 0.92  # asked of each tag on pictures that did not teach; a little above what is promised
FEWEST = 8  # shown pictures that a threshold of its own rests on
NEVER = 2.0
FLOOR = 0.5  # what is less likely than not is never shown


def threshold(scores: np.ndarray, right: np.ndarray) -> float:
    """The least score above which `PRECISION` of a tag's pictures are right; `NEVER` where it is reached nowhere.

    Parameters
    ----------
    scores : ndarray of float, shape (N,)
    right : ndarray of bool, shape (N,)

    Examples
    --------
    >>> round(threshold(np.linspace(0, 1, 101), np.arange(101) >= 60), 2)
    0.57
    """
    order = np.argsort(-scores, kind="stable")
    shown = np.arange(1, len(order) + 1)
    precise = np.cumsum(right[order]) / shown >= PRECISION
    enough = precise & (shown >= FEWEST) & (scores[order] >= FLOOR)
    return max(FLOOR, float(scores[order][np.flatnonzero(enough)[-1]])) if enough.any() else NEVER
