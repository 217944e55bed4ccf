"""Shares with an honest interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z95 = 1.959964  # two-sided 95 % of the normal distribution


@dataclass(frozen=True)
class Share:
    """A share of successes with Wilson's 95 % interval [1]_.

    Attributes
    ----------
    hits, count : int
    share : float or None
        None without a try.
    low, high : float
        (0, 1) without a try.

    References
    ----------
    .. [1] Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """

    hits: int
    count: int
    share: float | None
    low: float
    high: float


def share_of(hits: int, count: int) -> Share:
    """Describe `hits` out of `count` tries."""
    if count == 0:
        return Share(0, 0, None, 0.0, 1.0)
    return Share(hits, count, hits / count, *wilson(hits, count))


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, as of `Share`.

    Parameters
    ----------
    hits, count : int
        Successes and tries.

    Returns
    -------
    tuple of float
        Lower and upper end in [0, 1]; (0, 1) without a try.
    """
    if count == 0:
        return 0.0, 1.0
    share, square = hits / count, Z95 * Z95 / count
    middle, half = share + square / 2, Z95 * math.sqrt(share * (1 - share) / count + square / (4 * count))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))
