"""How strong an unobserved factor would have to be to explain an effect away.

References
----------
.. [1] Cinelli, Hazlett (2020), Making sense of sensitivity, JRSS B 82, 39-67, equations 13 to 15.
.. [2] VanderWeele, Ding (2017), Sensitivity analysis in observational research, Ann. Intern. Med. 167, 268-274.
"""

from __future__ import annotations

import math

from scipy import stats


def partial_r2(t: float, df: float) -> float:
    """Share of the remaining variance of sales that the photo type explains, in [0, 1]: t^2 / (t^2 + df) [1]_.

    Examples
    --------
    >>> partial_r2(2.0, 96)
    0.04
    """
    return t * t / (t * t + df)


def robustness_value(t: float, df: float, *, alpha: float | None = None) -> float:
    """Share of the remaining variance, of both photo type and sales, that an unobserved factor has to explain [1]_.

    With f = |t| / sqrt(df), reduced by the critical f where `alpha` is given, it is (sqrt(f^4 + 4 f^2) - f^2) / 2.

    Parameters
    ----------
    t : float
        The effect divided by its standard error.
    df : float
        Degrees of freedom, above 1.
    alpha : float, optional
        To lose significance at this level; by default to reduce the effect to zero.

    Returns
    -------
    float
        In [0, 1].

    Examples
    --------
    >>> round(robustness_value(4.18, 783), 3)  # the published example
    0.139
    """
    strength = abs(t) / math.sqrt(df)
    if alpha is not None:
        strength -= float(stats.t.ppf(1 - alpha / 2, df - 1)) / math.sqrt(df - 1)
    if strength <= 0:
        return 0.0
    return 0.5 * (math.sqrt(strength**4 + 4 * strength**2) - strength**2)


def e_value(beta: float, beta_low: float, beta_high: float) -> tuple[float, float]:
    """How strongly, as a risk ratio, an unobserved factor has to be associated with both photo type and sales [2]_.

    RR + sqrt(RR (RR - 1)) for a ratio RR >= 1; a ratio below 1 counts as its inverse.

    Parameters
    ----------
    beta, beta_low, beta_high : float
        Log ratio and its interval.

    Returns
    -------
    estimate, interval : float
        >= 1, for the estimate and for the end of the interval nearest to no effect; 1 where it spans none.

    Examples
    --------
    >>> estimate, end = e_value(math.log(3.9), math.log(1.8), math.log(8.7))  # the published example
    >>> round(estimate, 2), round(end, 2)
    (7.26, 3.0)
    """
    nearest = 0.0 if beta_low <= 0 <= beta_high else min(abs(beta_low), abs(beta_high))
    return _e_value(math.exp(abs(beta))), _e_value(math.exp(nearest))


def _e_value(ratio: float) -> float:
    return ratio + math.sqrt(ratio * (ratio - 1))
