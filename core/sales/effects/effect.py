"""What is found out about pictures and sales: effects, each with its interval, its grade and its reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from core.sales.effects.checks import Check
from core.sales.history import Outcome

Grade = Literal["A", "B", "C", "D"]
Design = Literal["within", "between"]


@dataclass(frozen=True)
class Effect:
    """How sales, or the price, differ under a kind of picture from those under the reference, all else equal.

    Attributes
    ----------
    kind : str
    product : str or None
        None: over all products.
    outcome : {"units", "revenue", "price"}
    beta, beta_low, beta_high : float
        On the log scale, with 95 % interval.
    standard_error : float
        Of `beta`, robust to clustering by product.
    beta_standardized : float
        Standard deviations of log sales for one standard deviation of the kind's share: the "beta weight".
    products : int
        How many products speak for it.
    grade : {"A", "B", "C", "D"}
    reasons : tuple of str
        Why this grade, a sentence each.
    advice : tuple of str
        What data would lift the grade.
    robustness_value : float or None
        In [0, 1]: the share of the rest's variance that an unseen cause would have to explain, of both the kind and
        the sales, to bring the effect to zero [1]_.
    e_value : float or None
        >= 1: how strongly, as a risk ratio, an unseen cause would have to go with both [2]_.

    References
    ----------
    .. [1] Cinelli, Hazlett (2020), Making sense of sensitivity, JRSS B 82, 39-67.
    .. [2] VanderWeele, Ding (2017), Sensitivity analysis in observational research, Ann. Intern. Med. 167, 268-274.
    """

    kind: str
    product: str | None
    outcome: Outcome
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
        """True when the evidence carries a word such as "raises"; else it is "associated with"."""
        return self.grade in ("A", "B")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as every door gives them out."""
        names = ("kind", "product", "outcome", "percent", "percent_low", "percent_high", "beta", "beta_low",
                 "beta_high", "standard_error", "beta_standardized", "products", "grade", "reasons", "advice",
                 "robustness_value", "e_value")
        values = {name: getattr(self, name) for name in names}
        return {**values, "reasons": list(self.reasons), "advice": list(self.advice)}


@dataclass(frozen=True)
class Term:
    """One coefficient of the equation beside the kinds: price, promotion, impressions, a covariate."""

    name: str
    beta: float
    beta_low: float
    beta_high: float
    beta_standardized: float


@dataclass(frozen=True)
class Rival:
    """The same effect as another method gives it, to be shown beside the chosen one.

    Attributes
    ----------
    method : str
        In words: "Naive regression (as in the blog post)".
    kind : str
    beta, beta_low, beta_high : float
    note : str
        What it leaves out.
    """

    method: str
    kind: str
    beta: float
    beta_low: float
    beta_high: float
    note: str = ""


@dataclass(frozen=True)
class Method:
    """How the estimates were made, and why so.

    Attributes
    ----------
    name : str
        "Poisson regression with product and week effects".
    design : {"within", "between"}
        Within: products that changed their picture are held against themselves. Between: different products are held
        against each other, adjusted for what is known of them.
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
    """What speaks for and against the estimates.

    Attributes
    ----------
    vif : dict of str to float
        Variance inflation of each regressor after product and period effects.
    lags : DataFrame
        Event study: `kind`, `lag` (periods since the change; < 0 before), `beta`, `beta_low`, `beta_high`.
    pre_trend_p : dict of str to float
        For each kind: small when sales moved before the picture changed.
    placebo : DataFrame
        Effects of changes that never were: `kind`, `shift` (periods), `beta`, `beta_low`, `beta_high`, `p`.
    left_out : DataFrame
        `kind`, `product`, `beta`: the estimate without this product, most moved first.
    overlap : dict of str to float
        For each kind: share of products whose known facts also occur under another kind (between designs).
    residuals : DataFrame
        A sample: `fitted`, `residual` (deviance residuals), `period`.
    dispersion : float or None
        Pearson chi2 by degrees of freedom of the Poisson model; 1 when counts vary as Poisson's.
    """

    vif: dict[str, float] = field(default_factory=dict)
    lags: pd.DataFrame = field(default_factory=pd.DataFrame)
    pre_trend_p: dict[str, float] = field(default_factory=dict)
    placebo: pd.DataFrame = field(default_factory=pd.DataFrame)
    left_out: pd.DataFrame = field(default_factory=pd.DataFrame)
    overlap: dict[str, float] = field(default_factory=dict)
    residuals: pd.DataFrame = field(default_factory=pd.DataFrame)
    dispersion: float | None = None


@dataclass(frozen=True, eq=False)
class SalesReport:
    """Everything that is shown of one sales history.

    Attributes
    ----------
    method : Method or None
        None when a check says stop: then there are checks and nothing else.
    effects : tuple of Effect
        Over all products (outcome, price and revenue) first, then by product.
    terms : tuple of Term
    rivals : tuple of Rival
    checks : tuple of Check
    diagnostics : Diagnostics
    contribution : DataFrame
        `period`, `kind`, `amount`: sales of the period above what the reference picture would have brought, in units
        of the outcome.
    facts : dict
        `name`, `simulated`, `outcome`, `period`, `currency`, `reference`, `rows`, `products`, `periods`, `first`,
        `last`, `kinds` (kind to number of products that ever had it), `changed` (products that changed their kind),
        `covariance` (outcome to kind to kind: of the overall effects).
    """

    method: Method | None
    effects: tuple[Effect, ...]
    terms: tuple[Term, ...]
    rivals: tuple[Rival, ...]
    checks: tuple[Check, ...]
    diagnostics: Diagnostics
    contribution: pd.DataFrame
    facts: dict[str, Any]
