"""When a running test may stop: boundaries that keep the false alarms of several looks together at their level.

Lan and DeMets' spending function of O'Brien and Fleming's type [1]_: each look spends a part of alpha that depends on
how far the test has come; early looks spend next to nothing. The correlation between looks is the shop's own, since
what lingers from week to week makes late weeks tell less than the first.

References
----------
.. [1] Lan, DeMets (1983), Discrete sequential boundaries for clinical trials, Biometrika 70, 659-663.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

DRAWS, SEED = 400_000, 1  # of the normal distribution; limits are right to about 0.02


def spent(share: float, alpha: float) -> float:
    """Alpha spent by both sides when `share` t (0 to 1) of the test is over: 4 (1 - Phi(z_{alpha/4} / sqrt t))."""
    return float(4 * stats.norm.sf(stats.norm.isf(alpha / 4) / np.sqrt(share)))


def independent(shares: Sequence[float]) -> np.ndarray:
    """Correlation of looks whose new information is independent of the old: sqrt(t_i / t_j), float64 (k, k)."""
    times = np.asarray(shares, float)
    return np.sqrt(np.minimum.outer(times, times) / np.maximum.outer(times, times))


def boundaries(shares: Sequence[float], alpha: float = 0.05, correlation: np.ndarray | None = None) -> list[float]:
    """Limits for |z| at each look, two-sided.

    Parameters
    ----------
    shares : sequence of float
        How much of the test is over at each look, rising, the last is 1.
    alpha : float
        False alarms of all looks together.
    correlation : ndarray of float64, shape (k, k), optional
        Between the z of the looks; by default `independent(shares)`.

    Returns
    -------
    list of float
    """
    z = np.abs(_draws(independent(shares) if correlation is None else correlation))
    limits = [float(stats.norm.isf(spent(shares[0], alpha) / 2))]
    inside = z[:, 0] < limits[0]
    for look, share in enumerate(shares[1:], 1):
        going = np.sort(z[inside, look])
        over = round(spent(share, alpha) * DRAWS) - int((~inside).sum())
        limits.append(float(going[-over - 1]) if 0 < over < len(going) else float(going[-1]))
        inside &= z[:, look] < limits[look]
    return limits


def crossing(limits: Sequence[float], correlation: np.ndarray, drift: Sequence[float]) -> float:
    """Chance that some look's |z| goes over its limit: the power of a test, looks and all.

    Parameters
    ----------
    limits : sequence of float
    correlation : ndarray of float64, shape (k, k)
    drift : sequence of float
        Expected z of each look.
    """
    drawn, ends = _draws(correlation)[: DRAWS // 4], np.asarray(limits, float)
    over = [(np.abs(side * drawn + np.asarray(drift, float)) >= ends).any(axis=1).mean() for side in (1, -1)]
    return float(np.mean(over))


def _draws(correlation: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return np.random.default_rng(SEED).standard_normal((DRAWS, len(correlation))) @ root.T
