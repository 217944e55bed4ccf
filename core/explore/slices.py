"""Slices of a set where a rate is higher than among the other pictures, with multiple comparisons handled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from core.nouns.proportion import Share, share_of

SMALLEST = 5  # pictures in a slice, and outside it
LEVEL = 0.05  # false discovery rate


@dataclass(frozen=True)
class Slice:
    """One slice against the other pictures.

    Attributes
    ----------
    dimension, value : str
    inside, outside : Share
        The rate in the slice, and among the other pictures whose value is known.
    low, high : float
        Newcombe's 95 % interval [1]_ of the difference inside - outside.
    p_value : float
        Fisher's exact test, two-sided, adjusted for all slices by Benjamini and Hochberg [2]_.

    References
    ----------
    .. [1] Newcombe, "Interval estimation for the difference between independent proportions", 1998, method 10.
    .. [2] Benjamini and Hochberg, "Controlling the false discovery rate", 1995.
    """

    dimension: str
    value: str
    inside: Share
    outside: Share
    low: float
    high: float
    p_value: float

    @property
    def difference(self) -> float:
        """Rate inside minus rate outside, in [-1, 1]."""
        return (self.inside.share or 0.0) - (self.outside.share or 0.0)

    @property
    def worse(self) -> bool:
        """True when the rate is higher inside at a false discovery rate of 5 %."""
        return self.difference > 0 and self.p_value <= LEVEL


def newcombe(inside: Share, outside: Share) -> tuple[float, float]:
    """Newcombe's 95 % interval of the difference of two shares, as of `Slice`."""
    first, second = inside.share or 0.0, outside.share or 0.0
    below = np.hypot(first - inside.low, outside.high - second)
    above = np.hypot(inside.high - first, second - outside.low)
    return float(first - second - below), float(first - second + above)


def slices_of(values: Mapping[str, Sequence[str]], hits: np.ndarray) -> list[Slice]:
    """Compare each slice of at least 5 pictures with the rest.

    Parameters
    ----------
    values : mapping of str to sequence of str, each of length N
        Dimension -> value of each picture; "" is in no slice.
    hits : ndarray of bool, shape (N,)
        What is counted, such as a wrong label.

    Returns
    -------
    list of Slice
        The surest higher rate first, lower rates last.
    """
    raw: list[tuple[str, str, Share, Share]] = []
    for dimension, column in values.items():
        named = np.array(column, dtype=str)
        told = named != ""
        for value in np.unique(named[told]).tolist():
            inside, outside = named == value, told & (named != value)
            if min(inside.sum(), outside.sum()) >= SMALLEST:
                raw.append((dimension, value, share_of(int(hits[inside].sum()), int(inside.sum())),
                            share_of(int(hits[outside].sum()), int(outside.sum()))))
    if not raw:
        return []
    tests = [stats.fisher_exact([[part.hits, part.count - part.hits] for part in pair[2:]]).pvalue for pair in raw]
    adjusted = stats.false_discovery_control(np.clip(tests, 0.0, 1.0)).tolist()
    found = [Slice(*pair, *newcombe(*pair[2:]), p_value) for pair, p_value in zip(raw, adjusted, strict=True)]
    return sorted(found, key=lambda item: (item.difference <= 0, item.p_value, -item.difference))
