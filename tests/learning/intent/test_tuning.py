"""Gradient steps learn soft targets; decay keeps weights small."""

from __future__ import annotations

import numpy as np
import pytest

tf = pytest.importorskip("tensorflow")

from core.learning.intent import tuning  # noqa: E402


@pytest.mark.slow
def test_steps_learn_soft_targets_and_decay_holds_back() -> None:
    keras = pytest.importorskip("keras")
    from core.learning.intent.tuning import Schedule, fit

    rng = np.random.default_rng(0)
    centers = rng.normal(size=(4, 8)).astype(np.float32) * 3

    def draw(rng: np.random.Generator, batch: int) -> tuple[np.ndarray, np.ndarray]:
        labels = rng.integers(0, 4, batch)
        intents = np.eye(4, dtype=np.float32)[labels]
        ignored = np.zeros((batch, 2), np.float32)  # nothing known: must not move that head
        return centers[labels] + rng.normal(size=(batch, 8)).astype(np.float32), np.hstack([intents, ignored])

    def train(decay: float) -> tuple[keras.Model, float]:
        keras.utils.set_random_seed(1)
        entry = keras.layers.Input((8,))
        model = keras.Model(
            entry, {"a": keras.layers.Dense(4, name="a")(entry), "b": keras.layers.Dense(2, name="b")(entry)}
        )
        idle = model.get_layer("b").get_weights()[0]
        fit(model, draw, Schedule(steps=60, batch=32, rate=0.05, decay=decay))
        if not decay:
            assert (model.get_layer("b").get_weights()[0] == idle).all()
        return model, float(np.abs(model.get_layer("a").get_weights()[0]).mean())

    free, size = train(0.0)
    _, held = train(3.0)
    inputs, targets = draw(rng, 200)
    assert (free(inputs)["a"].numpy().argmax(1) == targets[:, :4].argmax(1)).mean() > 0.9
    assert held < size


def test_the_loss_is_the_cross_entropy_of_each_head() -> None:
    logits = {"a": tf.constant([[0.0, 0.0]]), "b": tf.constant([[2.0, 0.0]])}
    both = tuning.soft_loss(logits, tf.constant([[1.0, 0.0, 1.0, 0.0]]))
    assert float(both) == pytest.approx(np.log(2) + np.log(1 + np.exp(-2)), abs=1e-6)
    assert float(tuning.soft_loss(logits, tf.constant([[1.0, 0.0, 0.0, 0.0]]))) == pytest.approx(np.log(2), abs=1e-6)
    assert float(tuning.soft_loss(logits, tf.zeros((1, 4)))) == 0, "a row of zeros is ignored"


def test_the_rate_warms_up_and_falls_to_zero() -> None:
    scales = [tuning._scale(step, 100) for step in range(100)]
    assert scales[0] < scales[4] and max(scales) == pytest.approx(scales[4], abs=0.01) and scales[-1] == 0
    assert all(before >= after for before, after in zip(scales[4:], scales[5:], strict=False))
