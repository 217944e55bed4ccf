"""How strong an unseen cause would have to be to explain an effect away.

References
----------
.. [1] Cinelli, Hazlett (2020), Making sense of sensitivity, JRSS B 82, 39-67, equations 13 to 15.
.. [2] VanderWeele, Ding (2017), Sensitivity analysis in observational research, Ann. Intern. Med. 167, 268-274.
"""

from __future__ import annotations

import math

from scipy import stats


def partial_r2(t: float, df: float) -> float:
    """Share of the remaining variance of sales that the kind explains, in [0, 1]: t^2 / (t^2 + df) [1]_."""
    return t * t / (t * t + df)


def robustness_value(t: float, df: float, *, alpha: float | None = None) -> float:
    """Share of the remaining variance of both kind and sales that an unseen cause must explain [1]_.

    Parameters
    ----------
    t : float
        The effect by its standard error.
    df : float
        Degrees of freedom.
    alpha : float, optional
        To lose significance at this level; by default to bring the effect to zero.

    Returns
    -------
    float
        In [0, 1].
    """
    strength = abs(t) / math.sqrt(df)
    if alpha is not None:
        strength -= float(stats.t.ppf(1 - alpha / 2, df - 1)) / math.sqrt(df - 1)
    if strength <= 0:
        return 0.0
    return 0.5 * (math.sqrt(strength**4 + 4 * strength**2) - strength**2)


def e_value(beta: float, beta_low: float, beta_high: float) -> tuple[float, float]:
    """How strongly, as a risk ratio, an unseen cause must go with both the kind and the sales [2]_.

    Parameters
    ----------
    beta, beta_low, beta_high : float
        Log ratio and its interval.

    Returns
    -------
    estimate, interval : float
        >= 1, for the estimate and for the end of the interval that is nearest to no effect; 1 where it spans none.
    """
    nearest = 0.0 if beta_low <= 0 <= beta_high else min(abs(beta_low), abs(beta_high))
    return _e_value(math.exp(abs(beta))), _e_value(math.exp(nearest))


def _e_value(ratio: float) -> float:
    return ratio + math.sqrt(ratio * (ratio - 1))
