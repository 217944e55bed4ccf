"""The training in its own process: what it refuses, and that the file gives the scores that were trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import Misuse, WrongContract
from core.models import store
from core.retrain import tasks
from core.retrain.order import Order
from core.vision.intent.classifier import IntentModel
from core.vision.intent.head import Shift, softmax
from tests.models.tiny_tflite import Recipe, write
from tests.retrain.small_site import drawn_samples, small_settings


def test_a_row_is_what_the_head_reads_and_its_logits(tmp_path: Path) -> None:
    settings = small_settings(tmp_path)
    sample, model = drawn_samples(tmp_path / "photos", 1)[0], store.entry(settings.models_dir, "intent")
    row = tasks.row(settings, sample.path, sample.picture_id, (model, "shopping_intent"))
    assert row.shape == (7,) and row.dtype == np.float32
    scores = IntentModel(model).classify(np.full((24, 24, 3), 90, np.uint8)).shopping.scores
    np.testing.assert_allclose(softmax(row[None, -4:].astype(np.float64))[0], scores, atol=0.05)


def test_a_file_that_gives_other_scores_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "tiny.tflite", Recipe())
    shift = Shift(np.ones((4, 3)), np.array([3.0, 0.0, 0.0, 0.0]))
    assert len(tasks._file(path, shift, "intent")) > 0
    monkeypatch.setattr(tasks, "with_shift", lambda path, shift, head: path.read_bytes())
    with pytest.raises(WrongContract, match="does not give the scores that were trained"):
        tasks._file(path, shift, "intent")


def test_labels_without_a_pattern_end_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = store.entry(small_settings(tmp_path).models_dir, "intent")
    samples = tuple(drawn_samples(tmp_path / "photos", 40))
    random = np.random.default_rng(0)
    rows = {sample.picture_id: random.normal(size=7).astype(np.float32) for sample in samples}
    monkeypatch.setattr(tasks, "_stored", lambda order: rows)
    for name in rows:  # a model that is sure and right: nothing does better than no change
        label = next(sample.label for sample in samples if sample.picture_id == name)
        rows[name][-4:] = 9.0 * (np.array(["negative", "apparel", "home_decor", "other"]) == label)
    order = Order("", "", model, "own_intent_1", "d" * 64, samples, (), frozenset(), "", False, 0)
    with pytest.raises(Misuse, match="No change did better"):
        tasks.train(order, progress=lambda words, share: None)
