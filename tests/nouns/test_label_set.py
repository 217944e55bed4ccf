"""Label sets hold the true label as often as they promise, on data like those of their calibration."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import Misuse
from core.nouns.label_set import LabelSets, SensitiveSets

NAMES = ("a", "b", "c", "d")


def exchangeable(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Noisy scores and true labels, all drawn alike."""
    truth = rng.integers(4, size=count)
    logits = rng.normal(size=(count, 4)) + 1.5 * np.eye(4)[truth]
    exps = np.exp(logits)
    return exps / exps.sum(axis=1, keepdims=True), truth


def test_coverage_on_exchangeable_data_is_within_binomial_bounds() -> None:
    rng, hits, trials = np.random.default_rng(7), 0, 0
    for _ in range(200):
        scores, truth = exchangeable(rng, 140)
        sets = LabelSets.calibrated(scores[np.arange(100), truth[:100]].tolist(), 0.9)
        rest = zip(scores[100:], truth[100:], strict=True)
        hits += sum(NAMES[label] in sets.labels(row, NAMES) for row, label in rest)
        trials += 40
    # Coverage of one calibration varies (Beta distribution, n = 100): 200 of them have a standard error near 0.003.
    assert 0.9 - 0.01 < hits / trials < 0.9 + 1 / 101 + 0.01


def test_the_threshold_is_the_order_statistic_of_the_formula() -> None:
    assert LabelSets.calibrated([k / 20 for k in range(1, 20)], 0.9) == LabelSets(2 / 20, 0.9, 19)


def test_the_top_label_is_always_in_the_set() -> None:
    assert LabelSets(0.9, 0.9, 50).labels([0.2, 0.4, 0.3, 0.1], NAMES) == ("b",)


@pytest.mark.parametrize(("count", "coverage"), [(8, 0.9), (100, 1.0), (0, 0.5)])
def test_too_few_pictures_are_refused(count: int, coverage: float) -> None:
    with pytest.raises(Misuse, match="too few"):
        LabelSets.calibrated([0.5] * count, coverage)


def test_each_answer_of_sensitive_has_its_own_promise() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random(4000) < 0.05
    scores = np.clip(np.where(truth, rng.beta(3, 2, 4000), rng.beta(1, 8, 4000)), 0, 1)
    half = slice(0, 2000)
    sets = SensitiveSets.calibrated(scores[half].tolist(), truth[half].tolist())
    for is_so, answer in ((True, "yes"), (False, "no")):
        own = scores[2000:][truth[2000:] == is_so]
        held = [answer in sets.answers(score) for score in own]
        assert np.mean(held) > 0.82, "rare goods are held as often as promised too"
    assert all(sets.answers(score) for score in np.linspace(0, 1, 50)), "one answer always remains"
    assert sets.answers(0.99)[0] == "yes" and sets.answers(0.01)[0] == "no"
    with pytest.raises(Misuse, match="too few"):
        SensitiveSets.calibrated([0.9, 0.1, 0.2], [True, False, False])
