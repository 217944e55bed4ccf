"""Plan a picture test: which products, which half gets the new photo, for how many weeks, and what it can detect.

Products of equal sales are paired, and each pair is randomly assigned. A test is read by the log of each product's
sales over the test weeks, adjusted for its sales before (analysis of covariance, as CUPED [1]_), against other
assignments of the same pairs (`core.sales.experiments.randomization`). The variance of sales is not assumed: it is
measured on the shop's own past, on windows as long as the test would be.

References
----------
.. [1] Deng, Xu, Kohavi, Walker (2013), Improving the sensitivity of online controlled experiments by utilizing
   pre-experiment data, WSDM.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from core.errors import InputError, Misuse
from core.sales.experiments.randomization import assignment_count, minimum_pairs
from core.sales.experiments.stopping import crossing_probability
from core.sales.experiments.variance import (
    PRE_WEEKS,
    Weekly,
    expected_z,
    look_schedule,
    mock_tests,
    pair_by_sales,
    smallest_effect,
    weekly,
    window_spread,
)
from core.sales.history import History
from core.words.numerals import share

LENGTHS = (2, 3, 4, 6, 8, 10, 12, 16, 20, 26)
MOST_WEEKS = 26
LEAST_UNITS = 10  # that a product sold in the last `PRE_WEEKS`, to be part of a test
NEAR = 1.05  # a length whose smallest effect is this close to the effect in question is worth a closer look
# Attribute -> its name in plan files, where that is older than the attribute.
_KEYS = {"dependent": "outcome", "variance_reduction": "saved", "mock_power": "found", "has_pairs": "paired"}


@dataclass(frozen=True)
class TestPlan:
    """A test of one photo type.

    Attributes
    ----------
    kind : str
        The photo type.
    dependent : str
        "outcome" in plan files.
    treated, control : tuple of str
        Products that get the photo, and those that keep theirs; those at the same place are a pair.
    start : str
        First day of the first test week (YYYY-MM-DD).
    weeks, pre_weeks : int
    looks : tuple of int
        Weeks after which the test may be read.
    limits : tuple of float
        |z| at each look above which the test will be able to stop, by the variance so far; the readout takes them from
        the test's own assignments.
    alpha, effect_percent, power : float
        False alarms of all looks together; the effect to detect, and the probability to detect it.
    mde_percent : float
        The smallest effect that is detected with a probability of 80 % (or the power that was requested).
    spread : float
        Standard deviation of a product's log sales over the test weeks, after adjusting.
    variance_reduction : float
        Share of the variance that adjusting for earlier sales removes; "saved" in plan files.
    false_alarms, mock_power : float
        Of mock tests on the shop's own past: share that stops without an effect, and with the planned one ("found" in
        plan files).
    curve : tuple of dict
        `weeks`, `mde_percent`: the smallest detectable effects of longer and shorter tests.
    warnings : tuple of str
    has_pairs : bool
        False for plans from earlier versions, which do not record the pairs; "paired" in plan files.
    """

    __test__ = False  # not one of pytest's

    kind: str
    dependent: str
    treated: tuple[str, ...]
    control: tuple[str, ...]
    start: str
    weeks: int
    pre_weeks: int
    looks: tuple[int, ...]
    limits: tuple[float, ...]
    alpha: float
    effect_percent: float
    power: float
    mde_percent: float
    spread: float
    variance_reduction: float
    false_alarms: float
    mock_power: float
    curve: tuple[dict[str, float], ...]
    warnings: tuple[str, ...] = ()
    has_pairs: bool = True

    @property
    def how(self) -> str:
        """How the test is assigned and read, for people."""
        looks = "at its only look" if len(self.looks) == 1 else f"over all {len(self.looks)} looks together"
        return (f"Products are paired by their sales of {self.pre_weeks} weeks. One of each pair, chosen at random, "
                f"gets the photo. The readout compares the difference in sales with that under "
                f"{assignment_count(len(self.treated)):,} random assignments of the same pairs. At most "
                f"{100 * self.alpha:g} % of tests of a photo without effect report one, {looks}, whatever the "
                "distribution of sales.")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as in plan files, with `how`."""
        values = {_KEYS.get(attribute.name, attribute.name): getattr(self, attribute.name)
                  for attribute in fields(self)}
        return {**values, "how": self.how}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> TestPlan:
        """The inverse of `to_dict`; also reads plans from earlier versions.

        Raises
        ------
        Misuse
        """
        try:
            attributes = {attribute.name: values[_KEYS.get(attribute.name, attribute.name)]
                          for attribute in fields(cls) if attribute.name != "has_pairs"}
            attributes |= {name: tuple(value) for name, value in attributes.items() if isinstance(value, list)}
            plan = cls(**attributes, has_pairs=bool(values.get("paired", False)))
            np.datetime64(plan.start)
            if not plan.treated or len(plan.treated) != len(plan.control) or not plan.looks:
                raise ValueError("products or looks are missing")
            if list(plan.looks) != sorted({*plan.looks, plan.weeks}) or not 0 < plan.alpha < 1:
                raise ValueError("the looks do not end with the last week, or alpha is not between 0 and 1")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Misuse(f"This is not a plan of a picture test ({error}).",
                         "Provide the file that `plan-test --out` wrote.") from None
        return plan


def plan(history: History, kind: str, *, effect_percent: float = 5.0, power: float = 0.8, weeks: int | None = None,
         products: int | None = None, alpha: float = 0.05) -> TestPlan:
    """Plan a test from the shop's own variance.

    Parameters
    ----------
    history : History
    kind : str
        The photo type that half of the products get.
    effect_percent : float
        The smallest effect worth detecting, in percent of sales; not 0.
    power : float
        Probability to detect it, 0.5 to 0.99.
    weeks : int, optional
        Duration, 1 to 26; by default the shortest that detects the effect.
    products : int, optional
        How many, best sellers first; by default all that do not have this photo type now.
    alpha : float
        False alarms of all looks together.

    Raises
    ------
    Misuse, InputError
    """
    _check_limits(effect_percent, power, weeks, alpha)
    past = weekly(history)
    eligible = _eligible(past, kind, products, minimum_pairs(alpha))
    sales = past.sales[eligible]
    spreads = {length: spread for length in sorted({*LENGTHS, *([weeks] if weeks else [])})
               if (spread := window_spread(sales, length)) is not None}
    if not spreads:
        raise InputError(f"{sales.shape[1]} weeks are too few to measure how sales vary.", "Provide at least 12.")
    pairs, delta = len(eligible) // 2, math.log1p(effect_percent / 100)
    smallest = {length: smallest_effect(spread, pairs, power, alpha) for length, (spread, _) in spreads.items()}
    weeks = weeks or _shortest(sales, smallest, (delta, power, alpha))
    duration = weeks if weeks in spreads else max(spreads)
    too_short = [] if weeks == duration else [f"The table is too short to plan {weeks} weeks; the plan has {duration}."]
    looks, limits, correlation = look_schedule(sales, duration, alpha)
    reached = crossing_probability(limits, correlation, expected_z(sales, looks, pairs, delta))
    mde = 100 * math.expm1(smallest[duration])
    false_alarms, mock_power = mock_tests(sales, looks, limits, delta)
    residual, reduction = spreads[duration]
    return TestPlan(
        kind, history.dependent, *_assign(sales, past.names[eligible]),
        start=f"{past.weeks[-1] + pd.Timedelta(days=7):%Y-%m-%d}", weeks=duration,
        pre_weeks=min(PRE_WEEKS, sales.shape[1]), looks=tuple(looks), limits=tuple(limits), alpha=alpha,
        effect_percent=effect_percent, power=reached, mde_percent=mde, spread=residual, variance_reduction=reduction,
        false_alarms=false_alarms, mock_power=mock_power,
        curve=tuple({"weeks": float(length), "mde_percent": 100 * math.expm1(log)} for length, log in smallest.items()),
        warnings=(*too_short, *_power_warning((effect_percent, power), reached, mde)))


def _shortest(sales: np.ndarray, smallest: dict[int, float], test: tuple[float, float, float]) -> int:
    """The shortest length that detects the effect with the power, or the longest there is."""
    delta, power, alpha = test
    for length, effect in smallest.items():
        if effect <= NEAR * abs(delta):
            looks, limits, correlation = look_schedule(sales, length, alpha)
            if crossing_probability(limits, correlation, expected_z(sales, looks, len(sales) // 2, delta)) >= power:
                return length
    return max(smallest)


def _power_warning(goal: tuple[float, float], reached: float, mde: float) -> list[str]:
    """A sentence where the effect is not detected with the requested probability."""
    effect_percent, power = goal
    if reached >= power - 0.005:
        return []
    return [f"The test detects an effect of {effect_percent:g} % with a probability of only {share(reached)}. With "
            f"{share(power)} it detects {mde:.1f} % or more. Add products or weeks to detect smaller effects."]


def _check_limits(effect_percent: float, power: float, weeks: int | None, alpha: float) -> None:
    if not -90 <= effect_percent <= 300 or abs(effect_percent) < 0.1:
        raise Misuse(f"The effect to detect is a percentage such as 5, not {effect_percent:g}.",
                     "Use a value from 0.1 to 300, or a negative one down to -90.")
    if not 0.5 <= power <= 0.99:
        raise Misuse(f"Power is a probability from 0.5 to 0.99, not {power:g}.", "0.8 suits most tests.")
    if weeks is not None and not 1 <= weeks <= MOST_WEEKS:
        raise Misuse(f"A test takes 1 to {MOST_WEEKS} weeks, not {weeks}.", "Longer tests are blurred by the seasons.")
    if not 0.001 <= alpha <= 0.2:
        raise Misuse(f"Alpha is the share of false alarms, 0.001 to 0.2, not {alpha:g}.", "0.05 suits most tests.")


def _eligible(past: Weekly, kind: str, products: int | None, pairs: int) -> np.ndarray:
    """Indices of the products of the test, at least so many pairs, best sellers first."""
    why = "with fewer, no assignment is rare enough to tell an effect from chance"
    recent = past.sales[:, -PRE_WEEKS:].sum(axis=1)
    candidates = np.flatnonzero((past.kind != kind) & (recent >= LEAST_UNITS))
    if len(candidates) < 2 * pairs:
        raise InputError(f"Only {len(candidates)} products that sell do not have this photo type yet. A test needs at "
                         f"least {2 * pairs}: {why}.", "Test another photo type, or list more products.")
    if products is not None and products < 2 * pairs:
        raise Misuse(f"A test needs at least {2 * pairs} products, not {products}: {why}.", "Include more products.")
    order = candidates[np.argsort(-recent[candidates], kind="stable")]
    order = order[:products] if products else order
    return order[: len(order) // 2 * 2]


def _assign(sales: np.ndarray, names: np.ndarray) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Pairs of products that sell alike, randomly assigned: the same for the same table, another for another."""
    pairs = pair_by_sales(sales[:, -PRE_WEEKS:].sum(axis=1))
    random = np.random.default_rng(zlib.crc32(sales.tobytes()))
    flips = random.integers(0, 2, len(pairs))[:, None] == 1
    assignment = np.where(flips, pairs[:, ::-1], pairs)
    return tuple(map(str, names[assignment[:, 0]])), tuple(map(str, names[assignment[:, 1]]))
