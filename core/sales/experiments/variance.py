"""How sales vary from window to window of a shop's past: what a picture test has to be seen against."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from core.errors import InputError
from core.sales.experiments.randomization import lots_of
from core.sales.experiments.stopping import boundaries, spent
from core.sales.history import History

PRE_WEEKS = 26  # before a test that adjust for what a product sells anyway
MOST_LOOKS = 4
WINDOWS = 12  # of the past, on which the variance is measured
MOCKS = 300
SEED = 1


@dataclass(frozen=True, eq=False)
class Weekly:
    """Sales by product and week: `sales` float64 (products, weeks), `names`, `weeks` datetime64 starts, `kind` now."""

    sales: np.ndarray
    names: np.ndarray
    weeks: pd.DatetimeIndex
    kind: np.ndarray


def weekly(history: History) -> Weekly:
    """The history by week; a week that is missing counts as no sales.

    Raises
    ------
    InputError
        For monthly tables.
    """
    if history.period == "month":
        raise InputError("Picture tests are planned in weeks, and this table has months.",
                         "Give a table with weeks or days.")
    rows = history.table
    week = rows["period"] - pd.to_timedelta((rows["period"] - rows["period"].min()).dt.days % 7, unit="D")
    table = rows.assign(week=week).pivot_table(index="product", columns="week", values=history.outcome, aggfunc="sum",
                                               observed=True, fill_value=0.0)
    every = pd.date_range(table.columns.min(), table.columns.max(), freq="7D")
    table = table.reindex(columns=every, fill_value=0.0)
    kind = rows.sort_values("period").groupby("product", observed=True)["kind"].last().reindex(table.index)
    return Weekly(table.to_numpy(float), table.index.to_numpy(str), every, kind.to_numpy(str))


def unforetold(test: np.ndarray, before: np.ndarray) -> float:
    """Standard deviation of what log sales before do not foretell of log sales in the test, both float64 (n,)."""
    y, x = np.log(test + 0.5), np.log(before + 0.5)
    design = np.stack([np.ones_like(x), x - x.mean()], axis=1)
    left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return math.sqrt(float(left @ left) / max(1, len(y) - 2))


def windows(weeks: int, length: int) -> list[int]:
    """First weeks of windows of the past that leave room for weeks before."""
    first = min(PRE_WEEKS, max(4, weeks // 3))
    starts = range(first, weeks - length + 1)
    return [int(start) for start in np.unique(np.linspace(starts[0], starts[-1], WINDOWS).round())] if starts else []


def spread_of(sales: np.ndarray, length: int) -> tuple[float, float] | None:
    """Spread of log sales over a window after adjusting, and the share of variance that adjusting saved."""
    left, whole, starts = [], [], windows(sales.shape[1], length)
    for start in starts:
        test, before = sales[:, start:start + length].sum(axis=1), sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1)
        left.append(unforetold(test, before) ** 2)
        whole.append(float(np.var(np.log(test + 0.5), ddof=1)))
    if not left:
        return None
    mean, apart = float(np.mean(left)), max(1.0, (sales.shape[1] - starts[0]) / length)
    allowance = float(np.std(left)) / math.sqrt(apart)  # as many windows as do not overlap know the variance so well
    return math.sqrt(mean + allowance), max(0.0, 1 - mean / float(np.mean(whole)))


def looks_of(length: int, pairs: int, alpha: float) -> list[int]:
    """Weeks after which a test of this length is read, evenly spread; the last is its end.

    A look at which no lot is rare enough to stop is left out.
    """
    count = min(MOST_LOOKS, max(1, length // 2))
    weeks = sorted({math.ceil(length * number / count) for number in range(1, count + 1)})
    return [week for week in weeks if week == length or spent(week / length, alpha) * lots_of(pairs) >= 1]


def looking(sales: np.ndarray, length: int, alpha: float) -> tuple[list[int], list[float], np.ndarray]:
    """Looks, their limits, and how the looks go together on the shop's own past."""
    pairs = len(sales) // 2
    looks, left = looks_of(length, pairs, alpha), []
    for start in windows(sales.shape[1], length):
        before = np.log(sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1) + 0.5)
        base = np.stack([np.ones_like(before), before], axis=1)
        y = np.log(np.stack([sales[:, start:start + look].sum(axis=1) for look in looks], axis=1) + 0.5)
        left.append(y - base @ np.linalg.lstsq(base, y, rcond=None)[0])
    joint = np.corrcoef(np.concatenate(left).T) if len(looks) > 1 else np.ones((1, 1))
    return looks, boundaries([look / length for look in looks], reachable(pairs, alpha), joint), joint


def reachable(pairs: int, alpha: float) -> float:
    """The share of lots that may be called an effect: alpha, or the nearest below it that so few lots have."""
    lots = lots_of(pairs)
    return math.floor(alpha * lots + 1e-9) / lots


def drift(sales: np.ndarray, looks: Sequence[int], half: int, delta: float) -> list[float]:
    """Expected z of an effect at each look; a t of few pairs counts as the z of the same p-value."""
    found = []
    for look in looks:
        spread = spread_of(sales, look)
        z = abs(delta) / ((spread[0] if spread else math.inf) * math.sqrt(2 / half))
        found.append(z * float(stats.norm.isf(0.025) / stats.t.isf(0.025, half - 1)))
    return found


def smallest(spread: float, half: int, power: float, alpha: float) -> float:
    """Log effect that a test finds with this power, `half` products on either side; looks cost some 3 % of it."""
    limit = float(stats.t.isf(reachable(half, alpha) / 2, half - 1))
    return 1.03 * (limit + float(stats.norm.ppf(power))) * spread * math.sqrt(2 / half)


def paired(sold: np.ndarray) -> np.ndarray:
    """Indices of products in pairs that sell alike, best sellers first, int (n // 2, 2)."""
    order = np.argsort(-sold, kind="stable")
    return order[: len(order) // 2 * 2].reshape(-1, 2)


def mock(sales: np.ndarray, looks: Sequence[int], limits: Sequence[float], delta: float) -> tuple[float, float]:
    """Mock tests on the shop's own past, drawn by lot anew: share that stops without an effect, and with it.

    For speed each is read by the t of its pairs, which few lots of a test come to differ from.

    Parameters
    ----------
    sales : ndarray of float64, shape (n, weeks), n even
    looks, limits : sequence
        Of the planned test.
    delta : float
        The effect, log scale.
    """
    random, half = np.random.default_rng(SEED), len(sales) // 2
    starts, ends = windows(sales.shape[1], looks[-1]), stats.t.isf(stats.norm.sf(limits), half - 1)
    stopped, runs = np.zeros(2), -(-MOCKS // len(starts))
    for start in starts:
        before = sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1)
        order, signs = paired(before).ravel(), random.choice((-1.0, 1.0), (runs, half))
        known, _ = np.linalg.qr(np.stack([np.ones(2 * half), np.log(before[order] + 0.5)], axis=1))
        drawn = np.stack([signs, -signs], axis=2).reshape(runs, -1) / 2
        drawn -= drawn @ known @ known.T  # (runs, n): what the products' earlier sales do not tell of the lot
        tilts = signs * (drawn[:, ::2] - drawn[:, 1::2])
        over = np.zeros((2, runs), bool)
        for look, end in zip(looks, ends, strict=True):
            y = np.log(sales[:, start:start + look].sum(axis=1) + 0.5)[order]
            y -= known @ (known.T @ y)
            gaps = signs * (y[::2] - y[1::2])
            beta = gaps.sum(axis=1) / tilts.sum(axis=1)
            left = ((gaps - beta[:, None] * tilts) ** 2).sum(axis=1) * half / (half - 1)
            error = np.sqrt(left) / tilts.sum(axis=1)
            over |= np.abs(np.stack([beta, beta + delta]) / error) >= end
        stopped += over.sum(axis=1)
    return float(stopped[0] / (runs * len(starts))), float(stopped[1] / (runs * len(starts)))
