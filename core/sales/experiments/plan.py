"""Plan a picture test: which products, which half gets the new picture, how many weeks, and what could be found.

Products are drawn by lot in pairs of equal sales. A test is read by the log of each product's sales over the test
weeks, adjusted for its sales before (analysis of covariance, as CUPED [1]_), against other lots of the same pairs
(`core.sales.experiments.randomization`). How much sales vary is not assumed: it is measured on the shop's own past,
on windows as long as the test would be.

References
----------
.. [1] Deng, Xu, Kohavi, Walker (2013), Improving the sensitivity of online controlled experiments by utilizing
   pre-experiment data, WSDM.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from core.errors import InputError, Misuse
from core.sales.experiments.randomization import least_pairs, lots_of
from core.sales.experiments.stopping import crossing
from core.sales.experiments.variance import PRE_WEEKS, Weekly, drift, looking, mock, paired, smallest, spread_of, weekly
from core.sales.history import History

LENGTHS = (2, 3, 4, 6, 8, 10, 12, 16, 20, 26)
MOST_WEEKS = 26
LEAST_SOLD = 10


@dataclass(frozen=True)
class TestPlan:
    """A test of one kind of picture.

    Attributes
    ----------
    kind, outcome : str
    treated, control : tuple of str
        Products that get the picture, and those that keep theirs; those at the same place were drawn by one lot.
    start : str
        First day of the first test week (YYYY-MM-DD).
    weeks, pre_weeks : int
    looks : tuple of int
        Weeks after which the test may be read.
    limits : tuple of float
        |z| at each look above which the test will be able to stop, by what sales varied so far; the readout takes them
        from the test's own lots.
    alpha, effect_percent, power : float
        False alarms of all looks together; the effect that was wished for, and the chance to find it.
    mde_percent : float
        The smallest effect that is found with a chance of 80 % (or the power that was wished for).
    spread : float
        Standard deviation of a product's log sales over the test weeks, after adjusting.
    saved : float
        Share of the variance that adjusting for earlier sales takes away.
    false_alarms, found : float
        Of mock tests on the shop's own past: share that stopped without an effect, and with the planned one.
    curve : tuple of dict
        `weeks`, `mde_percent`: what longer and shorter tests would find.
    warnings : tuple of str
    paired : bool
        False in a file of before, which does not say who was drawn with whom.
    """

    __test__ = False  # not one of pytest's

    kind: str
    outcome: str
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
    saved: float
    false_alarms: float
    found: float
    curve: tuple[dict[str, float], ...]
    warnings: tuple[str, ...] = ()
    paired: bool = True

    @property
    def how(self) -> str:
        """How the test is drawn and read, for people."""
        looks = "at its one look" if len(self.looks) == 1 else f"all {len(self.looks)} looks together"
        return (f"Products are paired by their sales of {self.pre_weeks} weeks, and one lot for each pair decides "
                f"which of the two gets the picture. The readout holds the gap in sales against "
                f"{lots_of(len(self.treated)):,} lots of the same pairs: at most {100 * self.alpha:g} % of tests of a "
                f"picture without effect find one, {looks}, however sales are distributed.")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, with `how`."""
        return {**asdict(self), "how": self.how}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> TestPlan:
        """The inverse of `to_dict`.

        Raises
        ------
        Misuse
        """
        try:
            taken = {one.name: values[one.name] for one in fields(cls) if one.name != "paired"}
            taken["paired"] = bool(values.get("paired", False))
            lists = {name: tuple(value) for name, value in taken.items() if isinstance(value, list | tuple)}
            found = cls(**{**taken, **lists})
            np.datetime64(found.start)
            if not found.treated or len(found.treated) != len(found.control) or not found.looks:
                raise ValueError("products or looks are missing")
            if list(found.looks) != sorted({*found.looks, found.weeks}) or not 0 < found.alpha < 1:
                raise ValueError("its looks do not end with its weeks, or alpha is no share")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Misuse(f"This is no plan of a picture test ({error}).",
                         "Give the file that `plan-test --out` wrote.") from None
        return found


def plan(history: History, kind: str, *, effect_percent: float = 5.0, power: float = 0.8, weeks: int | None = None,
         products: int | None = None, alpha: float = 0.05) -> TestPlan:
    """Plan a test from the shop's own variance.

    Parameters
    ----------
    history : History
    kind : str
        The kind of picture that half of the products get.
    effect_percent : float
        The smallest effect that is worth finding, in percent of sales; not 0.
    power : float
        Chance to find it, 0.5 to 0.99.
    weeks : int, optional
        How long, 1 to 26; by default as short as finds the effect.
    products : int, optional
        How many, best sellers first; by default all that do not have this kind now.
    alpha : float
        False alarms of all looks together.

    Raises
    ------
    Misuse, InputError
    """
    _asked(effect_percent, power, weeks, alpha)
    past = weekly(history)
    chosen = _chosen(past, kind, products, least_pairs(alpha))
    logs = past.sales[chosen]
    lengths = sorted({*(length for length in LENGTHS), *([weeks] if weeks else [])})
    spreads = {length: spread_of(logs, length) for length in lengths}
    measured = {length: one for length, one in spreads.items() if one is not None}
    if not measured:
        raise InputError(f"{logs.shape[1]} weeks are too few to see how sales vary.", "Give at least 12.")
    half, delta = len(chosen) // 2, math.log1p(effect_percent / 100)
    smallest_by = {length: smallest(one[0], half, power, alpha) for length, one in measured.items()}
    curve = [{"weeks": float(length), "mde_percent": 100 * math.expm1(mde)} for length, mde in smallest_by.items()]
    if weeks is None:  # the shortest that finds the effect, else the longest
        able = (length for length, mde in smallest_by.items() if mde <= 1.05 * abs(delta))
        weeks = next((length for length in able if _power(logs, length, alpha, (half, delta)) >= power), max(measured))
    taken, warnings = (weeks, []) if weeks in measured else (max(measured), [
        f"The table is too short to plan {weeks} weeks; {max(measured)} are planned."])
    (looks, limits, between), (spread, saved) = looking(logs, taken, alpha), measured[taken]
    reached = crossing(limits, between, drift(logs, looks, half, delta))
    mde = 100 * math.expm1(smallest_by[taken])
    warnings += _too_weak((effect_percent, power), reached, mde)
    false, found = mock(logs, looks, limits, delta)
    start = f"{past.weeks[-1] + pd.Timedelta(days=7):%Y-%m-%d}"
    lots, pre = _split(logs, past.names[chosen]), min(PRE_WEEKS, logs.shape[1])
    return TestPlan(kind, history.outcome, *lots, start, taken, pre, tuple(looks), tuple(limits), alpha, effect_percent,
                    reached, mde, spread, saved, false, found, tuple(curve), tuple(warnings))


def _too_weak(wished: tuple[float, float], reached: float, mde: float) -> list[str]:
    """What is to be said where the wished effect is not found with the wished chance."""
    if reached >= wished[1] - 0.005:
        return []
    return [f"An effect of {wished[0]:g} % would be found with a chance of {reached:.0%} only; what is found with "
            f"{wished[1]:.0%} is {mde:.1f} %. More products or more weeks lower it."]


def _power(sales: np.ndarray, length: int, alpha: float, test: tuple[int, float]) -> float:
    looks, limits, between = looking(sales, length, alpha)
    return crossing(limits, between, drift(sales, looks, *test))


def _asked(effect_percent: float, power: float, weeks: int | None, alpha: float) -> None:
    if not -90 <= effect_percent <= 300 or abs(effect_percent) < 0.1:
        raise Misuse(f"The effect to be found is a percentage such as 5, not {effect_percent:g}.", "Give 0.1 to 300.")
    if not 0.5 <= power <= 0.99:
        raise Misuse(f"Power is a chance from 0.5 to 0.99, not {power:g}.", "0.8 suits most.")
    if weeks is not None and not 1 <= weeks <= MOST_WEEKS:
        raise Misuse(f"A test takes 1 to {MOST_WEEKS} weeks, not {weeks}.", "Seasons blur longer ones.")
    if not 0.001 <= alpha <= 0.2:
        raise Misuse(f"Alpha is the share of false alarms, 0.001 to 0.2, not {alpha:g}.", "0.05 suits most.")


def _chosen(past: Weekly, kind: str, products: int | None, pairs: int) -> np.ndarray:
    """Indices of the products of the test, at least so many pairs, best sellers first."""
    why = "with fewer no lot is rare enough to be told from chance"
    recent = past.sales[:, -PRE_WEEKS:].sum(axis=1)
    open_ = np.flatnonzero((past.kind != kind) & (recent >= LEAST_SOLD))
    if len(open_) < 2 * pairs:
        raise InputError(f"Only {len(open_)} products that sell do not have this kind of picture yet; a test needs at "
                         f"least {2 * pairs}: {why}.",
                         "Test another kind, or sum up variants of a product differently.")
    if products is not None and products < 2 * pairs:
        raise Misuse(f"A test needs at least {2 * pairs} products, not {products}: {why}.", "Take more.")
    order = open_[np.argsort(-recent[open_], kind="stable")]
    order = order[:products] if products else order
    return order[: len(order) // 2 * 2]


def _split(sales: np.ndarray, names: np.ndarray) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Pairs of products that sell alike, and a lot for each pair: the same for the same table, another for another."""
    together = paired(sales[:, -PRE_WEEKS:].sum(axis=1))
    random = np.random.default_rng(zlib.crc32(sales.tobytes()))
    turned = np.where(random.integers(0, 2, len(together))[:, None] == 1, together[:, ::-1], together)
    return tuple(map(str, names[turned[:, 0]])), tuple(map(str, names[turned[:, 1]]))
