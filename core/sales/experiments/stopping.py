"""When a running test may stop: boundaries that keep the false alarms of several looks together at their level.

Lan and DeMets' spending function of O'Brien and Fleming's type [1]_: each look spends a part of alpha that depends on
the share of the test that is over; early looks spend next to nothing. The correlation between looks is the shop's own,
since shocks that persist from week to week give late weeks less information than the first.

References
----------
.. [1] Lan, DeMets (1983), Discrete sequential boundaries for clinical trials, Biometrika 70, 659-663.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

DRAWS, SEED = 400_000, 1  # of the normal distribution; limits are right to about 0.02


def alpha_spent(share: float, alpha: float) -> float:
    """Alpha spent by both sides at a look: 4 (1 - Phi(z_{alpha/4} / sqrt t)) [1]_.

    Parameters
    ----------
    share : float
        Share t of the test that is over, above 0 and up to 1.
    alpha : float
        False alarms of all looks together.

    Examples
    --------
    >>> [round(alpha_spent(share, 0.05), 4) for share in (0.25, 0.5, 1.0)]
    [0.0, 0.0031, 0.05]
    """
    return float(4 * stats.norm.sf(stats.norm.isf(alpha / 4) / np.sqrt(share)))


def independent_looks(shares: Sequence[float]) -> np.ndarray:
    """Correlation of looks whose new information is independent of the old: sqrt(t_i / t_j), float64 (k, k).

    Examples
    --------
    >>> independent_looks([0.25, 1.0]).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    times = np.asarray(shares, float)
    return np.sqrt(np.minimum.outer(times, times) / np.maximum.outer(times, times))


def boundaries(shares: Sequence[float], alpha: float = 0.05, correlation: np.ndarray | None = None) -> list[float]:
    """Limits for |z| at each look, two-sided.

    Parameters
    ----------
    shares : sequence of float
        Share of the test that is over at each look, rising; the last is 1.
    alpha : float
        False alarms of all looks together.
    correlation : ndarray of float64, shape (k, k), optional
        Between the z of the looks; by default `independent_looks(shares)`.

    Returns
    -------
    list of float

    Examples
    --------
    >>> [round(limit, 2) for limit in boundaries([1.0])]
    [1.96]
    """
    z = np.abs(_normal_sample(independent_looks(shares) if correlation is None else correlation))
    limits = [float(stats.norm.isf(alpha_spent(shares[0], alpha) / 2))]
    running = z[:, 0] < limits[0]
    for look, share in enumerate(shares[1:], 1):
        sizes = np.sort(z[running, look])
        stops = round(alpha_spent(share, alpha) * DRAWS) - int((~running).sum())
        limits.append(float(sizes[-stops - 1]) if 0 < stops < len(sizes) else float(sizes[-1]))
        running &= z[:, look] < limits[look]
    return limits


def crossing_probability(limits: Sequence[float], correlation: np.ndarray, expected_z: Sequence[float]) -> float:
    """Probability that |z| exceeds its limit at some look: the power of a test with all its looks.

    Parameters
    ----------
    limits : sequence of float
    correlation : ndarray of float64, shape (k, k)
    expected_z : sequence of float
        Of each look.
    """
    sample, ends = _normal_sample(correlation)[: DRAWS // 4], np.asarray(limits, float)
    crossings = [(np.abs(side * sample + np.asarray(expected_z, float)) >= ends).any(axis=1).mean()
                 for side in (1, -1)]
    return float(np.mean(crossings))


def _normal_sample(correlation: np.ndarray) -> np.ndarray:
    """Draws of a multivariate normal distribution, float64 (DRAWS, k)."""
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return np.random.default_rng(SEED).standard_normal((DRAWS, len(correlation))) @ root.T
