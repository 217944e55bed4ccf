"""A .tflite read as a graph: names, options, what depends on what, stored numbers, and what is no .tflite."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelMissing, WrongContract
from core.models.tflite.graph import Tensor, read_graph
from tests.models.tiny_networks import TinyNetwork, hard_swish_tail, pooled_and_dense


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pooled_and_dense(tmp_path_factory.mktemp("graph") / "tiny.tflite")


def test_operations_come_in_the_order_in_which_they_run(path: Path) -> None:
    kinds = [operation.kind for operation in read_graph(path).operations]
    assert kinds == ["AVERAGE_POOL_2D", "CONV_2D", "MEAN", "FULLY_CONNECTED", "CONCATENATION", "FULLY_CONNECTED",
                     "SOFTMAX", "FULLY_CONNECTED", "SOFTMAX"]


def test_outputs_have_the_names_of_the_signature(path: Path) -> None:
    graph = read_graph(path)
    assert set(graph.outputs) == {"shopping_intent", "sensitive"}
    assert graph.tensors[graph.outputs["shopping_intent"]].shape == (1, 4)
    assert graph.tensors[graph.outputs["sensitive"]].shape == (1, 2)
    assert [graph.tensors[index].name for index in graph.inputs] == ["normalized_input_image_tensor"]


def test_options_are_read(path: Path) -> None:
    graph = read_graph(path)
    pool, convolution = graph.operations[:2]
    assert (pool.options["filterWidth"], pool.options["strideW"]) == (32, 32)
    assert convolution.options["fusedActivationFunction"] == 3
    assert graph.operations[4].options["axis"] == 1


def test_upstream_is_what_an_output_needs_and_no_more(path: Path) -> None:
    graph = read_graph(path)
    kinds = [operation.kind for operation in graph.upstream(graph.outputs["sensitive"])]
    assert kinds == ["AVERAGE_POOL_2D", "CONV_2D", "MEAN", "FULLY_CONNECTED", "SOFTMAX"]


def test_downstream_leaves_weights_out(path: Path) -> None:
    graph = read_graph(path)
    reached = graph.downstream(graph.inputs)
    assert set(graph.outputs.values()) <= reached
    for operation in graph.operations:
        assert operation.outputs[0] in reached
        assert not reached.intersection(operation.inputs[1:]) or operation.kind == "CONCATENATION"


def test_values_equal_the_interpreters_arithmetic(tmp_path: Path) -> None:
    """A dequantized row of weights is what the interpreter makes of it."""
    from ai_edge_litert.interpreter import Interpreter

    net = TinyNetwork()
    stored = net.random.integers(-127, 128, (4, 8)).astype(np.int8)
    weights = net.constant(stored, scale=[0.5])
    wide = net.add("DEQUANTIZE", [weights], (4, 8), "Dequantize")
    mean = net.mean(net.feature_map(), 8)
    dense = net.add("FULLY_CONNECTED", [mean, wide, net.constant(np.zeros(4))], (1, 4), "FullyConnected")
    graph = read_graph(net.save(tmp_path / "int8.tflite", shopping_intent=net.softmax(dense, 4),
                                sensitive=net.softmax(net.dense(mean, (8, 2)), 2)))
    interpreter = Interpreter(str(tmp_path / "int8.tflite"), experimental_preserve_all_tensors=True)
    interpreter.allocate_tensors()
    assert graph.source_of(wide) == weights
    assert graph.source_of(weights) == weights
    assert graph.tensors[weights].is_real and not graph.tensors[mean - 1].is_real, "axes are no real numbers"
    assert (graph.tensors[weights].real(interpreter.get_tensor(weights)) == stored * 0.5).all()


def test_each_channel_has_its_own_scale() -> None:
    tensor = Tensor("kernel", (2, 3), "INT8", np.array([0.5, 2.0, 1.0]), np.array([0.0, 1.0, 3.0]), axis=1)
    assert tensor.real(np.array([[2, 2, 2], [4, 4, 4]], np.int8)).tolist() == [[1, 2, -1], [2, 6, 1]]


def test_real_files_of_other_people(pack: Path) -> None:
    weights = pack.parent / "weights" / "tf2_mobilenet_v2_1.0_224_ptq.tflite"
    if not weights.is_file():
        pytest.skip("the public MobileNetV2 is not beside the data pack")
    graph = read_graph(weights)
    last = [operation.kind for operation in graph.operations[-5:]]
    assert last == ["MEAN", "CONV_2D", "RESHAPE", "SOFTMAX", "QUANTIZE"]
    kernel = graph.tensors[graph.operations[-4].inputs[1]]
    assert kernel.dtype == "INT8" and kernel.scale is not None and len(kernel.scale) == 1001


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"none\.tflite"):
        read_graph(tmp_path / "none.tflite")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04zip file", b"<html>not found</html>" * 20])
def test_other_files_are_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.tflite").write_bytes(data)
    with pytest.raises(WrongContract, match=r"model\.tflite is not a \.tflite file"):
        read_graph(tmp_path / "model.tflite")


@pytest.mark.parametrize("keep", [12, 200, 1000])
def test_truncated_files_are_named(path: Path, tmp_path: Path, keep: int) -> None:
    (tmp_path / "half.tflite").write_bytes(path.read_bytes()[:keep])
    with pytest.raises(WrongContract, match=r"half\.tflite is a damaged"):
        read_graph(tmp_path / "half.tflite")


def test_damaged_files_never_escape_the_tree_of_errors(tmp_path: Path) -> None:
    whole = hard_swish_tail(tmp_path / "tiny.tflite").read_bytes()
    random, refused = np.random.default_rng(1), 0
    for _ in range(200):
        data = bytearray(whole)
        for place in random.integers(8, len(whole), 12):
            data[place] = random.integers(256)
        (tmp_path / "hurt.tflite").write_bytes(data)
        try:
            read_graph(tmp_path / "hurt.tflite")
        except WrongContract:
            refused += 1
    assert refused


def test_reading_needs_no_tensorflow(path: Path) -> None:
    code = (f"import sys; from core.models.tflite.graph import read_graph; read_graph({str(path)!r}); "
            "sys.exit(any(name.split('.')[0] in ('tensorflow', 'torch', 'keras') for name in sys.modules))")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
