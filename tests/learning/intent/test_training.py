"""Calibration and the parts of the training that numbers alone can show; the fit itself is slow."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("keras")

from core.learning.intent import classifier, training  # noqa: E402


@pytest.mark.slow
def test_temperature_undoes_overconfidence() -> None:
    pytest.importorskip("keras")
    from core.learning.intent.training import softmax, temperature

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
    monkeypatch.setattr(training, "TUNED_SHARE", 0.5)
    assert training.recipe_key() != key


def test_logits_come_in_the_order_of_the_rows() -> None:
    class Doubling:
        def predict_on_batch(self, inputs: np.ndarray) -> dict[str, np.ndarray]:
            return {name: np.repeat(2 * inputs, len(labels), 1) for name, labels in classifier.OUTPUTS.items()}

    logits = training.predict(Doubling(), np.arange(10.0)[:, None], np.array([7, 1, 4]), batch=2)  # type: ignore[arg-type]
    assert logits["sensitive"].tolist() == [[14, 14], [2, 2], [8, 8]]
    assert logits["shopping_intent"].shape == (3, 4)


def test_pictures_of_no_fold_get_no_logits_and_results_are_cached(tmp_path: Path) -> None:
    folds = np.array([0, 1, -1, 0])
    for fold, rows in ((0, 2), (1, 1)):
        name = f"fold{fold}of2_tuned0_seed5_{training.recipe_key()}.npz"
        np.savez(tmp_path / name, shopping_intent=np.full((rows, 4), fold + 1), sensitive=np.full((rows, 2), fold + 1))

    training_set = SimpleNamespace(pack=pd.DataFrame({"split": ["train"] * 4}))
    logits = training.cross_validate(training_set, [], folds, count=2, steps=0, cache=tmp_path, seed=5)
    assert logits["shopping_intent"][:, 0].tolist() == [1, 2, 0, 1]
