"""Formats of a model of transfer learning are made from its Keras model and compared with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from core.errors import WrongContract  # noqa: E402
from core.export.keras_model import KerasIntent, beside  # noqa: E402
from core.export.request import Request  # noqa: E402
from core.learning.intent import classifier  # noqa: E402
from core.learning.intent.export import save_classifier  # noqa: E402
from core.models.tflite.metadata import read_metadata  # noqa: E402
from core.vision.intent.classifier import IntentModel  # noqa: E402
from core.vision.intent.contract import read_contract  # noqa: E402
from core.words.export import rows  # noqa: E402
from tests.export.test_tasks import run  # noqa: E402
from tests.export.tiny_intent import pictures, tiny_intent  # noqa: E402


def stored(folder: Path) -> Path:
    """A small network as transfer learning stores it: own_1.tflite of float16, and own_1.keras beside it."""
    keras.utils.set_random_seed(0)
    picture = keras.layers.Input((224, 224, 3), name=classifier.INPUT_NAME)
    features = keras.layers.Conv2D(24, 8, strides=8, activation="relu")(picture)
    pooled = keras.layers.GlobalAveragePooling2D()(features)
    model = keras.Model(picture, {name: keras.layers.Dense(len(labels), activation="softmax", name=name)(pooled)
                                  for name, labels in classifier.OUTPUTS.items()})
    model.save(folder / "own_1.keras")
    save_classifier(model, folder / "own_1.tflite", classifier.file_metadata("own_1", "A test."))
    return folder / "own_1.tflite"


@pytest.mark.slow
def test_formats_come_from_the_keras_model_and_are_compared_with_it(tmp_path: Path) -> None:
    path, found = stored(tmp_path), pictures(tmp_path / "photos", 9)
    request = Request(str(path), ("f32", "f16", "dynamic", "int8"), "", found[:3], found[3:])
    made = run(request, tmp_path)
    assert made.original.file == "own_1.keras" and rows(made)[0]["Format"] == "original (Keras)"
    single, half, dynamic, int8 = made.variants
    assert single.difference == 0 and half.difference < 0.01 and dynamic.bytes < half.bytes < single.bytes
    assert not int8.failed and int8.difference < 0.2 and int8.change is not None and int8.milliseconds > 0
    for item in made.variants:
        metadata = read_metadata(tmp_path / "out" / item.file)
        assert metadata is not None and metadata.labels == classifier.OUTPUTS
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == sorted(item.file for item in made.variants), "the float file of the Keras model is gone"
    path.with_suffix(".keras").unlink()
    assert run(replace(request, formats=("f16",)), tmp_path).original.file == "own_1.tflite"


@pytest.mark.slow
def test_the_keras_model_answers_as_its_tflite(tmp_path: Path) -> None:
    path = stored(tmp_path)
    image = np.random.default_rng(0).integers(0, 256, (40, 30, 3), np.uint8)
    one, other = KerasIntent(path.with_suffix(".keras"), read_contract(path)).classify(image), IntentModel(path)
    np.testing.assert_allclose(one.shopping.scores, other.classify(image).shopping.scores, atol=2e-3)
    assert abs(one.sensitive_score - other.classify(image).sensitive_score) < 2e-3


def test_a_damaged_keras_file_is_one_sentence(tmp_path: Path) -> None:
    path = tiny_intent(tmp_path / "tiny.tflite")
    assert beside(path) is None
    path.with_suffix(".keras").write_text("no model")
    with pytest.raises(WrongContract, match="tiny.keras is damaged or no Keras model"):
        KerasIntent(beside(path) or path, read_contract(path))
