"""The same seed and epoch give the same views, another epoch others; rare labels count more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras")

from core.learning.transfer.batches import Batches, class_weights, readable  # noqa: E402
from core.settings import Settings  # noqa: E402
from tests.learning.transfer.small import order, samples  # noqa: E402

SETTINGS = Settings()


class Teacher:
    def classify(self, image: np.ndarray) -> object:
        return type("Answer", (), {"sensitive_score": 0.25})


def test_views_depend_on_seed_and_epoch_alone(tmp_path: Path) -> None:
    found = samples(tmp_path, 6)
    says, left_out = readable(SETTINGS, found, Teacher(), lambda words, share: None)
    assert set(says.values()) == {0.25} and not left_out

    def batch(epoch: int | None) -> tuple:
        return Batches(SETTINGS, found, says, order(found, batch=4), epoch=epoch)[0]

    (first, targets, _), (same, *_), (other, *_) = batch(1), batch(1), batch(2)
    assert first.shape == (4, 224, 224, 3) and np.abs(first).max() <= 1
    np.testing.assert_array_equal(first, same)
    assert (first != other).any() and targets["shopping_intent"].sum() == 4
    np.testing.assert_allclose(targets["sensitive"], [[0.75, 0.25]] * 4)
    assert len(Batches(SETTINGS, found, says, order(found, batch=4))) == 2
    assert (batch(None)[2]["shopping_intent"] == 1).all()


def test_rare_labels_count_more_but_not_without_limit() -> None:
    weights = class_weights(["apparel"] * 999 + ["other"])
    assert weights["other"] == 10 and weights["apparel"] < 1
