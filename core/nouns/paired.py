"""Differences of two models on the same pictures, and intervals where pictures come from few sources."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.nouns.proportion import Share, share_of

DRAWS = 2000


@dataclass(frozen=True)
class PairedDifference:
    """How much more of the same pictures one model gets right than another.

    Attributes
    ----------
    count, groups : int
        Pictures, and the sources that they come from; 0 groups where nothing tells them.
    before, after : Share
        Pictures that each model gets right.
    better, worse : int
        Pictures that only the second and only the first model gets right.
    difference, low, high : float
        Share after minus share before, in [-1, 1], with its 95 % interval: Newcombe's for paired shares [1]_, and where
        there are several groups, widened to that of `group_interval`.
    p_value : float
        McNemar's exact test [2]_, two-sided: how often chance alone would split the changed pictures so unevenly.

    References
    ----------
    .. [1] Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired
       data", 1998, method 10.
    .. [2] McNemar, "Note on the sampling error of the difference between correlated proportions", 1947.
    """

    count: int
    groups: int
    before: Share
    after: Share
    better: int
    worse: int
    difference: float
    low: float
    high: float
    p_value: float


def paired_difference(before: Sequence[bool] | np.ndarray, after: Sequence[bool] | np.ndarray,
                      groups: Sequence[str] = ()) -> PairedDifference:
    """Compare two models on the same pictures.

    Parameters
    ----------
    before, after : sequence of bool, length N
        Whether the first and the second model is right on each picture.
    groups : sequence of str, length N or 0
        Where each picture comes from, such as its shop.

    Returns
    -------
    PairedDifference
        Without pictures, a difference of 0 between -1 and 1.

    Examples
    --------
    >>> found = paired_difference([True] * 48 + [False] * 2, [True] * 36 + [False] * 12 + [True] * 2)
    >>> found.better, found.worse, found.difference, round(found.low, 4), round(found.high, 4)
    (2, 12, -0.2, -0.3404, -0.0569)
    """
    from scipy.stats import binomtest  # loads in a second, which only a comparison should pay

    first, second = np.asarray(before, bool), np.asarray(after, bool)
    better, worse, count = int((second & ~first).sum()), int((first & ~second).sum()), len(first)
    shares = share_of(int(first.sum()), count), share_of(int(second.sum()), count)
    difference = (better - worse) / count if count else 0.0
    low, high = _newcombe(*shares, both=int((first & second).sum())) if count else (-1.0, 1.0)
    if len(set(groups)) > 1:
        ends = group_interval(second.astype(float) - first, groups)
        low, high = max(min(low, ends[0]), -1.0), min(max(high, ends[1]), 1.0)
    p_value = float(binomtest(better, better + worse).pvalue) if better + worse else 1.0
    return PairedDifference(count, len(set(groups)), *shares, better, worse, difference, low, high, p_value)


def group_interval(values: Sequence[float] | np.ndarray, groups: Sequence[str]) -> tuple[float, float]:
    """The 95 % interval of a mean over pictures of several groups, by drawing whole groups.

    Parameters
    ----------
    values : sequence of float, length N
        One for each picture.
    groups : sequence of str, length N
        At least two different ones. Few groups give a wide interval: nobody knows how the next one will be.

    Returns
    -------
    tuple of float
        The mean plus and minus Student's t for one degree of freedom less than groups, times the standard error of the
        cluster bootstrap [1]_. The same values give the same ends.

    References
    ----------
    .. [1] Cameron, Gelbach and Miller, "Bootstrap-based improvements for inference with clustered errors", 2008,
       section II.
    """
    from scipy.stats import t as student

    names, place = np.unique(np.asarray(groups, str), return_inverse=True)
    number = len(names)
    sums = np.stack([np.bincount(place, np.asarray(values, float)), np.bincount(place)])
    drawn = np.random.default_rng(0).multinomial(number, np.full(number, 1 / number), DRAWS) @ sums.T
    error = float((drawn[:, 0] / drawn[:, 1]).std()) * math.sqrt(number / (number - 1))
    mean, reach = float(np.mean(values)), float(student.ppf(0.975, number - 1)) * error
    return mean - reach, mean + reach


def _newcombe(before: Share, after: Share, *, both: int) -> tuple[float, float]:
    """Newcombe's interval of after - before, as of `PairedDifference`."""
    count, only_after, only_before = after.count, after.hits - both, before.hits - both
    neither = count - both - only_after - only_before
    product = float(both * neither - only_after * only_before)
    if product > 0:
        product = max(product - count / 2, 0.0)  # continuity
    total = after.hits * (count - after.hits) * before.hits * (count - before.hits)
    phi = product / math.sqrt(total) if total else 0.0
    difference = (only_after - only_before) / count
    first, second = after.hits / count, before.hits / count

    def reach(one: float, other: float) -> float:
        return math.sqrt(max(one * one - 2 * phi * one * other + other * other, 0.0))

    return (difference - reach(first - after.low, before.high - second),
            difference + reach(after.high - first, second - before.low))
