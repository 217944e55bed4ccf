"""What a randomized test found, weighed into the next estimate."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from scipy import stats

from core.errors import Misuse
from core.sales.effects.effect import Effect
from core.sales.history import Outcome

REACH = 1.959964  # of a 95 % interval
DISAGREE = 0.05  # p below which test and history do not tell of the same effect


@dataclass(frozen=True)
class Prior:
    """A test's result, logs.

    Attributes
    ----------
    kind : str
    outcome : {"units", "revenue", "price"}
    beta, standard_error : float
        Log ratio against the reference and its standard error (> 0).
    source : str
        Which test, for people: "Picture test of 3 Mar 2026".
    """

    kind: str
    outcome: Outcome
    beta: float
    standard_error: float
    source: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Prior:
        """The inverse of `to_dict`; also takes a readout's plain values, which hold one under "prior".

        Raises
        ------
        Misuse
        """
        given = values.get("prior", values)
        try:
            prior = cls(str(given["kind"]), given["outcome"], float(given["beta"]), float(given["standard_error"]),
                        str(given.get("source", "A picture test")))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Misuse("The readout of a test needs kind, outcome, beta and standard_error.",
                         "Give the file that `read-test --json --out` wrote.") from None
        if not (math.isfinite(prior.beta) and 0 < prior.standard_error < math.inf):
            raise Misuse("The test's effect and its standard error must be numbers, the latter above 0.",
                         "Give the file that `read-test --json --out` wrote.")
        return prior


def combine(effect: Effect, prior: Prior) -> Effect:
    """The effect with a test's result weighed in, each by its precision (normal prior, normal likelihood).

    Where the two do not tell of the same effect the test alone stands: its products were chosen by lot.

    Returns
    -------
    Effect
        Grade A.
    """
    gap = (effect.beta - prior.beta) / math.hypot(effect.standard_error, prior.standard_error)
    p = float(2 * stats.norm.sf(abs(gap)))
    test = f"{100 * math.expm1(prior.beta):+.1f} %"
    if p < DISAGREE:
        beta, error = prior.beta, prior.standard_error
        reason = (f"{prior.source}, products chosen by lot, found {test}; the sales history alone would say "
                  f"{effect.percent:+.1f} %, which does not agree (p = {p:.3f}), so the test's figure stands.")
    else:
        weights = effect.standard_error**-2, prior.standard_error**-2
        beta = (weights[0] * effect.beta + weights[1] * prior.beta) / sum(weights)
        error = sum(weights) ** -0.5
        reason = f"{prior.source}, products chosen by lot, found {test}; the sales history agrees with it."
    scale = effect.beta_standardized / effect.beta if effect.beta else 0.0
    return replace(effect, beta=beta, beta_low=beta - REACH * error, beta_high=beta + REACH * error,
                   standard_error=error, beta_standardized=beta * scale, grade="A",
                   reasons=(reason, *effect.reasons), advice=())
