"""From a history to a report: which method suits the data, what it finds, and how far that can be believed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from core.sales.effects import cross_section, event_study, influence, naive, placebo, pooling, sensitivity
from core.sales.effects.checks import Check, check
from core.sales.effects.effect import Design, Diagnostics, Effect, Method, Rival, SalesReport, Term
from core.sales.effects.grading import Evidence, for_product, graded
from core.sales.effects.panel import Panel, panel
from core.sales.effects.prior import Prior, combine
from core.sales.effects.regression import Fit, expected, fit
from core.sales.history import History, Outcome, kind_word
from core.sales.report import sentences

LEAST_CHANGED = 8  # products that changed their picture, for a comparison of each with itself
LEAST_OF_KIND = 3  # among them with the kind in question
LEAST_PERIODS = 8
REACH = 1.959964  # of a 95 % interval
Say = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Found:
    """One outcome's regression: its panel, the fit of kinds, and of controls where they were in the same one."""

    panel: Panel
    fit: Fit
    mean: pd.Series | None
    adjusted: cross_section.Adjusted | None


def estimate(history: History, *, priors: Sequence[Prior] = (), say: Say | None = None) -> SalesReport:
    """Find out what kinds of pictures do to sales and prices.

    Parameters
    ----------
    history : History
    priors : sequence of Prior
        Results of randomized tests, weighed in by their precision.
    say : callable, optional
        Told before each step: a sentence, and the share of the work that is done.

    Returns
    -------
    SalesReport
        With checks only, where a check says stop.
    """
    tell = say or (lambda sentence, done: None)
    tell("Checking the table", 0.0)
    checks, facts = list(check(history)), _facts(history)
    if any(one.level == "stop" for one in checks):
        return SalesReport(None, (), (), (), tuple(checks), Diagnostics(), pd.DataFrame(), facts)
    design = choose_design(history)
    tell("Estimating the effects", 0.1)
    outcomes: list[Outcome] = [history.outcome, *(name for name in ("units", "revenue", "price")
                                                  if name != history.outcome and name in history.table)]
    found = {outcome: regress(history, outcome, design) for outcome in outcomes}
    main = found[history.outcome]
    checks += [Check("Left out", "note", sentence) for sentence in main.panel.left_out]
    tell("Looking for what speaks against them", 0.35)
    diagnostics = _diagnostics(main, design)
    evidence = _evidence(history, main, design, diagnostics)
    checks += _unestimated(main.panel, evidence)
    tell("Weighing the evidence", 0.7)
    overall = {outcome: _overall(one, evidence, [prior for prior in priors if prior.outcome == outcome])
               for outcome, one in found.items()}
    facts["covariance"] = {outcome: _covariance(found[outcome], effects) for outcome, effects in overall.items()}
    singles = _by_product(main, overall[history.outcome]) if design == "within" else ()
    tell("Comparing with other methods", 0.85)
    effects = tuple(effect for many in overall.values() for effect in many) + tuple(singles)
    rivals = tuple(one for one in _rivals(history, main, design) if one.kind in evidence)
    return SalesReport(_method(history, main, design), effects, _terms(main), rivals, tuple(checks), diagnostics,
                       _contribution(history, overall[history.outcome]), facts)


def _facts(history: History) -> dict[str, Any]:
    rows = history.table
    kinds = rows.groupby("product", observed=True)["kind"].nunique()
    first, last = rows["period"].min(), rows["period"].max()
    had = rows.groupby("kind", observed=True)["product"].nunique()
    return {"name": history.name, "simulated": history.simulated, "outcome": history.outcome,
            "period": history.period, "currency": history.currency, "reference": history.reference,
            "rows": len(rows), "products": int(rows["product"].nunique()), "periods": int(rows["period"].nunique()),
            "first": str(first)[:10], "last": str(last)[:10],
            "kinds": {str(kind): int(had[kind]) for kind in history.kinds if kind in had.index},
            "changed": int((kinds > 1).sum())}


def choose_design(history: History) -> Design:
    """Within products where enough of them changed their picture, else between products."""
    facts = _facts(history)
    return "within" if facts["changed"] >= LEAST_CHANGED and facts["periods"] >= LEAST_PERIODS else "between"


def regress(history: History, outcome: Outcome, design: Design) -> Found:
    """Estimate one outcome by the method of the design."""
    columns = panel(history, outcome)
    if design == "between":
        adjusted = cross_section.adjusted(columns, history)
        return Found(columns, adjusted.fit, None, adjusted)
    return Found(columns, *expected(columns), None)


def _diagnostics(main: Found, design: Design) -> Diagnostics:
    if design == "between" or main.mean is None:
        return Diagnostics(vif=influence.vif(main.panel), overlap=main.adjusted.overlap if main.adjusted else {})
    return Diagnostics(
        vif=influence.vif(main.panel), lags=event_study.event_study(main.panel),
        pre_trend_p=event_study.pre_trend_p(main.panel), placebo=placebo.placebo(main.panel),
        left_out=influence.left_out(main.panel), residuals=influence.residuals(main.panel, main.mean),
        dispersion=influence.dispersion(main.panel, main.mean) if main.panel.family == "poisson" else None)


def _evidence(history: History, main: Found, design: Design, seen: Diagnostics) -> dict[str, Evidence]:
    """What is known of each kind's estimate; a kind that cannot be estimated is not among them."""
    rows = history.table.groupby("product", observed=True)["kind"].agg(["unique", "nunique"])
    found = {}
    for number, kind in enumerate(main.panel.kinds):
        has = rows["unique"].map(lambda kinds, kind=kind: kind in set(kinds))
        changed, thin = int((has & (rows["nunique"] > 1)).sum()), int(has.sum())
        if (changed if design == "within" else thin) < LEAST_OF_KIND:
            continue
        if not np.isfinite(main.fit.of(f"kind_{number}")[1]):
            continue
        tried = seen.placebo.loc[seen.placebo["kind"] == kind, "p"].dropna() if len(seen.placebo) else ()
        found[kind] = Evidence(
            design, changed, _known(seen.pre_trend_p.get(kind)),
            min(1.0, float(min(tried)) * len(tried)) if len(tried) else None, _swings(main, number, seen.left_out),
            seen.overlap.get(kind), main.adjusted.facts if main.adjusted else (), thin)
    return found


def _known(p: float | None) -> float | None:
    return p if p is not None and np.isfinite(p) else None


def _swings(main: Found, number: int, left_out: pd.DataFrame) -> str:
    if not len(left_out):
        return ""
    _, low, high = main.fit.interval(f"kind_{number}")
    rows = left_out[left_out["kind"] == main.panel.kinds[number]]
    outside = rows[(rows["beta"] < low) | (rows["beta"] > high)]
    return str(outside["product"].iloc[0]) if len(outside) else ""


def _unestimated(columns: Panel, evidence: dict[str, Evidence]) -> list[Check]:
    return [Check("Kind without an estimate", "warning",
                  f"{kind_word(kind)} is not estimated: too few products changed to or from it, or it goes along "
                  "with something else altogether.",
                  "Give it to more products, and not only together with something else.")
            for kind in columns.kinds if kind not in evidence]


def _overall(found: Found, evidence: dict[str, Evidence], priors: Sequence[Prior]) -> list[Effect]:
    weights = naive.standardized(found.panel, found.fit)
    effects = []
    for number, kind in enumerate(found.panel.kinds):
        name = f"kind_{number}"
        beta, low, high = found.fit.interval(name)
        if kind not in evidence or not np.isfinite(low):
            continue
        error = found.fit.of(name)[1]
        known = evidence[kind]
        effect = Effect(kind, None, found.panel.outcome, beta, low, high, error, weights[name][0],
                        known.changed if known.design == "within" else known.thin,
                        robustness_value=sensitivity.robustness_value(beta / error, _freedom(found)),
                        e_value=sensitivity.e_value(beta, low, high)[0])
        effect = graded(effect, known)
        for prior in priors:
            effect = combine(effect, prior) if prior.kind == kind else effect
        effects.append(effect)
    return effects


def _freedom(found: Found) -> int:
    """Residual degrees of freedom: of rows within products, of products between them."""
    if found.adjusted is not None:
        return int(found.fit.df[0])
    rows = found.panel.table
    return len(rows) - rows["product"].nunique() - rows["period"].nunique() - len(found.panel.regressors) + 1


def _covariance(found: Found, effects: Sequence[Effect]) -> dict[str, dict[str, float]]:
    """Of the kinds' effects, so that two of them can be compared."""
    at = {effect.kind: found.fit.names.index(f"kind_{found.panel.kinds.index(effect.kind)}") for effect in effects}
    return {one: {other: float(found.fit.covariance[at[one], at[other]]) for other in at} for one in at}


def _by_product(main: Found, overall: Sequence[Effect]) -> list[Effect]:
    rows = pooling.by_product(main.panel, main.fit, main.mean)
    whole = {effect.kind: effect for effect in overall}
    effects = []
    for row in rows[rows["kind"].isin(whole)].itertuples():
        mean, reach = whole[row.kind], REACH * row.error
        scale = mean.beta_standardized / mean.beta if mean.beta else 0.0
        effect = replace(mean, product=str(row.product), beta=row.beta, beta_low=row.beta - reach,
                         beta_high=row.beta + reach, standard_error=row.error, beta_standardized=row.beta * scale,
                         products=1, robustness_value=None, e_value=None)
        effects.append(for_product(effect, mean, row.share_own, bool(np.isfinite(row.own_beta))))
    return effects


def _terms(main: Found) -> tuple[Term, ...]:
    if not main.panel.controls:
        return ()
    fitted = fit(main.panel, main.panel.controls) if main.adjusted else main.fit
    weights = naive.standardized(main.panel, fitted)
    return tuple(Term(name, *fitted.interval(name), weights[name][0]) for name in main.panel.controls
                 if name in fitted.names)


def _method(history: History, main: Found, design: Design) -> Method:
    words, latex = sentences.equation(main.panel, main.fit, effects=design == "within")
    family = main.panel.family
    what = "Poisson regression" if family == "poisson" else "Log-linear regression"
    facts = _facts(history)
    if design == "within":
        name = f"{what} with product and {history.period} effects"
        why = (f"{facts['changed']:,} of {facts['products']:,} products changed their picture, so each is held against "
               "itself; errors allow for anything that lingers within a product.")
    else:
        name = f"Double machine learning between products, after a {what[0].lower() + what[1:]}"
        why = (f"Only {facts['changed']:,} of {facts['products']:,} products changed their picture, so different "
               "products are held against each other, adjusted for what is known of them.")
    return Method(name, design, family, why, words, latex)


def _rivals(history: History, main: Found, design: Design) -> list[Rival]:
    made = [Rival("Naive regression, as in the blog post", kind, *values,
                  "Products that differ in more than their picture are compared, weeks count as if independent.")
            for kind, values in naive.naive(main.panel, history).items()]
    if design == "within":
        logs = replace(main.panel, family="log-linear", table=main.panel.table.dropna(subset=["log_y"]))
        if main.panel.family == "poisson":
            found = fit(logs)
            made += [Rival("Log-linear regression", kind, *found.interval(f"kind_{number}"),
                           "Weeks without a sale are left out.") for number, kind in enumerate(main.panel.kinds)]
            made += [Rival("Negative binomial regression", kind, *values, "Large counts weigh less.")
                     for kind, values in influence.negative_binomial(main.panel, main.mean).items()]
        made += [Rival("Difference in differences", kind, *values,
                       "Compares only with products that had not changed yet; sound where effects grow with time.")
                 for kind, values in event_study.did_effects(main.panel).items()]
    return [one for one in made if np.isfinite([one.beta, one.beta_low, one.beta_high]).all()]


def _contribution(history: History, effects: Sequence[Effect]) -> pd.DataFrame:
    """Sales of each period above what the reference picture would have brought, by kind."""
    rows = history.table
    parts = []
    for effect in effects:
        sums = rows[rows["kind"] == effect.kind].groupby("period")[history.outcome].sum()
        shares = {"amount": effect.beta, "low": effect.beta_low, "high": effect.beta_high}
        parts.append(pd.DataFrame({"period": sums.index, "kind": effect.kind,
                                   **{name: (sums * -np.expm1(-beta)).to_numpy() for name, beta in shares.items()}}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


