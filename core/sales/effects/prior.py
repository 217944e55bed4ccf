"""The result of a randomized test, weighted into the next estimate."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from scipy import stats

from core.errors import Misuse
from core.sales.effects.effect import Effect
from core.sales.history import Dependent
from core.words.numerals import log_percent, percent

REACH = 1.959964  # half a 95 % interval in standard errors: the normal distribution's 97.5 % point
DISAGREE = 0.05  # p below which test and history do not measure the same effect
MOST_LOG = 100.0  # on the log scale; a percentage beyond it overflows
READOUT_HINT = "Provide the file that `read-test --out` wrote."


@dataclass(frozen=True)
class Prior:
    """A test's result, logs.

    Attributes
    ----------
    kind : str
    dependent : {"units", "revenue", "price"}
        "outcome" in plain values.
    beta, standard_error : float
        Log ratio against the reference and its standard error (> 0).
    source : str
        Which test, for people: "A picture test of 8 weeks".
    """

    kind: str
    dependent: Dependent
    beta: float
    standard_error: float
    source: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"kind": self.kind, "outcome": self.dependent, "beta": self.beta,
                "standard_error": self.standard_error, "source": self.source}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Prior:
        """The inverse of `to_dict`; also takes a readout's plain values, which hold one under "prior".

        Raises
        ------
        Misuse
        """
        try:
            result = values.get("prior", values)
            prior = cls(str(result["kind"]), result["outcome"], float(result["beta"]),
                        float(result["standard_error"]), str(result.get("source", "A picture test")))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Misuse("The readout of a test has a kind, an outcome, a beta and a standard_error; at least one is "
                         "missing here.", READOUT_HINT) from None
        if not (abs(prior.beta) < MOST_LOG and 0 < prior.standard_error < MOST_LOG):
            raise Misuse(f"The beta of a test and its standard_error are finite numbers below {MOST_LOG:g}, the latter "
                         f"above 0; these are {prior.beta:g} and {prior.standard_error:g}.", READOUT_HINT)
        return prior


def combine(effect: Effect, prior: Prior) -> Effect:
    """The effect with a test's result, each weighted by its precision (normal prior, normal likelihood).

    Where the two disagree the test alone counts: its products were randomly assigned.

    Returns
    -------
    Effect
        Grade A.
    """
    gap = (effect.beta - prior.beta) / math.hypot(effect.standard_error, prior.standard_error)
    p = float(2 * stats.norm.sf(abs(gap)))
    result = f"{prior.source} with randomly assigned products measured {log_percent(prior.beta)}"
    if p < DISAGREE:
        beta, error = prior.beta, prior.standard_error
        reason = (f"{result}. The sales history alone gives {percent(effect.percent)}, which disagrees "
                  f"(p = {p:.3f}), so the result of the test is used.")
    else:
        weights = effect.standard_error**-2, prior.standard_error**-2
        beta = (weights[0] * effect.beta + weights[1] * prior.beta) / sum(weights)
        error = sum(weights) ** -0.5
        reason = f"{result}; the sales history agrees."
    scale = effect.beta_standardized / effect.beta if effect.beta else 0.0
    return replace(effect, beta=beta, beta_low=beta - REACH * error, beta_high=beta + REACH * error,
                   standard_error=error, beta_standardized=beta * scale, grade="A",
                   reasons=(reason, *effect.reasons), advice=())
