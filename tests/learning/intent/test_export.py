"""An exported classifier is a .tflite that gives the scores of the model and carries its metadata."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from core.learning.intent import classifier  # noqa: E402
from core.learning.intent.export import save_classifier  # noqa: E402
from core.learning.intent.metrics import run_tflite  # noqa: E402
from core.models.tflite.metadata import read_metadata  # noqa: E402


@pytest.mark.slow
def test_a_small_network_survives_the_export(tmp_path: Path) -> None:
    keras.utils.set_random_seed(0)
    picture = keras.layers.Input((224, 224, 3), name=classifier.INPUT_NAME)
    pooled = keras.layers.GlobalAveragePooling2D()(picture)
    outputs = {name: keras.layers.Dense(len(labels), activation="softmax", name=name)(pooled)
               for name, labels in classifier.OUTPUTS.items()}
    model = keras.Model(picture, outputs)
    path = tmp_path / "intent_9.tflite"
    save_classifier(model, path, classifier.file_metadata("9", "A test."))
    assert [file.name for file in tmp_path.iterdir()] == ["intent_9.tflite"], "no half-written file stays"
    pictures = np.random.default_rng(0).integers(0, 256, (3, 224, 224, 3)).astype(np.uint8)
    scores = run_tflite(path, pictures)
    expected = model.predict_on_batch(pictures.astype(np.float32) / 127.5 - 1)
    for name in classifier.OUTPUTS:
        assert np.abs(scores[name] - expected[name]).max() < 2e-3
    metadata = read_metadata(path)
    assert metadata is not None and metadata.version == "9" and metadata.labels == classifier.OUTPUTS
