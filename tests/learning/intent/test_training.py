"""Calibration and the parts of the training that numbers alone can show; the fit itself is slow."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("keras")

from core.learning.intent import classifier, training  # noqa: E402
from core.learning.intent.training_set import TrainingSet  # noqa: E402


@pytest.mark.slow
def test_temperature_undoes_overconfidence() -> None:
    pytest.importorskip("keras")
    from core.learning.intent.training import temperature
    from core.vision.intent.head import softmax

    rng = np.random.default_rng(0)
    logits = rng.normal(size=(4000, 4)) * 2
    labels = np.array([rng.choice(4, p=row) for row in softmax(logits)])
    assert temperature(logits * 2.5, labels) == pytest.approx(2.5, rel=0.15)


def test_half_is_put_where_few_harmless_pictures_are_flagged() -> None:
    rng = np.random.default_rng(0)
    logits = np.column_stack([np.zeros(2000), rng.normal(-1, 2, 2000)])
    logits[:100] = 0  # pictures in no fold
    harmless = np.arange(2000) % 2 == 0
    shift = training.operating_point(logits, harmless)
    flagged = logits[:, 1] + shift > 0
    scored = harmless & logits.any(axis=1)
    assert flagged[scored].mean() == pytest.approx(training.FALSE_ALARMS, abs=0.002)


def test_a_recipe_has_a_key_that_changes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    key = training.recipe_key()
    assert key == training.recipe_key() and len(key) == 12
    monkeypatch.setattr(training, "COMPONENTS", 5)
    assert training.recipe_key() != key


def test_logits_come_in_the_order_of_the_rows() -> None:
    class Doubling:
        def predict_on_batch(self, inputs: np.ndarray) -> dict[str, np.ndarray]:
            return {name: np.repeat(2 * inputs, len(labels), 1) for name, labels in classifier.OUTPUTS.items()}

    logits = training.predict(Doubling(), np.arange(10.0)[:, None], np.array([7, 1, 4]), batch=2)  # type: ignore[arg-type]
    assert logits["sensitive"].tolist() == [[14, 14], [2, 2], [8, 8]]
    assert logits["shopping_intent"].shape == (3, 4)


def test_pictures_of_no_fold_get_no_logits_and_results_are_cached(tmp_path: Path) -> None:
    folds = np.array([0, 1, 2, 0])
    for fold, rows in ((0, 2), (1, 1)):
        name = f"fold{fold}of3_2views_{training.recipe_key()}.npz"
        np.savez(tmp_path / name, shopping_intent=np.full((rows, 4), fold + 1), sensitive=np.full((rows, 2), fold + 1))

    training_set = SimpleNamespace(views=[0, 0])
    logits = training.cross_validate(training_set, folds, count=2, cache=tmp_path, seed=5)  # type: ignore[arg-type]
    assert logits["shopping_intent"][:, 0].tolist() == [1, 2, 0, 1]


def test_components_are_half_whitened_and_fold_into_a_dense_layer() -> None:
    rng = np.random.default_rng(0)
    pooled = (rng.normal(size=(3000, 6)) * [8, 4, 2, 1, 0.5, 0.1] + 3).astype(np.float32)
    mean, matrix = training.components(pooled, 4)
    parts = (pooled - mean) @ matrix
    deviations = np.sort(parts.std(axis=0))[::-1]
    assert matrix.shape == (6, 4) and deviations**2 / deviations[0] ** 2 == pytest.approx([1, 1 / 2, 1 / 4, 1 / 8],
                                                                                         rel=0.1)
    kernel, bias = rng.normal(size=(4, 3)).astype(np.float32), rng.normal(size=3).astype(np.float32)
    whole, shifted = training._unfolded(kernel, bias, mean, matrix)
    assert pooled @ whole + shifted == pytest.approx(parts @ kernel + bias, abs=1e-3)


@pytest.mark.slow
def test_a_head_learns_from_features_and_takes_them_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "COMPONENTS", 16)
    monkeypatch.setattr(training, "HEAD", training.Schedule(steps=80, batch=64, rate=1e-2))
    rng, count = np.random.default_rng(0), 200
    y = np.arange(count) % 4
    pooled = rng.uniform(0, 1, (count, classifier.FEATURES)) + np.eye(4)[y].repeat(classifier.FEATURES // 4, 1)
    pack = pd.DataFrame({"y": y, "s": (y == 2).astype(int), "hard": y == 3, "source": "shop", "label": "beer"})
    training_set = TrainingSet(pack, [pooled.astype(np.float16)], np.full((count, 4), 0.25))
    head = training.train_head(training_set, np.arange(count) < 100, 0)
    logits = training.predict(head, pooled, np.arange(100, count))
    assert (logits["shopping_intent"].argmax(axis=1) == y[100:]).mean() > 0.95
    assert (logits["sensitive"].argmax(axis=1) == (y[100:] == 2)).mean() > 0.95
