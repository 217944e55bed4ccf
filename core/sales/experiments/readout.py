"""Read a picture test against its own lots: what was found, how sure that is, and whether the test may stop."""

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
from core.sales.experiments.randomization import Redrawn, beyond, interval, least_pairs, rare, redrawn, standard_error
from core.sales.experiments.variance import PRE_WEEKS, Weekly, paired, weekly
from core.sales.history import History, kind_word

FOLLOWED = 0.8  # share of test weeks in which a product must have shown what it was to show
YEAR = 52
Verdict = Literal["too early", "continue", "works", "harms", "no difference"]


@dataclass(frozen=True)
class Readout:
    """What a test found so far.

    Attributes
    ----------
    verdict : {"too early", "continue", "works", "harms", "no difference"}
    sentence : str
        The verdict for people.
    kind, outcome : str
    weeks, planned_weeks, look : int
        Weeks that are over, weeks that were planned, and the week up to which sales were read (0: none yet).
    next_look : int or None
    beta, standard_error : float or None
        Log ratio of treated to control products.
    percent, percent_low, percent_high : float or None
        With an interval that stays right although the test is looked at several times (repeated confidence interval).
    z, limit : float or None
        The z of the same p-value, by the lots, and the one beyond which the test may stop at this look.
    better : float or None
        Probability that the picture sells more, in [0, 1].
    year, year_low, year_high : float or None
        Units (or revenue) a year that all products of the test would gain.
    problems : tuple of str
        Where the test was not followed.
    """

    verdict: Verdict
    sentence: str
    kind: str
    outcome: str
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
        return Prior(self.kind, self.outcome, self.beta, self.standard_error,  # type: ignore[arg-type]
                     f"A picture test of {self.look} weeks")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with `prior` where there is one."""
        found = asdict(self)
        return {**found, "prior": self.prior.to_dict()} if self.prior else found


def read_test(history: History, plan: TestPlan) -> Readout:
    """Read a test from a sales table that reaches past its start.

    Every product counts as what the lot made it, whether it was followed or not.

    Parameters
    ----------
    history : History
        Weeks before the test and since; `kind` says what was shown.
    plan : TestPlan

    Raises
    ------
    InputError
        When products of the plan, or the weeks before it, are not in the table.
    Misuse
        For a plan of an earlier version whose pairs the table does not tell.
    """
    past = weekly(history)
    start = int(np.searchsorted(past.weeks, np.datetime64(plan.start)))
    if start < 4:
        raise InputError(f"The table has {start} weeks before the test began ({plan.start}).",
                         "Give the weeks before it too: at least 4, better 26.")
    sales = past.sales[_pairs(plan, past, start)]  # (2, pairs, weeks): those with the picture, those without
    over = min(plan.weeks, sales.shape[2] - start)
    problems = _problems(history, plan, past)
    reached = [look for look in plan.looks if look <= over]
    later = [look for look in plan.looks if look > over]
    if not reached:
        return _too_early(plan, over, later[0], problems)
    before = sales[:, :, max(0, start - PRE_WEEKS):start].sum(axis=2)
    lots = redrawn(np.stack([sales[:, :, start:start + look].sum(axis=2) for look in reached], axis=2), before)
    counts = rare(lots, [look / plan.weeks for look in reached], plan.alpha)
    able = [number for number, count in enumerate(counts) if count]
    if not able and later:
        return _too_early(plan, over, later[0], problems)
    if not able:
        raise InputError("The products of the test sold too much alike to be told apart.",
                         "Check the weeks of the test in the table.")
    stops = [number for number in able if beyond(lots, number) <= counts[number]]
    at = stops[0] if stops else able[-1]  # a test that might have stopped earlier is read there
    year = float(sales[:, :, max(0, start - YEAR):start].sum()) * YEAR / min(YEAR, start)
    found = _figures(lots, at, counts[at], year)
    ended: Verdict = "continue" if later else "no difference"
    verdict: Verdict = ended if not stops else "works" if found["beta"] > 0 else "harms"
    following = later[0] if verdict == "continue" else None
    return Readout(verdict, _sentence(verdict, plan, (reached[at], following), found), plan.kind, plan.outcome, over,
                   plan.weeks, reached[at], following, **found, problems=problems)


def _pairs(plan: TestPlan, past: Weekly, start: int) -> np.ndarray:
    """Rows of `past` of the pairs that are whole in the table, int (2, pairs)."""
    rows = {name: row for row, name in enumerate(past.names)}
    treated, control = ([rows.get(name, -1) for name in names] for names in (plan.treated, plan.control))
    found = np.array([treated, control])
    if not plan.paired:
        found = _matched(found, past.sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1))
    found = found[:, (found >= 0).all(axis=0)]
    least = least_pairs(plan.alpha)
    if found.shape[1] < least:
        raise InputError(f"Of the plan's {len(plan.treated)} pairs of products, {found.shape[1]} are in the table; at "
                         f"least {least} are needed.", "Give the table of the shop that was planned.")
    return found


def _matched(products: np.ndarray, before: np.ndarray) -> np.ndarray:
    """The pairs of a plan of before, which were of equal sales, int (2, pairs)."""
    every = np.sort(products[products >= 0])
    pairs = every[paired(before[every])].T
    pairs = np.where(np.isin(pairs[0], products[0]), pairs, pairs[::-1])
    if not (np.isin(pairs[0], products[0]).all() and np.isin(pairs[1], products[1]).all()):
        raise Misuse("This plan is of an earlier version and does not say which products were drawn together, and the "
                     "sales before the test do not tell it either.",
                     "Give the table that the test was planned on, with the weeks since then added.")
    return pairs


def _too_early(plan: TestPlan, over: int, following: int, problems: tuple[str, ...]) -> Readout:
    sentence = f"{over} weeks are over; the next look is after week {following}."
    return Readout("too early", sentence, plan.kind, plan.outcome, over, plan.weeks, 0, following, problems=problems)


def _figures(lots: Redrawn, look: int, count: int, year: float) -> dict[str, Any]:
    """The effect in percent and in sales a year, with the interval that allows for several looks."""
    beta, low, high = interval(lots, look, count)
    error, every = standard_error(lots, look), len(lots.sums)
    z, limit = (float(stats.norm.isf(rank / every / 2)) for rank in (beyond(lots, look), count))
    percent, percent_low, percent_high = (100 * math.expm1(value) for value in (beta, low, high))
    return {"beta": beta, "standard_error": error, "percent": percent, "percent_low": percent_low,
            "percent_high": percent_high, "z": math.copysign(z, beta), "limit": limit,
            "better": float(stats.t.cdf(beta / error, len(lots.gaps) - 1)) if error > 0 else None,
            "year": year * percent / 100, "year_low": year * percent_low / 100, "year_high": year * percent_high / 100}


def _sentence(verdict: Verdict, plan: TestPlan, looks: tuple[int, int | None], found: dict[str, Any]) -> str:
    look, following = looks
    figures = f"{found['percent']:+.1f} % ({found['percent_low']:+.1f} to {found['percent_high']:+.1f} %)"
    kind = kind_word(plan.kind)
    if verdict == "continue":
        return f"After week {look}: {figures}, not sure yet. Go on; the next look is after week {following}."
    if verdict == "no difference":
        return f"The test ended after week {look} without a difference that is sure: {figures}."
    what = "raise" if verdict == "works" else "lower"
    return f"{kind!r} pictures {what} {plan.outcome}: {figures}. The test may stop (week {look} of {plan.weeks})."


def _problems(history: History, plan: TestPlan, past: Weekly) -> tuple[str, ...]:
    """Where the test was not followed."""
    found = []
    products = [*plan.treated, *plan.control]
    missing = len(products) - int(np.isin(products, past.names).sum())
    if missing:
        found.append(f"{missing:,} of {len(products):,} products of the plan are not in the table; their pairs are "
                     "left out.")
    rows = history.table[history.table["period"] >= pd.Timestamp(plan.start)]
    shown = (rows["kind"] == plan.kind).groupby(rows["product"], observed=True).mean()
    without = [name for name in plan.treated if name in shown and shown[name] < FOLLOWED]
    despite = [name for name in plan.control if name in shown and shown[name] > 1 - FOLLOWED]
    if without:
        found.append(f"{len(without)} of {len(plan.treated)} products did not get the picture for most of the test: "
                     f"{', '.join(without[:5])}{' …' if len(without) > 5 else ''}. The effect found is too small.")
    if despite:
        found.append(f"{len(despite)} of {len(plan.control)} products got the picture although they were to keep "
                     f"theirs: {', '.join(despite[:5])}{' …' if len(despite) > 5 else ''}.")
    start = np.datetime64(plan.start)
    weeks = past.weeks[past.weeks >= start][: plan.weeks]
    empty = [week for week in weeks if not (rows["period"].between(week, week + pd.Timedelta(days=6))).any()]
    if empty:
        found.append(f"{len(empty)} weeks of the test are not in the table.")
    return tuple(found)
