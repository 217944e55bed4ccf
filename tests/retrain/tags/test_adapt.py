"""A change of the features that needs no label: what all photos share counts less, and a head folds back."""

from __future__ import annotations

import numpy as np
import pytest

from core.retrain.tags import adapt
from core.vision.intent.head import Shift


def photos(count: int = 600, width: int = 20, seed: int = 0) -> np.ndarray:
    """The first feature varies most and says nothing."""
    rows = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    rows[:, 0] *= 20
    return rows


def weight_of_first(change) -> float:
    lengths = np.linalg.norm(change.directions, axis=1)
    return float(lengths[0] / lengths[1:].mean())


@pytest.mark.parametrize("way", ["whitening", "contrastive"])
def test_what_all_photos_vary_in_counts_less(way: str) -> None:
    said: list[float] = []
    change = adapt.learned(way, photos(), seed=0, say=lambda words, share: said.append(share))
    assert weight_of_first(change) < 0.5
    assert (said == sorted(said) and said[-1] == 1) if way == "contrastive" else not said


def test_contrast_brings_two_views_of_a_photo_closer() -> None:
    rows, chance = photos(), np.random.default_rng(1)
    start = adapt.learned("whitening", rows, seed=0, say=lambda words, share: None)
    after = adapt.learned("contrastive", rows, seed=0, say=lambda words, share: None)
    views = [(rows - start.mean) * (chance.random(rows.shape) >= adapt.HIDDEN) for _ in range(2)]
    before, now = (adapt.nt_xent(*(view[:256] @ change.directions for view in views))[0] for change in (start, after))
    assert now < before


def test_the_slope_is_that_of_the_loss() -> None:
    chance = np.random.default_rng(0)
    first, second = chance.normal(size=(2, 5, 3))
    _, slope, other = adapt.nt_xent(first, second)
    for part, found in ((first, slope), (second, other)):
        for place in np.ndindex(part.shape):
            ends = []
            for side in (1e-5, -1e-5):
                part[place] += side
                ends.append(adapt.nt_xent(first, second)[0])
                part[place] -= side
            assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(found[place], rel=1e-3, abs=1e-5)


def test_a_shift_of_changed_features_is_one_of_plain_features() -> None:
    rows, chance = photos(), np.random.default_rng(2)
    change = adapt.learned("whitening", rows, seed=0, say=lambda words, share: None)
    shift = Shift(chance.normal(size=(3, change.directions.shape[1])), chance.normal(size=3))
    whole = np.hstack([rows, np.zeros((len(rows), 3))])
    np.testing.assert_allclose(adapt.on_plain_features(shift, change).logits(whole),
                               shift.logits(adapt.changed(whole, change, 3)), rtol=1e-6, atol=1e-6)
