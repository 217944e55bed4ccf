"""The projection spreads directions, and the coefficients find what speaks for the right one."""

from __future__ import annotations

import numpy as np

from core.learning.skus.fit import WIDTH, coefficients, projection, sure_from
from core.vision.skus.matching import Candidates


def test_the_projection_weighs_what_varies_little_up() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(900, 2 * 160)).astype(np.float32) + 3
    features[:, 0] *= 8
    means, directions = projection(features)
    assert means.shape == (2, 160) and directions.shape == (2, 160, WIDTH)
    lengths = np.linalg.norm(directions[0].astype(np.float32), axis=0)
    assert lengths[0] < lengths[-1]


def test_what_separates_the_right_one_gets_the_weight() -> None:
    rng = np.random.default_rng(0)
    cases = []
    for _ in range(150):
        place = int(rng.integers(0, 5))
        look = rng.uniform(0.2, 0.5, 5).astype(np.float32)
        look[place] += 0.25
        candidates = Candidates(np.arange(5), np.arange(5), look, rng.random(5).astype(np.float32), np.zeros(5))
        cases.append((candidates, place))
        cases.append((candidates.left_out(place), -1))
    found = coefficients(cases, points=False)
    assert found["look"] > 5 * abs(found["color"]) and found["look"] * 0.35 < found["none"] < found["look"] * 0.8


def test_the_threshold_keeps_nine_of_ten_right() -> None:
    scores = np.linspace(1, 0, 100)
    assert 0.45 <= sure_from(scores, np.arange(100) < 50, np.ones(100)) <= 0.46
    assert sure_from(scores, np.zeros(100, bool), np.ones(100)) == 1.0
