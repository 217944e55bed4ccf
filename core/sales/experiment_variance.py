"""How sales vary from window to window of a shop's past: what a picture test has to be seen against."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from core.errors import InputError
from core.sales.history import History
from core.sales.stopping import boundaries

PRE_WEEKS = 26  # before a test that adjust for what a product sells anyway
MOST_LOOKS = 4
WINDOWS = 12  # of the past, on which the variance is measured
APART = 4  # as many of them as are worth counting as independent
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


def adjusted(test: np.ndarray, before: np.ndarray, treated: np.ndarray | None = None) -> tuple[float, float, float]:
    """Analysis of covariance: log sales of the test on treatment and log sales before.

    Parameters
    ----------
    test, before : ndarray of float64, shape (n,)
        Sales in all.
    treated : ndarray of bool, shape (n,), optional
        Without it only the spread is of use.

    Returns
    -------
    beta, error, spread : float
        Effect on log sales, its standard error, standard deviation of what is left.
    """
    y, x = np.log(test + 0.5), np.log(before + 0.5)
    columns = [np.ones_like(x), x - x.mean()] + ([] if treated is None else [treated.astype(float)])
    design = np.stack(columns, axis=1)
    solved, *_ = np.linalg.lstsq(design, y, rcond=None)
    left = y - design @ solved
    spread = math.sqrt(float(left @ left) / max(1, len(y) - len(columns)))
    if treated is None:
        return 0.0, 0.0, spread
    return float(solved[-1]), spread * math.sqrt(float(np.linalg.pinv(design.T @ design)[-1, -1])), spread


def windows(weeks: int, length: int) -> list[int]:
    """First weeks of windows of the past that leave room for weeks before."""
    first = min(PRE_WEEKS, max(4, weeks // 3))
    starts = range(first, weeks - length + 1)
    return [int(start) for start in np.unique(np.linspace(starts[0], starts[-1], WINDOWS).round())] if starts else []


def spread_of(sales: np.ndarray, length: int) -> tuple[float, float] | None:
    """Spread of log sales over a window after adjusting, and the share of variance that adjusting saved."""
    left, whole = [], []
    for start in windows(sales.shape[1], length):
        test, before = sales[:, start:start + length].sum(axis=1), sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1)
        left.append(adjusted(test, before)[2] ** 2)
        whole.append(float(np.var(np.log(test + 0.5), ddof=1)))
    if not left:
        return None
    mean = float(np.mean(left))
    allowance = float(np.std(left)) / math.sqrt(APART)  # so few windows know the variance only so well
    return math.sqrt(mean + allowance), max(0.0, 1 - mean / float(np.mean(whole)))


def looks_of(length: int) -> list[int]:
    """Weeks after which a test of this length is read, evenly spread; the last is its end."""
    count = min(MOST_LOOKS, max(1, length // 2))
    return sorted({math.ceil(length * number / count) for number in range(1, count + 1)})


def looking(sales: np.ndarray, length: int, alpha: float) -> tuple[list[int], list[float], np.ndarray]:
    """Looks, their limits, and how the looks go together on the shop's own past."""
    looks = looks_of(length)
    left = []
    for start in windows(sales.shape[1], length):
        before = np.log(sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1) + 0.5)
        base = np.stack([np.ones_like(before), before], axis=1)
        y = np.log(np.stack([sales[:, start:start + look].sum(axis=1) for look in looks], axis=1) + 0.5)
        left.append(y - base @ np.linalg.lstsq(base, y, rcond=None)[0])
    joint = np.corrcoef(np.concatenate(left).T) if len(looks) > 1 else np.ones((1, 1))
    return looks, boundaries([look / length for look in looks], alpha, joint), joint


def drift(sales: np.ndarray, looks: Sequence[int], half: int, delta: float) -> list[float]:
    """Expected z of an effect at each look; a t of few products counts as the z of the same p-value."""
    found = []
    for look in looks:
        spread = spread_of(sales, look)
        z = abs(delta) / ((spread[0] if spread else math.inf) * math.sqrt(2 / half))
        df = 2 * half - 3
        found.append(z * float(stats.norm.isf(0.025) / stats.t.isf(0.025, df)))
    return found


def smallest(spread: float, half: int, power: float, alpha: float) -> float:
    """Log effect that a test finds with this power, `half` products on either side; looks cost some 3 % of it."""
    limit = float(stats.t.isf(alpha / 2, 2 * half - 3))
    return 1.03 * (limit + float(stats.norm.ppf(power))) * spread * math.sqrt(2 / half)


def pairs(sold: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """True for one product of each pair, bool (n,)."""
    order = np.argsort(-sold, kind="stable").reshape(-1, 2)
    heads = np.zeros(len(sold), bool)
    heads[order[np.arange(len(order)), random.integers(0, 2, len(order))]] = True
    return heads


def mock(sales: np.ndarray, looks: Sequence[int], limits: Sequence[float], delta: float) -> tuple[float, float]:
    """Mock tests on the shop's own past, drawn by lot anew: share that stops without an effect, and with it.

    Parameters
    ----------
    sales : ndarray of float64, shape (n, weeks)
    looks, limits : sequence
        Of the planned test.
    delta : float
        The effect, log scale.
    """
    random, df = np.random.default_rng(SEED), len(sales) - 3
    starts, ends = windows(sales.shape[1], looks[-1]), stats.t.isf(stats.norm.sf(limits), df)
    stopped, runs = np.zeros(2), -(-MOCKS // len(starts))
    for start in starts:
        before = sales[:, max(0, start - PRE_WEEKS):start].sum(axis=1)
        known, _ = np.linalg.qr(np.stack([np.ones(len(before)), np.log(before + 0.5)], axis=1))
        drawn = np.stack([pairs(before, random) for _ in range(runs)]).astype(float)
        drawn -= drawn @ known @ known.T  # (runs, n): what the products' earlier sales do not tell of the lot
        size = (drawn**2).sum(axis=1)
        over = np.zeros((2, runs), bool)
        for look, end in zip(looks, ends, strict=True):
            y = np.log(sales[:, start:start + look].sum(axis=1) + 0.5)
            y -= known @ (known.T @ y)
            beta = drawn @ y / size
            error = np.sqrt((y @ y - beta**2 * size) / df / size)
            over |= np.abs(np.stack([beta, beta + delta]) / error) >= end
        stopped += over.sum(axis=1)
    return float(stopped[0] / (runs * len(starts))), float(stopped[1] / (runs * len(starts)))


def z_of(beta: float, error: float, df: int) -> float:
    """The z with the p-value of t = beta / error."""
    t = beta / error if error > 0 else 0.0
    return math.copysign(float(stats.norm.isf(stats.t.sf(abs(t), df))), t)
