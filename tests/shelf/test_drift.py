"""A change since the first weeks is drift only where chance hardly explains it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.nouns.shelf import ShelfReading
from core.nouns.sku import SkuAnswer, SkuMatch
from core.shelf.drift import Drift, drifts
from tests.shelf.readings import facing, reading

WEEK = 7 * 86_400.0


def photos(week: int, score: float, number: int = 6, *, look: float = 0.8) -> list[ShelfReading]:
    """Photos of twenty facings each, whose scores scatter around one."""
    rng = np.random.default_rng(week)
    found = []
    for place in range(number):
        scores = np.clip(score + rng.normal(0, 0.02) + rng.normal(0, 0.1, 20), 0.01, 0.99)
        facings = [replace(facing(60 * at, 0, "A"), answer=SkuAnswer(
            (SkuMatch("A", "A", float(one), {"look": look}),), "A" if one > 0.5 else "")) for at, one in
            enumerate(scores)]
        found.append(reading(*facings, number=100 * week + place, created=week * WEEK))
    return found


def of(found: list[Drift], measure: str) -> Drift:
    return next(one for one in found if one.measure == measure)


def test_noise_is_no_drift_and_a_fall_is() -> None:
    calm = drifts([*photos(1, 0.7), *photos(2, 0.7)])
    assert {one.measure for one in calm} == {"sureness", "recognized", "distance"}
    assert not any(one.is_drift for one in calm)
    fallen = drifts([*photos(1, 0.7), *photos(2, 0.7), *photos(3, 0.4, look=0.6)])
    newest = [one for one in fallen if one.week == fallen[0].week]
    assert all(one.is_drift for one in newest) and of(newest, "sureness").high < -0.15
    assert of(newest, "distance").now == pytest.approx(0.4) and of(newest, "distance").low > 0.1


def test_few_photos_tell_nothing_and_one_week_has_nothing_to_be_compared_with() -> None:
    assert drifts([]) == drifts(photos(1, 0.7)) == []
    few = drifts([*photos(1, 0.7), *photos(2, 0.2, number=2)])
    assert of(few, "sureness").now < 0.4 and not any(one.is_drift or one.low is not None for one in few)
