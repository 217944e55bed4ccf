"""Read a picture test by randomization: the effect so far, its uncertainty, and whether the test may stop."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from core.errors import InputError, Misuse
from core.sales.effects.prior import Prior
from core.sales.experiments.plan import TestPlan
from core.sales.experiments.randomization import (
    Randomization,
    critical_ranks,
    interval,
    minimum_pairs,
    randomize,
    rank,
    standard_error,
)
from core.sales.experiments.variance import PRE_WEEKS, Weekly, pair_by_sales, weekly
from core.sales.history import History
from core.words.numerals import count, percent_interval, verb
from core.words.sales import DEPENDENT_WORDS, kind_word

COMPLIANCE = 0.8  # share of test weeks in which a product must have shown its assigned photo
LEAST_BEFORE = 4  # weeks before the test
YEAR = 52
NAMED = 5  # products in a sentence
Verdict = Literal["too early", "continue", "works", "harms", "no difference"]


@dataclass(frozen=True)
class Readout:
    """The result of a test so far.

    Attributes
    ----------
    verdict : {"too early", "continue", "works", "harms", "no difference"}
    sentence : str
        The verdict for people.
    kind : str
        The photo type.
    dependent : str
        "outcome" in plain values.
    weeks, planned_weeks, look : int
        Weeks that are over, weeks of the plan, and the week up to which sales were read (0: none yet).
    next_look : int or None
    beta, standard_error : float or None
        Log ratio of treated to control products.
    percent, percent_low, percent_high : float or None
        With an interval that stays valid although the test is read several times (repeated confidence interval).
    z, limit : float or None
        The z of the randomization's p-value, and the one beyond which the test may stop at this look.
    better : float or None
        Probability that the photo sells more, in [0, 1].
    year, year_low, year_high : float or None
        Units (or revenue) per year that all products of the test would gain.
    problems : tuple of str
        Deviations from the plan.
    """

    verdict: Verdict
    sentence: str
    kind: str
    dependent: str
    weeks: int
    planned_weeks: int
    look: int
    next_look: int | None
    beta: float | None = None
    standard_error: float | None = None
    percent: float | None = None
    percent_low: float | None = None
    percent_high: float | None = None
    z: float | None = None
    limit: float | None = None
    better: float | None = None
    year: float | None = None
    year_low: float | None = None
    year_high: float | None = None
    problems: tuple[str, ...] = ()

    @property
    def prior(self) -> Prior | None:
        """For the next estimate, once the test has ended; None before."""
        if self.verdict in ("too early", "continue") or self.beta is None or self.standard_error is None:
            return None
        return Prior(self.kind, self.dependent, self.beta, self.standard_error,  # type: ignore[arg-type]
                     f"A picture test of {self.look} weeks")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with `prior` where there is one."""
        values = {"outcome" if name == "dependent" else name: value for name, value in asdict(self).items()}
        return {**values, "prior": self.prior.to_dict()} if self.prior else values


def read_test(history: History, plan: TestPlan) -> Readout:
    """Read a test from a sales table that reaches past its start.

    Every product counts as assigned, whether it followed the plan or not (intention to treat).

    Parameters
    ----------
    history : History
        Weeks before the test and since; `kind` is the photo type in use.
    plan : TestPlan

    Raises
    ------
    InputError
        When products of the plan, or the weeks before it, are not in the table.
    Misuse
        For a plan of an earlier version whose pairs the table does not reveal.
    """
    past = weekly(history)
    start = int(np.searchsorted(past.weeks, np.datetime64(plan.start)))
    if start < LEAST_BEFORE:
        raise InputError(f"The table has {count(start, 'week')} before the start of the test ({plan.start}).",
                         f"Include earlier weeks: at least {LEAST_BEFORE}, ideally {PRE_WEEKS}.")
    sales = past.sales[_pairs(plan, past, start)]  # (2, pairs, weeks): treated, control
    over = min(plan.weeks, sales.shape[2] - start)
    problems = _problems(history, plan, past)
    looks, later = [look for look in plan.looks if look <= over], [look for look in plan.looks if look > over]
    if not looks:
        return _too_early(plan, over, later[0], problems)
    before = sales[:, :, max(0, start - PRE_WEEKS):start].sum(axis=2)
    test = np.stack([sales[:, :, start:start + look].sum(axis=2) for look in looks], axis=2)
    randomization = randomize(test, before)
    ranks = critical_ranks(randomization, [look / plan.weeks for look in looks], plan.alpha)
    usable = [place for place, critical in enumerate(ranks) if critical]
    if not usable and later:
        return _too_early(plan, over, later[0], problems)
    if not usable:
        raise InputError("The products of the test sold too much alike to tell an effect from chance.",
                         "Check the weeks of the test in the table.")
    stops = [place for place in usable if rank(randomization, place) <= ranks[place]]
    look = stops[0] if stops else usable[-1]  # a test that could have stopped earlier is read there
    year = float(sales[:, :, max(0, start - YEAR):start].sum()) * YEAR / min(YEAR, start)
    figures = _figures(randomization, look, ranks[look], year)
    ended: Verdict = "continue" if later else "no difference"
    verdict: Verdict = ended if not stops else "works" if figures["beta"] > 0 else "harms"
    next_look = later[0] if verdict == "continue" else None
    return Readout(verdict, _sentence(verdict, plan, (looks[look], next_look), figures), plan.kind, plan.dependent,
                   over, plan.weeks, looks[look], next_look, **figures, problems=problems)


def _pairs(plan: TestPlan, past: Weekly, start: int) -> np.ndarray:
    """Rows of `past` of the pairs that are complete in the table, int (2, pairs)."""
    rows = {name: row for row, name in enumerate(past.names)}
    products = np.array([[rows.get(name, -1) for name in names] for names in (plan.treated, plan.control)])
    if not plan.has_pairs:
        products = _match(products, past.sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1))
    products = products[:, (products >= 0).all(axis=0)]
    least = minimum_pairs(plan.alpha)
    if products.shape[1] < least:
        raise InputError(f"{products.shape[1]} of the plan's {len(plan.treated)} pairs of products are in the table; a "
                         f"readout needs at least {least}.", "Provide the table of the shop that the plan is for.")
    return products


def _match(products: np.ndarray, before: np.ndarray) -> np.ndarray:
    """The pairs of a plan from an earlier version, which were of equal sales, int (2, pairs)."""
    members = np.sort(products[products >= 0])
    pairs = members[pair_by_sales(before[members])].T
    pairs = np.where(np.isin(pairs[0], products[0]), pairs, pairs[::-1])
    if not (np.isin(pairs[0], products[0]).all() and np.isin(pairs[1], products[1]).all()):
        raise Misuse("This plan is from an earlier version that does not record the pairs of products, and the sales "
                     "before the test do not reveal them.",
                     "Provide the table that the test was planned on, with the weeks since then added.")
    return pairs


def _too_early(plan: TestPlan, over: int, next_look: int, problems: tuple[str, ...]) -> Readout:
    sentence = f"{count(over, 'week')} {verb(over)} over; the next look is after week {next_look}."
    return Readout("too early", sentence, plan.kind, plan.dependent, over, plan.weeks, 0, next_look, problems=problems)


def _figures(randomization: Randomization, look: int, critical: int, year: float) -> dict[str, Any]:
    """The effect in percent and in sales per year, with the interval that allows for several looks."""
    beta, low, high = interval(randomization, look, critical)
    error, assignments = standard_error(randomization, look), len(randomization.sums)
    z, limit = (float(stats.norm.isf(place / assignments / 2)) for place in (rank(randomization, look), critical))
    percent, percent_low, percent_high = (100 * math.expm1(value) for value in (beta, low, high))
    return {"beta": beta, "standard_error": error, "percent": percent, "percent_low": percent_low,
            "percent_high": percent_high, "z": math.copysign(z, beta), "limit": limit,
            "better": float(stats.t.cdf(beta / error, len(randomization.gaps) - 1)) if error > 0 else None,
            "year": year * percent / 100, "year_low": year * percent_low / 100, "year_high": year * percent_high / 100}


def _sentence(verdict: Verdict, plan: TestPlan, looks: tuple[int, int | None], figures: dict[str, Any]) -> str:
    look, next_look = looks
    effect = percent_interval(figures["percent"], figures["percent_low"], figures["percent_high"])
    if verdict == "continue":
        return f"After week {look}: {effect}, not conclusive yet. Continue; the next look is after week {next_look}."
    if verdict == "no difference":
        return f"The test ended after week {look} without a clear difference: {effect}."
    change = "raise" if verdict == "works" else "lower"
    return (f"Photos of type “{kind_word(plan.kind)}” {change} {DEPENDENT_WORDS[plan.dependent]}: {effect}. The test "
            f"may stop (week {look} of {plan.weeks}).")


def _problems(history: History, plan: TestPlan, past: Weekly) -> tuple[str, ...]:
    """Deviations from the plan, a sentence each."""
    problems = []
    products = [*plan.treated, *plan.control]
    missing = len(products) - int(np.isin(products, past.names).sum())
    if missing:
        pairs = verb(missing, "its pair is", "their pairs are")
        problems.append(f"{missing:,} of {len(products):,} products of the plan {verb(missing)} not in the table; "
                        f"{pairs} left out.")
    rows = history.table[history.table["period"] >= pd.Timestamp(plan.start)]
    use = (rows["kind"] == plan.kind).groupby(rows["product"], observed=True).mean()
    without = [name for name in plan.treated if name in use and use[name] < COMPLIANCE]
    despite = [name for name in plan.control if name in use and use[name] > 1 - COMPLIANCE]
    if without:
        problems.append(f"{len(without)} of {len(plan.treated)} products did not get the photo for most of the test: "
                        f"{_listing(without)}. The measured effect is too small.")
    if despite:
        problems.append(f"{len(despite)} of {len(plan.control)} products got the photo although the plan keeps theirs: "
                        f"{_listing(despite)}.")
    weeks = past.weeks[past.weeks >= np.datetime64(plan.start)][: plan.weeks]
    gaps = sum(not rows["period"].between(week, week + pd.Timedelta(days=6)).any() for week in weeks)
    if gaps:
        problems.append(f"{count(gaps, 'week')} of the test {verb(gaps)} not in the table.")
    return tuple(problems)


def _listing(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
