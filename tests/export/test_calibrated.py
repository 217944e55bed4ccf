"""Full int8 keeps float input and output, and answers about as before; what cannot be quantized is one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import WrongContract
from core.export.calibrated import to_int8
from core.export.weights import read_float
from core.models.tflite.graph import read_graph
from core.models.tflite.objects import pack_model
from tests.export.tiny_intent import tiny_intent

pytestmark = pytest.mark.slow


def test_all_but_input_and_output_is_int8(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    inputs = [random.uniform(-1, 1, (1, 224, 224, 3)).astype(np.float32) for _ in range(3)]
    path = tmp_path / "int8.tflite"
    path.write_bytes(to_int8(pack_model(read_float(tiny_intent(tmp_path / "a.tflite"))), inputs))
    graph = read_graph(path)
    ends = {*graph.inputs, *graph.outputs.values()}
    assert all(graph.tensors[index].dtype == "FLOAT32" for index in ends)
    computed = {tensor.dtype for index, tensor in enumerate(graph.tensors) if index not in ends}
    assert computed == {"INT8", "INT32"}


def test_bytes_that_are_no_model_are_one_sentence() -> None:
    with pytest.raises(WrongContract, match="cannot be made int8"):
        to_int8(b"no model", [np.zeros((1, 224, 224, 3), np.float32)])
