"""From a history to a report: choose the method, estimate, check, grade."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from core.errors import InputError
from core.sales.effects import cross_section, event_study, influence, naive, placebo, pooling, sensitivity
from core.sales.effects.alternatives import alternatives
from core.sales.effects.checks import Check, check
from core.sales.effects.design import can_vary, choose_design, facts, method
from core.sales.effects.effect import Design, Diagnostics, Effect, SalesReport, Term
from core.sales.effects.grading import Evidence, grade, grade_product
from core.sales.effects.panel import Panel, panel
from core.sales.effects.prior import Prior, combine
from core.sales.effects.regression import Fit, fit_with_means, try_fit
from core.sales.history import Dependent, History
from core.words.sales import DEPENDENT_WORDS, NOT_ESTIMATED, kind_word

LEAST_OF_KIND = 3  # products behind the estimate of a photo type
REACH = 1.959964  # half a 95 % interval in standard errors: the normal distribution's 97.5 % point
MOST_EFFECT = 7.0  # on the log scale, 1,100-fold: beyond it one side did not sell at all
NO_ERROR = 1e-9  # standard error on the log scale below which a variable does not vary
Say = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Regression:
    """The regression of one dependent variable.

    Attributes
    ----------
    panel : Panel
    fit : Fit
        Of the photo types and, within products, of the controls.
    mean : Series of float64 or None
        Expected value of each row; None in a cross section.
    comparison : Comparison or None
        The cross section; None within products.
    """

    panel: Panel
    fit: Fit
    mean: pd.Series | None
    comparison: cross_section.Comparison | None


def estimate(history: History, *, priors: Sequence[Prior] = (), say: Say | None = None) -> SalesReport:
    """Estimate the effects of photo types on sales and prices.

    Parameters
    ----------
    history : History
    priors : sequence of Prior
        Results of randomized tests, weighted by their precision.
    say : callable, optional
        Called before each step with a sentence and the share of the work that is done.

    Returns
    -------
    SalesReport
        With checks only, where a check says stop.
    """
    tell = say or (lambda sentence, done: None)
    tell("Checking the table", 0.0)
    checks, coverage = check(history), facts(history)
    if any(result.level == "stop" for result in checks):
        return _stopped(checks, coverage)
    design = choose_design(history)
    tell("Estimating the effects", 0.1)
    regressions, gaps = _regressions(history, design)
    checks += gaps
    if history.dependent not in regressions:
        return _stopped(checks, coverage)
    main = regressions[history.dependent]
    checks += [Check("Unused columns", "note", sentence) for sentence in main.panel.notes]
    tell("Running the diagnostics", 0.35)
    diagnostics = _diagnostics(main, design)
    evidence = _evidence(history, main, design, diagnostics)
    checks += _unestimated(main.panel, evidence)
    tell("Grading the effects", 0.7)
    overall = {name: _overall(regression, evidence, [prior for prior in priors if prior.dependent == name])
               for name, regression in regressions.items()}
    coverage["covariance"] = {name: _covariance(regressions[name], effects) for name, effects in overall.items()}
    single = _by_product(main, overall[history.dependent]) if design == "within" else []
    tell("Comparing with other methods", 0.85)
    others = [row for row in alternatives(history, main.panel, main.mean, design) if row.kind in evidence]
    effects = [effect for group in overall.values() for effect in group] + single
    return SalesReport(method(history, main.panel, main.fit, design), tuple(effects), _terms(main), tuple(others),
                       tuple(checks), diagnostics, _contribution(history, overall[history.dependent]), coverage)


def regress(history: History, dependent: Dependent, design: Design) -> Regression:
    """Estimate one dependent variable by the method of the design.

    Raises
    ------
    InputError
        When nothing can be estimated.
    """
    columns = panel(history, dependent)
    if design == "between":
        comparison = cross_section.compare(columns, history)
        return Regression(columns, comparison.fit, None, comparison)
    return Regression(columns, *fit_with_means(columns), None)


def _stopped(checks: list[Check], coverage: dict[str, Any]) -> SalesReport:
    return SalesReport(None, (), (), (), tuple(checks), Diagnostics(), pd.DataFrame(), coverage)


def _regressions(history: History, design: Design) -> tuple[dict[Dependent, Regression], list[Check]]:
    """Regressions of the dependent variable and of the others in the table; checks for those that do not vary."""
    names: list[Dependent] = [history.dependent, *(name for name in ("units", "revenue", "price")
                                                   if name != history.dependent and name in history.table)]
    regressions: dict[Dependent, Regression] = {}
    checks = []
    for name in names:
        try:
            regression = regress(history, name, design) if can_vary(history, name, design) else None
        except InputError as error:
            if name == history.dependent:
                return {}, [Check("No estimate", "stop", error.message, error.hint)]
            checks.append(Check("No estimate", "note", f"The effect on {DEPENDENT_WORDS[name]} is left out. "
                                f"{error.message}", error.hint, 1))
            continue
        if regression is None or _has_no_error(regression):
            checks.append(_constant(history, name, design))
            if name == history.dependent:
                break
        else:
            regressions[name] = regression
    return regressions, checks


def _has_no_error(regression: Regression) -> bool:
    """Whether the variable is explained completely, so that no effect can be told from none."""
    errors = [regression.fit.of(name)[1] for name in regression.panel.dummies if name in regression.fit.names]
    return bool(errors) and not any(error > NO_ERROR for error in errors)


def _constant(history: History, name: Dependent, design: Design) -> Check:
    word = DEPENDENT_WORDS[name]
    where = "within any product" if design == "within" else "between products"
    statement = f"{word.capitalize()} {'do' if name == 'units' else 'does'} not vary {where}"
    if name == history.dependent:
        return Check("Sales", "stop", f"{statement}; a study explains differences.",
                     "Check which column holds the sales.")
    return Check("Constant columns", "note", f"{statement}, so the effect on {word} is left out.", count=1)


def _diagnostics(main: Regression, design: Design) -> Diagnostics:
    if design == "between" or main.mean is None:
        return Diagnostics(vif=influence.vif(main.panel), overlap=main.comparison.overlap if main.comparison else {})
    return Diagnostics(
        vif=influence.vif(main.panel), lags=event_study.event_study(main.panel),
        pre_trend_p=event_study.pre_trend_p(main.panel), placebo=placebo.placebo(main.panel),
        leave_one_out=influence.leave_one_out(main.panel), residuals=influence.residuals(main.panel, main.mean),
        dispersion=influence.dispersion(main.panel, main.mean) if main.panel.family == "poisson" else None)


def _evidence(history: History, main: Regression, design: Design, diagnostics: Diagnostics) -> dict[str, Evidence]:
    """The evidence behind each photo type's estimate; a type that cannot be estimated has none."""
    kinds = history.table.groupby("product", observed=True)["kind"].agg(["unique", "nunique"])
    evidence = {}
    for number, kind in enumerate(main.panel.kinds):
        has = kinds["unique"].map(lambda labels, kind=kind: kind in set(labels))
        switchers, products = int((has & (kinds["nunique"] > 1)).sum()), int(has.sum())
        if (switchers if design == "within" else products) < LEAST_OF_KIND:
            continue
        beta, error = main.fit.interval(f"kind_{number}")[0], main.fit.of(f"kind_{number}")[1]
        if not (error > NO_ERROR and abs(beta) < MOST_EFFECT):
            continue
        evidence[kind] = Evidence(
            design, switchers, _finite(diagnostics.pre_trend_p.get(kind)), _placebo_p(diagnostics.placebo, kind),
            _influential(main, number, diagnostics.leave_one_out), diagnostics.overlap.get(kind),
            main.comparison.facts if main.comparison else (), products)
    return evidence


def _finite(p: float | None) -> float | None:
    return p if p is not None and np.isfinite(p) else None


def _placebo_p(tests: pd.DataFrame, kind: str) -> float | None:
    """The smallest p of a type's placebo tests, times their number (Bonferroni); None without any."""
    values = tests.loc[tests["kind"] == kind, "p"].dropna() if len(tests) else ()
    return min(1.0, float(min(values)) * len(values)) if len(values) else None


def _influential(main: Regression, number: int, estimates: pd.DataFrame) -> str:
    """The product without which the estimate would leave its own interval, or ""."""
    if not len(estimates):
        return ""
    _, low, high = main.fit.interval(f"kind_{number}")
    rows = estimates[estimates["kind"] == main.panel.kinds[number]]
    outside = rows[(rows["beta"] < low) | (rows["beta"] > high)]
    return str(outside["product"].iloc[0]) if len(outside) else ""


def _unestimated(columns: Panel, evidence: dict[str, Evidence]) -> list[Check]:
    return [Check(NOT_ESTIMATED, "warning",
                  f"{kind_word(kind)} is not estimated: too few products changed to or from it, all changed at the "
                  "same time, nothing was sold with it or without it, or it always occurs together with something "
                  "else.",
                  "Use it for more products, one after the other, and independently of promotions and other columns.")
            for kind in columns.kinds if kind not in evidence]


def _overall(regression: Regression, evidence: dict[str, Evidence], priors: Sequence[Prior]) -> list[Effect]:
    weights = naive.beta_weights(regression.panel, regression.fit)
    effects = []
    for number, kind in enumerate(regression.panel.kinds):
        name = f"kind_{number}"
        beta, low, high = regression.fit.interval(name)
        error = regression.fit.of(name)[1]
        if kind not in evidence or not (error > NO_ERROR and abs(beta) < MOST_EFFECT and np.isfinite(low)):
            continue
        support = evidence[kind]
        effect = Effect(kind, None, regression.panel.dependent, beta, low, high, error, weights[name][0],
                        support.switchers if support.design == "within" else support.products,
                        robustness_value=sensitivity.robustness_value(beta / error, _freedom(regression)),
                        e_value=sensitivity.e_value(beta, low, high)[0])
        effect = grade(effect, support)
        for prior in priors:
            effect = combine(effect, prior) if prior.kind == kind else effect
        effects.append(effect)
    return effects


def _freedom(regression: Regression) -> int:
    """Residual degrees of freedom: of rows within products, of products in a cross section."""
    if regression.comparison is not None:
        return int(regression.fit.df[0])
    rows = regression.panel.table
    parameters = rows["product"].nunique() + rows["period"].nunique() + len(regression.panel.regressors) - 1
    return max(1, len(rows) - parameters)


def _covariance(regression: Regression, effects: Sequence[Effect]) -> dict[str, dict[str, float]]:
    """Of the photo types' effects, so that two of them can be compared."""
    places = {effect.kind: regression.fit.names.index(f"kind_{regression.panel.kinds.index(effect.kind)}")
              for effect in effects}
    matrix = regression.fit.covariance
    return {kind: {other: float(matrix[row, column]) for other, column in places.items()}
            for kind, row in places.items()}


def _by_product(main: Regression, overall: Sequence[Effect]) -> list[Effect]:
    rows = pooling.by_product(main.panel, main.fit, main.mean)
    means = {effect.kind: effect for effect in overall}
    effects = []
    for row in rows[rows["kind"].isin(means)].itertuples():
        mean, reach = means[row.kind], REACH * row.error
        scale = mean.beta_standardized / mean.beta if mean.beta else 0.0
        effect = replace(mean, product=str(row.product), beta=row.beta, beta_low=row.beta - reach,
                         beta_high=row.beta + reach, standard_error=row.error, beta_standardized=row.beta * scale,
                         products=1, robustness_value=None, e_value=None)
        effects.append(grade_product(effect, mean, row.share_own, has_own=bool(np.isfinite(row.own_beta))))
    return effects


def _terms(main: Regression) -> tuple[Term, ...]:
    if not main.panel.controls:
        return ()
    controls = try_fit(main.panel, main.panel.controls) if main.comparison else main.fit
    if controls is None:
        return ()
    weights = naive.beta_weights(main.panel, controls)
    return tuple(Term(name, *controls.interval(name), weights[name][0]) for name in main.panel.controls
                 if name in controls.names and np.isfinite(controls.interval(name)[0]))


def _contribution(history: History, effects: Sequence[Effect]) -> pd.DataFrame:
    """Sales of each period above those expected with the reference type, by photo type."""
    rows = history.table
    parts = []
    for effect in effects:
        sums = rows[rows["kind"] == effect.kind].groupby("period")[history.dependent].sum()
        betas = {"amount": effect.beta, "low": effect.beta_low, "high": effect.beta_high}
        parts.append(pd.DataFrame({"period": sums.index, "kind": effect.kind,
                                   **{name: (sums * -np.expm1(-beta)).to_numpy() for name, beta in betas.items()}}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
