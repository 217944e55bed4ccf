"""Half-whitening: what all pictures share counts less; few pictures stay as they are."""

from __future__ import annotations

import numpy as np

from core.vision.embedding.whitening import DIMENSIONS, LEAST, fit, unit


def test_what_all_pictures_share_no_longer_hides_what_tells_them_apart() -> None:
    rng = np.random.default_rng(0)
    groups = rng.normal(size=(20, 300))
    which = rng.integers(0, 20, 1000)
    vectors = 0.4 * groups[which] + rng.normal(size=(1000, 300)) * 0.5
    vectors[:, :3] += rng.normal(size=(1000, 3)) * 30 + 50  # light and background, which say nothing of the group
    whitened = fit(np.array_split(vectors, 7)).of(vectors)
    assert whitened.shape == (1000, DIMENSIONS) and np.allclose(np.linalg.norm(whitened, axis=1), 1, atol=1e-5)

    def right(values: np.ndarray) -> float:
        scores = values @ values.T
        np.fill_diagonal(scores, -2)
        return float((which[scores.argmax(axis=1)] == which).mean())

    assert right(whitened) > right(unit(vectors)) + 0.15


def test_batches_of_any_size_give_the_same_whitening() -> None:
    vectors = np.random.default_rng(1).normal(size=(LEAST, 20))
    whole, parts = fit([vectors]), fit(np.array_split(vectors, 11))
    assert np.allclose(np.abs(whole.of(vectors) @ whole.of(vectors).T), np.abs(parts.of(vectors) @ parts.of(vectors).T),
                       atol=1e-3)


def test_few_pictures_are_compared_as_they_are() -> None:
    vectors = np.random.default_rng(2).normal(size=(LEAST - 1, 20))
    assert np.allclose(fit([vectors]).of(vectors), unit(vectors))
    assert fit([]).of(np.zeros((0, 1))).shape == (0, 1), "an empty catalog has an empty index"
