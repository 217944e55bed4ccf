"""A picture test read against its own lots: what these very sales would have shown, had the lots fallen otherwise.

Products are drawn by lot in pairs. If the picture does nothing, a product would have sold the same under either lot, so
every other fall of the lots gives a figure that was as likely as the one seen [1]_. No distribution of sales is assumed
and no variance is estimated: with few products as with many, looks that stop are as rare as was planned. The looks
spend alpha on the same lots together [2]_, [3]_, so it does not matter how they go together.

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

from core.sales.experiments.stopping import spent

DRAWS, SEED = 2**17, 1  # lots that are drawn where a test has more of them; as many as the first of four looks needs
CHUNK = 2**12  # of them at a time, for the memory's sake


@dataclass(frozen=True, eq=False)
class Redrawn:
    """A test under its own lots (row 0) and under others; a lot and its opposite count as one.

    Attributes
    ----------
    gaps : ndarray of float64, shape (pairs, looks + 1)
        In each pair, how much more the product with the picture sold (logs, earlier sales taken out) up to each look;
        last, by how much an effect of 1 would widen that gap.
    sums : ndarray of float64, shape (lots, looks)
        Gaps summed up over pairs, with the signs of the lot.
    tilts : ndarray of float64, shape (lots,)
        By how much an effect of 1 would shift such a sum.
    """

    gaps: np.ndarray
    sums: np.ndarray
    tilts: np.ndarray


def lots_of(pairs: int) -> int:
    """How many lots a test of so many pairs is read against."""
    return int(min(DRAWS, 2 ** min(pairs - 1, 60)))


def least_pairs(alpha: float) -> int:
    """Pairs below which no lot is rare enough to be called an effect."""
    return 1 + math.ceil(math.log2(1 / alpha))


def redrawn(test: np.ndarray, before: np.ndarray) -> Redrawn:
    """Draw the lots of a test anew; all of them where they are few.

    Parameters
    ----------
    test : ndarray of float64, shape (2, pairs, looks)
        Sales from the start to each look: products that got the picture, then those drawn against them.
    before : ndarray of float64, shape (2, pairs)
        Sales before.
    """
    pairs, looks = test.shape[1:]
    known = np.stack([np.ones(2 * pairs), np.log(before.ravel() + 0.5)], axis=1)
    basis, _ = np.linalg.qr(known)
    shown = np.column_stack([np.log(test.reshape(2 * pairs, looks) + 0.5), np.repeat([1.0, 0.0], pairs)])
    left = (shown - basis @ (basis.T @ shown)).reshape(2, pairs, looks + 1)
    return turned_round(left[0] - left[1])


def turned_round(gaps: np.ndarray) -> Redrawn:
    """Sums of gaps, as of `Redrawn`, under the true lot and under others; a lot turns some pairs round."""
    pairs, lots = len(gaps), lots_of(len(gaps))
    whole, random = 2 ** min(pairs - 1, 60) <= DRAWS, np.random.default_rng(SEED)
    found = np.empty((lots, gaps.shape[1]))
    for start in range(0, lots, CHUNK):
        rows = np.arange(start, min(start + CHUNK, lots))
        if whole:
            turned = (rows[:, None] >> np.arange(pairs - 1) & 1).astype(float)
        else:
            drawn = np.frombuffer(random.bytes(len(rows) * -(-(pairs - 1) // 8)), np.uint8).reshape(len(rows), -1)
            turned = np.unpackbits(drawn, axis=1)[:, : pairs - 1].astype(float)
        if not start:
            turned[0] = 0
        found[rows] = gaps.sum(axis=0) - 2 * turned @ gaps[1:]
    return Redrawn(gaps, found[:, :-1], found[:, -1])


def rare(lots: Redrawn, shares: Sequence[float], alpha: float) -> list[int]:
    """How many lots lie beyond the limit of each look, so that all looks together stop in alpha of lots.

    Parameters
    ----------
    lots : Redrawn
    shares : sequence of float
        How much of the test is over at each look, rising, the last is 1 when the test has ended.
    alpha : float

    Returns
    -------
    list of int
        0 where a look cannot stop.
    """
    sizes = np.abs(lots.sums)
    going = np.ones(len(sizes), bool)
    found = []
    for look, share in enumerate(shares):
        allowed = math.floor(spent(share, alpha) * len(sizes) + 1e-9) - int((~going).sum())
        limit = _limit(sizes[going, look], allowed)
        found.append(int((sizes[:, look] >= limit).sum()))
        going &= sizes[:, look] < limit
    return found


def _limit(sizes: np.ndarray, allowed: int) -> float:
    """The least value that at most so many reach."""
    if allowed <= 0 or not len(sizes):
        return math.inf
    place = len(sizes) - min(allowed, len(sizes))
    limit = np.partition(sizes, place)[place]
    if (sizes >= limit).sum() <= allowed:
        return float(limit)
    above = sizes[sizes > limit]
    return float(above.min()) if len(above) else math.inf


def beyond(lots: Redrawn, look: int) -> int:
    """How many lots show as much as the true one, itself among them: p times the number of lots."""
    sizes = np.abs(lots.sums[:, look])
    return int((sizes >= sizes[0]).sum())


def interval(lots: Redrawn, look: int, count: int) -> tuple[float, float, float]:
    """Effect, log ratio, with the effects that the test does not refute, where `count` lots are too rare.

    An effect is refuted by the lots as "none" is, once it is taken out of the sales; sums over the pairs that a lot
    turns round give the ends directly [4]_. So 0 lies outside just where the look may stop.
    """
    total, tilt = lots.sums[0, look], lots.tilts[0]
    values = [(total + sign * lots.sums[1:, look]) / np.maximum(tilt + sign * lots.tilts[1:], 1e-9)
              for sign in (-1, 1)]  # pairs that the lot turned round, and those that it left
    every = np.concatenate([*values, [total / tilt]])
    ordered = np.partition(every, (count - 1, len(every) - count))
    return float(total / tilt), float(ordered[count - 1]), float(ordered[-count])


def standard_error(lots: Redrawn, look: int) -> float:
    """Of the effect at a look, from how the pairs differ; its t has a degree of freedom less than there are pairs."""
    pairs = len(lots.gaps)
    left = lots.gaps[:, look] - lots.sums[0, look] / lots.tilts[0] * lots.gaps[:, -1]
    return math.sqrt(float(left @ left) * pairs / (pairs - 1)) / float(lots.tilts[0])
