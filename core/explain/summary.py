"""Summary of a benchmark: means with bootstrap intervals, and differences to maps that know nothing, by picture.

The interval is the percentile bootstrap [1]_ over pictures, with a fixed seed; it says how much the mean would move
with other pictures of the same kind.

References
----------
.. [1] Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.explain.contract import METHODS
from core.nouns.benchmark import Benchmark, BenchmarkRow, Estimate, MethodSummary
from core.nouns.trust import Faithfulness

MEASURES = ("deletion", "insertion", "road", "pointing")
BADGES = ("faithful", "weak", "do_not_trust")
RESAMPLES, SEED = 2000, 7
MAP, CENTER, RANDOM = 0, 1, 2  # columns of a measure's values
COLUMNS = ("uri", "picture_id", "label", "method", "score", *(f"{prefix}{name}" for prefix in ("", "center_", "random_")
           for name in MEASURES), "randomized", "badge", "milliseconds")


def estimate(values: Sequence[float] | np.ndarray) -> Estimate | None:
    """The mean of some values with its 95 % bootstrap interval; None without a value.

    Parameters
    ----------
    values : sequence of float
        One for each picture.

    Examples
    --------
    >>> estimate([0.5])
    Estimate(mean=0.5, low=None, high=None, count=1)
    >>> result = estimate([0.0, 1.0] * 50)
    >>> result.mean, round(result.low, 1), round(result.high, 1)
    (0.5, 0.4, 0.6)
    """
    numbers = np.asarray(values, float)
    if not numbers.size:
        return None
    if numbers.size == 1:
        return Estimate(float(numbers[0]), None, None, 1)
    draws = np.random.default_rng(SEED).integers(0, numbers.size, (RESAMPLES, numbers.size))
    low, high = np.percentile(numbers[draws].mean(axis=1), (2.5, 97.5))
    return Estimate(float(numbers.mean()), float(low), float(high), numbers.size)


def summarize(rows: Sequence[BenchmarkRow], failures: Sequence[tuple[str, str]] = ()) -> Benchmark:
    """Summarize a benchmark.

    Parameters
    ----------
    rows : sequence of BenchmarkRow
    failures : sequence of (str, str)
        Pictures that could not be measured, and why.
    """
    by_picture = list({row.picture_id: row for row in rows}.values())
    measured = [name for name in METHODS if any(row.method == name for row in rows)]
    return Benchmark(tuple(_method(name, [row for row in rows if row.method == name]) for name in measured),
                     _means(by_picture, CENTER), _means(by_picture, RANDOM), len(by_picture), tuple(failures))


def row_values(row: BenchmarkRow) -> dict[str, object]:
    """A row as cells, named as in `COLUMNS`."""
    cells: dict[str, object] = {"uri": row.uri, "picture_id": row.picture_id, "label": row.label, "method": row.method,
                                "score": row.score, "randomized": row.trust.randomized, "badge": row.trust.badge,
                                "milliseconds": round(row.milliseconds, 1)}
    for name in MEASURES:
        values = _values(row, name)
        for prefix, place in (("", MAP), ("center_", CENTER), ("random_", RANDOM)):
            cells[f"{prefix}{name}"] = None if values is None else values[place]
    return cells


def _method(name: str, rows: list[BenchmarkRow]) -> MethodSummary:
    measures = _means(rows, MAP)
    randomized = estimate([row.trust.randomized for row in rows if row.trust.randomized is not None])
    badges = {badge: sum(row.trust.badge == badge for row in rows) / len(rows) for badge in BADGES}
    return MethodSummary(name, len(rows), measures | ({"randomized": randomized} if randomized else {}),
                         _means(rows, MAP, CENTER), _means(rows, MAP, RANDOM), badges,
                         float(np.median([row.milliseconds for row in rows])))


def _means(rows: Sequence[BenchmarkRow], place: int, rival: int | None = None) -> dict[str, Estimate]:
    """The mean of each measure, or of its difference to a rival on the same picture."""
    means = {}
    for name in MEASURES:
        table = [values for values in (_values(row, name) for row in rows) if values is not None]
        mean = estimate([values[place] - (0.0 if rival is None else values[rival]) for values in table])
        if mean is not None:
            means[name] = mean
    return means


def _values(row: BenchmarkRow, measure: str) -> tuple[float, float, float] | None:
    """A measure of the map, of the center blob and of the random map."""
    if measure == "pointing":
        return None if row.pointing is None else (
            float(row.pointing[MAP]), float(row.pointing[CENTER]), float(row.pointing[RANDOM]))
    own, center, chance = (_number(item, measure) for item in (row.trust.map, row.trust.center, row.trust.chance))
    return own, center, chance


def _number(faithfulness: Faithfulness, measure: str) -> float:
    return float(getattr(faithfulness, measure))
