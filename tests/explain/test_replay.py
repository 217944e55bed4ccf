"""The tail of a network run again in numpy: which operations it has, and what it refuses to differentiate."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import WrongContract
from core.explain import replay
from core.explain.derivatives import step
from core.models.tflite.graph import Operation, read_graph
from tests.explain.pictures import TAILS
from tests.models.tiny_networks import TinyNetwork


def test_the_tail_begins_behind_the_last_feature_map(tmp_path: Path) -> None:
    graph = read_graph(TAILS["bundled"](tmp_path / "tiny.tflite"))
    tail = replay.find_tail(graph, graph.outputs["shopping_intent"])
    assert graph.tensors[tail.feature_map].shape == (1, 7, 7, 8)
    kinds = [operation.kind for operation in tail.operations]
    assert kinds == ["MEAN", "FULLY_CONNECTED", "CONCATENATION", "FULLY_CONNECTED", "SOFTMAX"]
    assert tail.operations[-1].inputs[0] == tail.logits and tail.operations[-1].outputs[0] == tail.scores
    assert tail.feature_map in tail.leaves and tail.logits not in tail.leaves


def test_logits_and_scores_are_one_tensor_without_a_final_softmax(tmp_path: Path) -> None:
    net = TinyNetwork()
    mean = net.mean(net.feature_map(), 8)
    graph = read_graph(net.save(tmp_path / "plain.tflite", shopping_intent=net.dense(mean, (8, 4)),
                                sensitive=net.softmax(net.dense(mean, (8, 2)), 2)))
    tail = replay.find_tail(graph, graph.outputs["shopping_intent"])
    assert tail.logits == tail.scores


def test_a_gradient_is_summed_over_all_paths() -> None:
    """y = x * x + x at x = 3 has the slope 7."""
    x = np.array([3.0])
    tape, values = [], {0: x}
    for operation in (Operation("MUL", (0, 0), (1,), {}), Operation("ADD", (1, 0), (2,), {})):
        values[operation.outputs[0]], backward = step(operation, [values[index] for index in operation.inputs])
        tape.append((operation, backward))
    assert values[2].tolist() == [12.0]
    assert replay.gradient(tape, {2: np.ones(1)}, 0).tolist() == [7.0]


def test_a_score_that_does_not_depend_on_the_map_is_refused() -> None:
    operation = Operation("RELU", (5,), (6,), {})
    _, backward = step(operation, [np.ones(1)])
    with pytest.raises(WrongContract, match="no derivative for a score that depends on the shape"):
        replay.gradient([(operation, backward)], {6: np.ones(1)}, 0)


def test_weights_that_depend_on_the_picture_are_refused(tmp_path: Path) -> None:
    graph = read_graph(TAILS["bundled"](tmp_path / "tiny.tflite"))
    tail = replay.find_tail(graph, graph.outputs["sensitive"])
    dense = tail.operations[1]
    assert dense.kind == "FULLY_CONNECTED"
    leaves = {index: np.zeros(graph.tensors[index].shape) for index in dense.inputs if index != dense.inputs[1]}
    with pytest.raises(WrongContract, match="FULLY_CONNECTED with weights that depend on the picture"):
        replay.forward(graph, [dense], leaves)


def test_shapes_that_do_not_fit_name_the_operation(tmp_path: Path) -> None:
    graph = read_graph(TAILS["bundled"](tmp_path / "tiny.tflite"))
    tail = replay.find_tail(graph, graph.outputs["sensitive"])
    dense = tail.operations[1]
    leaves = {index: np.zeros(graph.tensors[index].shape) for index in dense.inputs}
    leaves[dense.inputs[1]] = np.zeros((2, 3))
    with pytest.raises(WrongContract, match="FULLY_CONNECTED on these shapes"):
        replay.forward(graph, [dense], leaves)


def test_tail_of_a_real_quantized_file(pack: Path, photos: dict) -> None:
    """Google's int8 MobileNetV2: the replay gives its scores up to their rounding."""
    from ai_edge_litert.interpreter import Interpreter

    store = pack.parent / "weights" / "tf2_mobilenet_v2_1.0_224_ptq.tflite"
    if not store.is_file():
        pytest.skip("the public MobileNetV2 is not beside the data pack")
    graph, interpreter = read_graph(store), Interpreter(str(store), experimental_preserve_all_tensors=True)
    interpreter.allocate_tensors()
    image = cv2.cvtColor(cv2.imread(str(photos["coffee"])), cv2.COLOR_BGR2RGB)
    interpreter.set_tensor(graph.inputs[0], cv2.resize(image, (224, 224), interpolation=cv2.INTER_AREA)[None])
    interpreter.invoke()
    tail = replay.find_tail(graph, next(iter(graph.outputs.values())))
    real = {i: graph.tensors[i].real(interpreter.get_tensor(i)) for i in (*tail.leaves, tail.scores)}
    values, _ = replay.forward(graph, tail.operations, real)
    assert graph.tensors[tail.feature_map].shape == (1, 7, 7, 1280)
    assert [op.kind for op in tail.operations] == ["MEAN", "CONV_2D", "RESHAPE", "SOFTMAX", "QUANTIZE"]
    assert values[tail.scores].argmax() == real[tail.scores].argmax()
    assert values[tail.scores] == pytest.approx(real[tail.scores], abs=0.05)
