"""A Keras model becomes a .tflite with a batch of one and the names of its outputs."""

from __future__ import annotations

from pathlib import Path

import pytest

keras = pytest.importorskip("keras")

from core.models.tflite.from_keras import to_tflite  # noqa: E402
from core.models.tflite.graph import read_graph  # noqa: E402


@pytest.mark.slow
@pytest.mark.parametrize(("half", "kind"), [(True, "FLOAT16"), (False, "FLOAT32")])
def test_names_batch_and_type_of_the_weights(tmp_path: Path, half: bool, kind: str) -> None:
    numbers = keras.layers.Input((8,), name="numbers")
    model = keras.Model(numbers, {"one": keras.layers.Dense(600, name="one")(numbers)})
    (tmp_path / "m.tflite").write_bytes(to_tflite(model, half=half))
    graph = read_graph(tmp_path / "m.tflite")
    assert set(graph.outputs) == {"one"} and graph.tensors[graph.inputs[0]].shape == (1, 8)
    assert kind in {tensor.dtype for tensor in graph.tensors if tensor.shape == (600, 8)}
