"""The result of a study: effects of photo types, each with its interval, its grade and its reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from core.sales.effects.checks import Check
from core.sales.history import Dependent

Grade = Literal["A", "B", "C", "D"]
Design = Literal["within", "between"]  # "between" is the cross section; stored studies and the API have these values


@dataclass(frozen=True)
class Effect:
    """How sales, or the price, differ between a photo type and the reference, all else equal.

    Attributes
    ----------
    kind : str
        The photo type.
    product : str or None
        None: over all products.
    dependent : {"units", "revenue", "price"}
        "outcome" in plain values.
    beta, beta_low, beta_high : float
        On the log scale, with 95 % interval.
    standard_error : float
        Of `beta`, robust to clustering by product.
    beta_standardized : float
        Standard deviations of log sales per standard deviation of the photo type's share: the "beta weight".
    products : int
        Number of products that contribute.
    grade : {"A", "B", "C", "D"}
    reasons : tuple of str
        Why this grade, a sentence each.
    advice : tuple of str
        Data that would improve the grade.
    robustness_value : float or None
        In [0, 1]: share of the remaining variance that an unobserved factor would have to explain, of both the photo
        type and the sales, to reduce the effect to zero [1]_.
    e_value : float or None
        >= 1: how strongly, as a risk ratio, an unobserved factor would have to be associated with both [2]_.

    References
    ----------
    .. [1] Cinelli, Hazlett (2020), Making sense of sensitivity, JRSS B 82, 39-67.
    .. [2] VanderWeele, Ding (2017), Sensitivity analysis in observational research, Ann. Intern. Med. 167, 268-274.
    """

    kind: str
    product: str | None
    dependent: Dependent
    beta: float
    beta_low: float
    beta_high: float
    standard_error: float
    beta_standardized: float
    products: int
    grade: Grade = "D"
    reasons: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    robustness_value: float | None = None
    e_value: float | None = None

    @property
    def percent(self) -> float:
        """100 (exp(beta) - 1): a dummy's effect in percent (Halvorsen, Palmquist 1980)."""
        return 100 * math.expm1(self.beta)

    @property
    def percent_low(self) -> float:
        """Lower end of the 95 % interval, in percent."""
        return 100 * math.expm1(self.beta_low)

    @property
    def percent_high(self) -> float:
        """Upper end of the 95 % interval, in percent."""
        return 100 * math.expm1(self.beta_high)

    @property
    def causal(self) -> bool:
        """True when the evidence supports a word such as "raises"; otherwise it is "associated with"."""
        return self.grade in ("A", "B")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, the same for every door."""
        names = ("percent", "percent_low", "percent_high", "beta", "beta_low", "beta_high", "standard_error",
                 "beta_standardized", "products", "grade", "reasons", "advice", "robustness_value", "e_value")
        values = {"kind": self.kind, "product": self.product, "outcome": self.dependent,
                  **{name: getattr(self, name) for name in names}}
        return {**values, "reasons": list(self.reasons), "advice": list(self.advice)}


@dataclass(frozen=True)
class Term:
    """One coefficient of the equation beside the photo types: price, promotion, impressions, a covariate."""

    name: str
    beta: float
    beta_low: float
    beta_high: float
    beta_standardized: float


@dataclass(frozen=True)
class Alternative:
    """The same effect by another method, to be shown beside the chosen one.

    Attributes
    ----------
    method : str
        In words: "Naive regression, as in the blog post".
    kind : str
    beta, beta_low, beta_high : float
    note : str
        Its limitation.
    """

    method: str
    kind: str
    beta: float
    beta_low: float
    beta_high: float
    note: str = ""


@dataclass(frozen=True)
class Method:
    """How the effects are estimated, and why so.

    Attributes
    ----------
    name : str
        "Poisson regression with product and week effects".
    design : {"within", "between"}
        Within: each product that changed its photo type is compared with itself. Between: a cross section that
        compares different products, adjusted for their known facts.
    family : {"poisson", "log-linear"}
    why : str
        A sentence.
    words, latex : str
        The equation.
    """

    name: str
    design: Design
    family: Literal["poisson", "log-linear"]
    why: str
    words: str
    latex: str


@dataclass(frozen=True, eq=False)
class Diagnostics:
    """Evidence for and against the estimates.

    Attributes
    ----------
    vif : dict of str to float
        Variance inflation factor of each regressor after product and period effects.
    lags : DataFrame
        Event study: `kind`, `lag` (periods since the change; < 0 before), `beta`, `beta_low`, `beta_high`.
    pre_trend_p : dict of str to float
        For each photo type: small when sales moved before the photo changed.
    placebo : DataFrame
        Effects of made-up change dates: `kind`, `shift` (periods), `beta`, `beta_low`, `beta_high`, `p`.
    leave_one_out : DataFrame
        `kind`, `product`, `beta`: the estimate without this product, the most influential first. "left_out" in plain
        values.
    overlap : dict of str to float
        For each photo type: share of products whose facts also occur under another type (cross section).
    residuals : DataFrame
        A sample: `fitted`, `residual` (deviance residuals), `period`.
    dispersion : float or None
        Pearson's chi-squared by degrees of freedom of the Poisson model; 1 when counts vary as Poisson's.
    """

    vif: dict[str, float] = field(default_factory=dict)
    lags: pd.DataFrame = field(default_factory=pd.DataFrame)
    pre_trend_p: dict[str, float] = field(default_factory=dict)
    placebo: pd.DataFrame = field(default_factory=pd.DataFrame)
    leave_one_out: pd.DataFrame = field(default_factory=pd.DataFrame)
    overlap: dict[str, float] = field(default_factory=dict)
    residuals: pd.DataFrame = field(default_factory=pd.DataFrame)
    dispersion: float | None = None


@dataclass(frozen=True, eq=False)
class SalesReport:
    """The whole result of one sales history.

    Attributes
    ----------
    method : Method or None
        None when a check stops the study; then the report has checks and nothing else.
    effects : tuple of Effect
        Over all products (dependent variable, price and revenue) first, then by product.
    terms : tuple of Term
    alternatives : tuple of Alternative
    checks : tuple of Check
    diagnostics : Diagnostics
    contribution : DataFrame
        `period`, `kind`, `amount`, `low`, `high`: sales of the period above those expected with the reference type,
        in units of the dependent variable.
    facts : dict
        `name`, `simulated`, `outcome` (the dependent variable), `period`, `currency`, `reference`, `rows`,
        `products`, `periods`, `first`, `last`, `kinds` (photo type to number of products that ever had it), `changed`
        (products that changed their photo type), `covariance` (dependent variable to type to type: of the overall
        effects).
    """

    method: Method | None
    effects: tuple[Effect, ...]
    terms: tuple[Term, ...]
    alternatives: tuple[Alternative, ...]
    checks: tuple[Check, ...]
    diagnostics: Diagnostics
    contribution: pd.DataFrame
    facts: dict[str, Any]
