"""How sales vary from window to window of a shop's past: the noise that a picture test has to overcome."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from core.errors import InputError
from core.sales.experiments.randomization import assignment_count
from core.sales.experiments.stopping import alpha_spent, boundaries
from core.sales.history import History

PRE_WEEKS = 26  # before a test that adjust for the usual sales of a product
MOST_LOOKS = 4
WINDOWS = 12  # of the past, on which the variance is measured
MOCKS = 300
SEED = 1
LOOKS_COST = 1.03  # by how much several looks raise the smallest detectable effect


@dataclass(frozen=True, eq=False)
class Weekly:
    """Sales by product and week.

    Attributes
    ----------
    sales : ndarray of float64, shape (products, weeks)
    names : ndarray of str, shape (products,)
    weeks : DatetimeIndex
        First days.
    kind : ndarray of str, shape (products,)
        The present photo type.
    """

    sales: np.ndarray
    names: np.ndarray
    weeks: pd.DatetimeIndex
    kind: np.ndarray


def weekly(history: History) -> Weekly:
    """The history by week; a missing week counts as no sales.

    Raises
    ------
    InputError
        For monthly tables, and those without a usable row.
    """
    if history.table.empty:
        raise InputError("The table has no usable row.",
                         "Check which column has which role, and how its cells are written.")
    if history.period == "month":
        raise InputError("Picture tests are planned in weeks, and this table has months.",
                         "Provide a table with weeks or days.")
    rows = history.table
    week = rows["period"] - pd.to_timedelta((rows["period"] - rows["period"].min()).dt.days % 7, unit="D")
    table = rows.assign(week=week).pivot_table(index="product", columns="week", values=history.dependent,
                                               aggfunc="sum", observed=True, fill_value=0.0)
    weeks = pd.date_range(table.columns.min(), table.columns.max(), freq="7D")
    table = table.reindex(columns=weeks, fill_value=0.0)
    kind = rows.sort_values("period").groupby("product", observed=True)["kind"].last().reindex(table.index)
    return Weekly(table.to_numpy(float), table.index.to_numpy(str), weeks, kind.to_numpy(str))


def residual_spread(test: np.ndarray, before: np.ndarray) -> float:
    """Standard deviation of log sales in a test that log sales before it do not predict.

    Parameters
    ----------
    test, before : ndarray of float64, shape (n,)
        Sales of each product.
    """
    y, x = np.log(test + 0.5), np.log(before + 0.5)
    design = np.stack([np.ones_like(x), x - x.mean()], axis=1)
    residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return math.sqrt(float(residual @ residual) / max(1, len(y) - 2))


def windows(weeks: int, length: int) -> list[int]:
    """First weeks of windows of the past that leave room for weeks before.

    Examples
    --------
    >>> windows(30, 18), windows(20, 18)
    ([10, 11, 12], [])
    """
    first = min(PRE_WEEKS, max(4, weeks // 3))
    if weeks < first + length:
        return []
    return [int(start) for start in np.unique(np.linspace(first, weeks - length, WINDOWS).round())]


def window_spread(sales: np.ndarray, length: int) -> tuple[float, float] | None:
    """Spread of log sales over a window after adjusting, and the share of variance that adjusting removes.

    Parameters
    ----------
    sales : ndarray of float64, shape (products, weeks)
    length : int
        Weeks of the window.

    Returns
    -------
    tuple of float, or None
        None where the past is too short.
    """
    adjusted, raw, starts = [], [], windows(sales.shape[1], length)
    for start in starts:
        test, before = sales[:, start:start + length].sum(axis=1), sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1)
        adjusted.append(residual_spread(test, before) ** 2)
        raw.append(float(np.var(np.log(test + 0.5), ddof=1)))
    if not adjusted:
        return None
    mean, disjoint = float(np.mean(adjusted)), max(1.0, (sales.shape[1] - starts[0]) / length)
    allowance = float(np.std(adjusted)) / math.sqrt(disjoint)  # for the variance's own error
    return math.sqrt(mean + allowance), max(0.0, 1 - mean / float(np.mean(raw)))


def look_weeks(length: int, pairs: int, alpha: float) -> list[int]:
    """Weeks after which a test of this length is read, evenly spread; the last is its end.

    A look at which no assignment is rare enough to stop is left out.

    Examples
    --------
    >>> look_weeks(8, 40, 0.05), look_weeks(6, 6, 0.05)
    ([2, 4, 6, 8], [6])
    """
    count = min(MOST_LOOKS, max(1, length // 2))
    weeks = sorted({math.ceil(length * number / count) for number in range(1, count + 1)})
    return [week for week in weeks
            if week == length or alpha_spent(week / length, alpha) * assignment_count(pairs) >= 1]


def look_schedule(sales: np.ndarray, length: int, alpha: float) -> tuple[list[int], list[float], np.ndarray]:
    """Looks, their limits for |z|, and the correlation between looks on the shop's own past."""
    pairs = len(sales) // 2
    looks, residuals = look_weeks(length, pairs, alpha), []
    for start in windows(sales.shape[1], length):
        before = np.log(sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1) + 0.5)
        design = np.stack([np.ones_like(before), before], axis=1)
        y = np.log(np.stack([sales[:, start:start + look].sum(axis=1) for look in looks], axis=1) + 0.5)
        residuals.append(y - design @ np.linalg.lstsq(design, y, rcond=None)[0])
    correlation = np.corrcoef(np.concatenate(residuals).T) if len(looks) > 1 else np.ones((1, 1))
    limits = boundaries([look / length for look in looks], attainable_alpha(pairs, alpha), correlation)
    return looks, limits, correlation


def attainable_alpha(pairs: int, alpha: float) -> float:
    """The share of assignments that may be called an effect: alpha, or the nearest below it that so few allow.

    Examples
    --------
    >>> attainable_alpha(6, 0.05), attainable_alpha(40, 0.05)
    (0.03125, 0.04999542236328125)
    """
    count = assignment_count(pairs)
    return math.floor(alpha * count + 1e-9) / count


def expected_z(sales: np.ndarray, looks: Sequence[int], pairs: int, delta: float) -> list[float]:
    """Expected z of an effect at each look; a t of few pairs counts as the z of the same p-value."""
    values = []
    for look in looks:
        spread = window_spread(sales, look)
        z = abs(delta) / ((spread[0] if spread else math.inf) * math.sqrt(2 / pairs))
        values.append(z * float(stats.norm.isf(0.025) / stats.t.isf(0.025, pairs - 1)))
    return values


def smallest_effect(spread: float, pairs: int, power: float, alpha: float) -> float:
    """Smallest log effect that a test with so many pairs detects with this power.

    (t_{alpha/2} + z_{power}) spread sqrt(2 / pairs), the sample size formula of a two-sample comparison, plus the cost
    of several looks.

    Examples
    --------
    >>> round(smallest_effect(0.2, 50, 0.8, 0.05), 3)
    0.117
    """
    limit = float(stats.t.isf(attainable_alpha(pairs, alpha) / 2, pairs - 1))
    return LOOKS_COST * (limit + float(stats.norm.ppf(power))) * spread * math.sqrt(2 / pairs)


def pair_by_sales(sales: np.ndarray) -> np.ndarray:
    """Indices of products in pairs that sell alike, best sellers first, int (n // 2, 2).

    Examples
    --------
    >>> pair_by_sales(np.array([5.0, 90.0, 7.0, 80.0, 1.0])).tolist()
    [[1, 3], [2, 0]]
    """
    order = np.argsort(-sales, kind="stable")
    return order[: len(order) // 2 * 2].reshape(-1, 2)


def mock_tests(sales: np.ndarray, looks: Sequence[int], limits: Sequence[float], delta: float) -> tuple[float, float]:
    """Randomly assigned mock tests on the shop's own past: share that stops without an effect, and with it.

    For speed each is read by the t of its pairs, which rarely differs from a randomization test.

    Parameters
    ----------
    sales : ndarray of float64, shape (n, weeks), n even
    looks, limits : sequence
        Of the planned test.
    delta : float
        The effect, log scale.
    """
    random, pairs = np.random.default_rng(SEED), len(sales) // 2
    starts, ends = windows(sales.shape[1], looks[-1]), stats.t.isf(stats.norm.sf(limits), pairs - 1)
    stops, runs = np.zeros(2), -(-MOCKS // len(starts))
    for start in starts:
        before = sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1)
        order, signs = pair_by_sales(before).ravel(), random.choice((-1.0, 1.0), (runs, pairs))
        basis, _ = np.linalg.qr(np.stack([np.ones(2 * pairs), np.log(before[order] + 0.5)], axis=1))
        treatment = np.stack([signs, -signs], axis=2).reshape(runs, -1) / 2
        treatment -= treatment @ basis @ basis.T  # (runs, n): the part that earlier sales do not predict
        slopes = signs * (treatment[:, ::2] - treatment[:, 1::2])
        crossings = np.zeros((2, runs), bool)
        for look, end in zip(looks, ends, strict=True):
            y = np.log(sales[:, start:start + look].sum(axis=1) + 0.5)[order]
            y -= basis @ (basis.T @ y)
            gaps = signs * (y[::2] - y[1::2])
            beta = gaps.sum(axis=1) / slopes.sum(axis=1)
            squares = ((gaps - beta[:, None] * slopes) ** 2).sum(axis=1) * pairs / (pairs - 1)
            error = np.sqrt(squares) / slopes.sum(axis=1)
            crossings |= np.abs(np.stack([beta, beta + delta]) / error) >= end
        stops += crossings.sum(axis=1)
    return float(stops[0] / (runs * len(starts))), float(stops[1] / (runs * len(starts)))
