"""Read a picture test: what was found, how sure that is, and whether the test may stop."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from core.errors import InputError
from core.sales.experiment_plan import TestPlan
from core.sales.experiment_variance import PRE_WEEKS, Weekly, adjusted, weekly, z_of
from core.sales.history import History, kind_word
from core.sales.prior import Prior

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
    """
    past = weekly(history)
    start = int(np.searchsorted(past.weeks, np.datetime64(plan.start)))
    rows = {name: row for row, name in enumerate(past.names)}
    names = [name for name in (*plan.treated, *plan.control) if name in rows]
    treated = np.array([name in set(plan.treated) for name in names])
    if treated.sum() < 3 or (~treated).sum() < 3:
        raise InputError(f"Of the plan's products, {int(treated.sum())} treated and {int((~treated).sum())} others are "
                         "in the table; at least 3 of each are needed.", "Give the table of the shop that was planned.")
    if start < 4:
        raise InputError(f"The table has {start} weeks before the test began ({plan.start}).",
                         "Give the weeks before it too: at least 4, better 26.")
    sales = past.sales[[rows[name] for name in names]]
    over = min(plan.weeks, sales.shape[1] - start)
    problems = _problems(history, plan, past, names)
    reached = [number for number, look in enumerate(plan.looks) if look <= over]
    later = [look for look in plan.looks if look > over]
    if not reached:
        sentence = f"{over} weeks are over; the first look is after week {plan.looks[0]}."
        return Readout("too early", sentence, plan.kind, plan.outcome, over, plan.weeks, 0, plan.looks[0],
                       problems=problems)
    before = sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1)
    for number in reached:  # a test that might have stopped earlier is read there
        look, limit = plan.looks[number], plan.limits[number]
        beta, error, _ = adjusted(sales[:, start:start + look].sum(axis=1), before, treated)
        z = z_of(beta, error, len(names) - 3)
        if abs(z) >= limit:
            break
    verdict: Verdict = ("works" if z > 0 else "harms") if abs(z) >= limit else "continue" if later else "no difference"
    year = float(sales[:, max(0, start - YEAR):start].sum()) * YEAR / min(YEAR, start)
    found = {**_figures((beta, error), limit, len(names) - 3, year), "z": z}
    following = later[0] if verdict == "continue" else None
    return Readout(verdict, _sentence(verdict, plan, (look, following), found), plan.kind, plan.outcome, over,
                   plan.weeks, look, following, **found, problems=problems)


def _figures(effect: tuple[float, float], limit: float, df: int, year: float) -> dict[str, Any]:
    """The effect in percent and in sales a year, with the interval that allows for several looks."""
    beta, error = effect
    reach = float(stats.t.isf(stats.norm.sf(limit), df)) * error
    low, high = beta - reach, beta + reach
    return {"beta": beta, "standard_error": error, "percent": 100 * math.expm1(beta),
            "percent_low": 100 * math.expm1(low), "percent_high": 100 * math.expm1(high), "limit": limit,
            "better": float(stats.t.cdf(beta / error, df)) if error > 0 else None,
            "year": year * math.expm1(beta), "year_low": year * math.expm1(low), "year_high": year * math.expm1(high)}


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


def _problems(history: History, plan: TestPlan, past: Weekly, names: list[str]) -> tuple[str, ...]:
    """Where the test was not followed."""
    found = []
    missing = len(plan.treated) + len(plan.control) - len(names)
    if missing:
        found.append(f"{missing} products of the plan are not in the table.")
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
