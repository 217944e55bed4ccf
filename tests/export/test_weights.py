"""A model keeps its answers when its weights are stored in another type, and the file has that type."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.export.weights import read_float, to_dynamic, to_half
from core.models.tflite.graph import read_graph
from core.models.tflite.metadata import TfliteMetadata, write_metadata
from core.models.tflite.objects import pack_model
from core.settings import ROOT
from core.vision.intent.classifier import IntentModel
from tests.export.tiny_intent import CHANNELS, HIDDEN, tiny_intent
from tests.models.tiny_networks import TinyNetwork

BUNDLED = ROOT / "models" / "shopping_intent_1.tflite"


def saved(model, path: Path) -> Path:
    path.write_bytes(pack_model(model))
    write_metadata(path, TfliteMetadata(mean=(127.5,), std=(127.5,)))
    return path


def scores(path: Path, images: list[np.ndarray]) -> np.ndarray:
    model = IntentModel(path)
    return np.array([model.classify(image).shopping.scores for image in images])


@pytest.fixture
def images() -> list[np.ndarray]:
    random = np.random.default_rng(0)
    return [np.full((224, 224, 3), random.integers(0, 256, 3), np.uint8) for _ in range(8)]


def test_half_and_back_changes_scores_by_rounding_only(tmp_path: Path, images) -> None:
    original = tiny_intent(tmp_path / "a.tflite")
    model = read_float(original)
    to_half(model)
    half = saved(model, tmp_path / "half.tflite")
    single = saved(read_float(half), tmp_path / "single.tflite")
    assert half.stat().st_size < 0.6 * single.stat().st_size
    assert np.abs(scores(half, images) - scores(original, images)).max() < 0.01
    np.testing.assert_array_equal(scores(single, images), scores(half, images))
    kinds = {tensor.dtype for tensor in read_graph(single).tensors}
    assert kinds == {"FLOAT32", "INT32"} and not any(op.kind == "DEQUANTIZE" for op in read_graph(single).operations)


def test_dynamic_stores_wide_weights_by_channel_and_the_answers_stay(tmp_path: Path, images) -> None:
    original = tiny_intent(tmp_path / "a.tflite")
    model = read_float(original)
    to_dynamic(model)
    path = saved(model, tmp_path / "dynamic.tflite")
    (stored,) = [tensor for tensor in read_graph(path).tensors if tensor.dtype == "INT8"]
    assert stored.shape == (HIDDEN, CHANNELS) and len(stored.scale) == HIDDEN and not stored.zero_point.any()
    assert np.abs(scores(path, images) - scores(original, images)).max() < 0.05


def test_the_bundled_model_is_the_same_from_float32(tmp_path: Path) -> None:
    path = saved(read_float(BUNDLED), tmp_path / "single.tflite")
    images = [np.random.default_rng(1).integers(0, 256, (224, 224, 3), dtype=np.uint8)]
    assert np.abs(scores(path, images) - scores(BUNDLED, images)).max() < 1e-4
    assert [*read_graph(path).outputs] == [*read_graph(BUNDLED).outputs]


def test_a_quantized_model_is_refused(tmp_path: Path) -> None:
    net = TinyNetwork()
    weights = net.constant(np.int8([[1, 2, 3]]), scale=[0.1])
    real = net.add("DEQUANTIZE", [weights], (1, 3), "Dequantize")
    path = net.save(tmp_path / "q.tflite", shopping_intent=real)
    with pytest.raises(WrongContract, match="quantized already"):
        read_float(path)
