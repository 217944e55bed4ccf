"""The scene head: whole sources are left out, a scene under the threshold is not written, "other" never is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.learning.scenes.pictures import OTHER
from core.learning.scenes.train import LABELS, LEFT_OUT, fit, measure, softmax, split


def test_sources_that_test_teach_nothing() -> None:
    pictures = pd.DataFrame({
        "source": [*(f"shop {number}" for number in range(40)), LEFT_OUT[0], "rooms", "rooms", "final"],
        "scene": ["studio"] * 40 + ["kitchen"] * 4, "split": ["train"] * 42 + ["val"] * 2,
        "unseen": [False] * 43 + [True]})
    teach, left_out, same = split(pictures)
    assert (teach.astype(int) + left_out + same == 1).all()
    assert 3 <= left_out[:40].sum() <= 20 and left_out[40] and left_out[43] and teach[41] and same[42]
    assert not set(pictures["source"][teach]) & set(pictures["source"][left_out])


def test_the_head_learns_what_differs() -> None:
    rng = np.random.default_rng(0)
    scenes = np.array(LABELS)[rng.integers(0, len(LABELS), 1500)]
    centers = rng.normal(size=(len(LABELS), 40))
    vectors = (centers[[LABELS.index(name) for name in scenes]] + 0.3 * rng.normal(size=(1500, 40))).astype(np.float32)
    weights, bias = fit(vectors[:1000], scenes[:1000])
    scores = softmax(vectors[1000:] @ weights.T + bias)
    assert weights.shape == (17, 40) and np.allclose(scores.sum(axis=1), 1)
    assert (np.array(LABELS)[scores.argmax(axis=1)] == scenes[1000:]).mean() > 0.95


def test_precision_is_of_what_was_written_and_recall_of_what_is_there() -> None:
    scores = np.full((5, len(LABELS)), 0.01)
    for row, (label, score) in enumerate((("sea", 0.9), ("sea", 0.9), ("sea", 0.5), (OTHER, 0.9), ("sky", 0.9))):
        scores[row, LABELS.index(label)] = score
    found = measure(scores, np.array(["sea", "sky", "sea", "sea", OTHER]), 0.8)
    assert found["sea"]["precision"]["count"] == 1 and found["sea"]["precision"]["of"] == 2
    assert found["sea"]["recall"]["count"] == 1 and found["sea"]["recall"]["of"] == 3
    assert found["all"]["precision"]["of"] == 3 and found["other_with_a_scene"]["count"] == 1
