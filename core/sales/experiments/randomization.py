"""A picture test read by randomization inference: what these very sales would show under other random assignments.

Products are randomly assigned in pairs. If the photo has no effect, a product would sell the same under either
assignment, so every other assignment gives a figure that was as likely as the observed one [1]_. No distribution of
sales is assumed and no variance is estimated: looks that stop are as rare as planned with few products as with many.
The looks spend alpha on the same assignments together [2]_, [3]_, whatever their correlation.

References
----------
.. [1] Fisher (1935), The design of experiments, chapter 3; with earlier sales taken out first: Rosenbaum (2002),
   Covariance adjustment in randomized experiments and observational studies, Statistical Science 17, 286-327.
.. [2] Lan, DeMets (1983), Discrete sequential boundaries for clinical trials, Biometrika 70, 659-663.
.. [3] Plamadeala, Rosenberger (2012), Sequential monitoring with conditional randomization tests, Ann. Stat. 40, 30-44.
.. [4] Hartigan (1969), Using subsample values as typical values, J. Am. Stat. Assoc. 64, 1303-1317.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.sales.experiments.stopping import alpha_spent

# Assignments in a sample where a test has more of them: as many as the first of four looks needs.
SAMPLE, SEED = 2**17, 1
CHUNK = 2**12  # of them at a time, for the memory's sake
MOST_BITS = 60  # of a count of assignments, to stay within an int64


@dataclass(frozen=True, eq=False)
class Randomization:
    """A test under its actual assignment (row 0) and under others; an assignment and its opposite count as one.

    Attributes
    ----------
    gaps : ndarray of float64, shape (pairs, looks + 1)
        In each pair, how much more the product with the new photo sold (logs, earlier sales taken out) up to each
        look; last, by how much an effect of 1 would widen that gap.
    sums : ndarray of float64, shape (assignments, looks)
        Sums of the gaps over pairs, with the signs of the assignment.
    slopes : ndarray of float64, shape (assignments,)
        By how much an effect of 1 would shift such a sum.
    """

    gaps: np.ndarray
    sums: np.ndarray
    slopes: np.ndarray


def assignment_count(pairs: int) -> int:
    """Number of assignments that a test of so many pairs is compared with.

    Examples
    --------
    >>> assignment_count(6), assignment_count(40)
    (32, 131072)
    """
    return int(min(SAMPLE, 2 ** min(pairs - 1, MOST_BITS)))


def minimum_pairs(alpha: float) -> int:
    """Pairs below which no assignment is rare enough to be called an effect.

    Examples
    --------
    >>> minimum_pairs(0.05), minimum_pairs(0.01)
    (6, 8)
    """
    return 1 + math.ceil(math.log2(1 / alpha))


def randomize(test: np.ndarray, before: np.ndarray) -> Randomization:
    """Repeat the assignment of a test: all assignments where they are few, a sample of them otherwise.

    Parameters
    ----------
    test : ndarray of float64, shape (2, pairs, looks)
        Sales from the start to each look: products with the new photo, then their partners.
    before : ndarray of float64, shape (2, pairs)
        Sales before the test.
    """
    pairs, looks = test.shape[1:]
    covariates = np.stack([np.ones(2 * pairs), np.log(before.ravel() + 0.5)], axis=1)
    basis, _ = np.linalg.qr(covariates)
    values = np.column_stack([np.log(test.reshape(2 * pairs, looks) + 0.5), np.repeat([1.0, 0.0], pairs)])
    residual = (values - basis @ (basis.T @ values)).reshape(2, pairs, looks + 1)
    return flip_signs(residual[0] - residual[1])


def flip_signs(gaps: np.ndarray) -> Randomization:
    """Sums of gaps under the actual assignment and under others; another assignment flips the sign of some pairs.

    Parameters
    ----------
    gaps : ndarray of float64, shape (pairs, looks + 1)
        As in `Randomization`.
    """
    pairs, count = len(gaps), assignment_count(len(gaps))
    exhaustive, random = 2 ** min(pairs - 1, MOST_BITS) <= SAMPLE, np.random.default_rng(SEED)
    sums = np.empty((count, gaps.shape[1]))
    for start in range(0, count, CHUNK):
        rows = np.arange(start, min(start + CHUNK, count))
        if exhaustive:
            flips = (rows[:, None] >> np.arange(pairs - 1) & 1).astype(float)
        else:
            width = -(-(pairs - 1) // 8)
            octets = np.frombuffer(random.bytes(len(rows) * width), np.uint8).reshape(len(rows), -1)
            flips = np.unpackbits(octets, axis=1)[:, : pairs - 1].astype(float)
        if not start:
            flips[0] = 0  # the actual assignment
        sums[rows] = gaps.sum(axis=0) - 2 * flips @ gaps[1:]
    return Randomization(gaps, sums[:, :-1], sums[:, -1])


def critical_ranks(randomization: Randomization, shares: Sequence[float], alpha: float) -> list[int]:
    """Number of assignments beyond the limit of each look, so that all looks together stop in alpha of assignments.

    Parameters
    ----------
    randomization : Randomization
    shares : sequence of float
        Share of the test that is over at each look, rising; the last is 1 when the test has ended.
    alpha : float
        False alarms of all looks together.

    Returns
    -------
    list of int
        0 where a look cannot stop.
    """
    sizes = np.abs(randomization.sums)
    running = np.ones(len(sizes), bool)
    ranks = []
    for look, share in enumerate(shares):
        quota = math.floor(alpha_spent(share, alpha) * len(sizes) + 1e-9) - int((~running).sum())
        limit = _limit(sizes[running, look], quota)
        ranks.append(int((sizes[:, look] >= limit).sum()))
        running &= sizes[:, look] < limit
    return ranks


def _limit(sizes: np.ndarray, quota: int) -> float:
    """The least value that at most `quota` sizes reach."""
    if quota <= 0 or not len(sizes):
        return math.inf
    place = len(sizes) - min(quota, len(sizes))
    limit = np.partition(sizes, place)[place]
    if (sizes >= limit).sum() <= quota:
        return float(limit)
    above = sizes[sizes > limit]
    return float(above.min()) if len(above) else math.inf


def rank(randomization: Randomization, look: int) -> int:
    """Number of assignments with a sum as large as the actual one, itself included: p times their number."""
    sizes = np.abs(randomization.sums[:, look])
    return int((sizes >= sizes[0]).sum())


def interval(randomization: Randomization, look: int, count: int) -> tuple[float, float, float]:
    """Effect, log ratio, with the range of effects that the test does not refute, where `count` assignments are rare.

    An effect is refuted as "none" is, once it is taken out of the sales; sums over the pairs that an assignment flips
    give the ends directly [4]_. So 0 lies outside exactly where the look may stop.

    Returns
    -------
    effect, low, high : float
    """
    total, slope = randomization.sums[0, look], randomization.slopes[0]
    others, slopes = randomization.sums[1:, look], randomization.slopes[1:]
    ratios = [(total + sign * others) / np.maximum(slope + sign * slopes, 1e-9)
              for sign in (-1, 1)]  # over the pairs that the assignment flips, and over those that it leaves
    values = np.concatenate([*ratios, [total / slope]])
    ordered = np.partition(values, (count - 1, len(values) - count))
    return float(total / slope), float(ordered[count - 1]), float(ordered[-count])


def standard_error(randomization: Randomization, look: int) -> float:
    """Of the effect at a look, from the differences between pairs; its t has one degree of freedom per pair, less 1."""
    pairs, gaps = len(randomization.gaps), randomization.gaps
    effect = randomization.sums[0, look] / randomization.slopes[0]
    residual = gaps[:, look] - effect * gaps[:, -1]
    return math.sqrt(float(residual @ residual) * pairs / (pairs - 1)) / float(randomization.slopes[0])
