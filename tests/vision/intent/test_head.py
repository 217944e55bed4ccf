"""What the head reads of a picture, and a shift of it that the file carries."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.vision.intent.classifier import IntentModel
from core.vision.intent.head import HeadInput, Shift, softmax, with_shift
from tests.models.tiny_tflite import LABELS, Recipe, write

PICTURE = np.random.default_rng(1).integers(0, 256, (90, 60, 3), np.uint8)


def test_logits_of_a_row_are_the_models_scores_in_the_order_of_the_labels(tmp_path: Path) -> None:
    labels = {**LABELS, "shopping_intent": LABELS["shopping_intent"][::-1]}
    path = write(tmp_path / "turned.tflite", Recipe(labels=labels))
    row = HeadInput(path).row(PICTURE)
    scores = IntentModel(path).classify(PICTURE).shopping.scores
    np.testing.assert_allclose(softmax(Shift.none(3).logits(row[None]))[0], scores, atol=1e-6)
    shift = Shift(np.eye(4, 3), np.array([0.0, 1.0, 0.0, 0.0]), 0.8)
    new = tmp_path / "new.tflite"
    new.write_bytes(with_shift(path, shift))
    np.testing.assert_allclose(IntentModel(new).classify(PICTURE).shopping.scores,
                               softmax(shift.logits(row[None]))[0], atol=1e-5)


def test_the_head_for_restricted_goods_is_shifted_and_shopping_intent_stays_to_the_last_digit(tmp_path: Path) -> None:
    path = write(tmp_path / "turned.tflite", Recipe(labels={**LABELS, "sensitive": LABELS["sensitive"][::-1]}))
    row, before = HeadInput(path, "sensitive").row(PICTURE), IntentModel(path).classify(PICTURE)
    assert row.shape == (5,) and abs(float(softmax(row[None, -2:])[0, 1]) - before.sensitive_score) < 1e-6
    shift = Shift(np.eye(2, 3), np.array([0.0, 2.0]))
    new = tmp_path / "new.tflite"
    new.write_bytes(with_shift(path, shift, "sensitive"))
    after = IntentModel(new).classify(PICTURE)
    assert abs(float(softmax(shift.logits(row[None]))[0, 1]) - after.sensitive_score) < 1e-6
    np.testing.assert_array_equal(after.shopping.scores, before.shopping.scores)
