"""LiteRT opens a model ready to run, keeps tensors on demand, and refuses what it cannot run in a sentence."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from core.errors import WrongContract
from core.models.tflite.graph import read_graph
from core.models.tflite.interpreter import open_interpreter, with_outputs
from tests.models.tiny_networks import TinyNetwork, pooled_and_dense
from tests.models.tiny_tflite import write


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pooled_and_dense(tmp_path_factory.mktemp("interpreter") / "tiny.tflite")


@pytest.mark.parametrize("threads", [1, 2])
def test_an_open_model_runs(path: Path, threads: int) -> None:
    graph, interpreter = read_graph(path), open_interpreter(path, threads=threads)
    interpreter.set_tensor(graph.inputs[0], np.zeros((1, 224, 224, 3), np.float32))
    interpreter.invoke()
    scores = interpreter.get_tensor(graph.outputs["shopping_intent"])
    assert scores.shape == (1, 4) and scores.sum() == pytest.approx(1, abs=1e-6)


def test_kept_tensors_hold_the_feature_map_of_the_last_run(path: Path) -> None:
    graph = read_graph(path)
    feature_map = next(op.outputs[0] for op in graph.operations if op.kind == "CONV_2D")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        interpreter = open_interpreter(path, threads=1, keep_tensors=True)
    maps = []
    for level in (-1.0, 1.0):
        interpreter.set_tensor(graph.inputs[0], np.full((1, 224, 224, 3), level, np.float32))
        interpreter.invoke()
        maps.append(interpreter.get_tensor(feature_map).copy())
    assert maps[0].shape == (1, 7, 7, 8) and not np.array_equal(*maps)


def test_another_tensor_among_the_outputs_changes_no_score(path: Path) -> None:
    graph = read_graph(path)
    feature_map = next(op.outputs[0] for op in graph.operations if op.kind == "CONV_2D")
    picture = np.random.default_rng(0).normal(size=(1, 224, 224, 3)).astype(np.float32)
    found = []
    for options in ({}, {"keep_tensors": True}, {"also": (feature_map,)}):
        interpreter = open_interpreter(path, threads=1, **options)
        interpreter.set_tensor(graph.inputs[0], picture)
        interpreter.invoke()
        found.append((interpreter, interpreter.get_tensor(graph.outputs["shopping_intent"])))
    for _, scores in found[1:]:
        np.testing.assert_array_equal(scores, found[0][1])
    maps = [interpreter.get_tensor(feature_map) for interpreter, _ in found[1:]]
    np.testing.assert_array_equal(*maps)
    assert maps[0].std() > 0


def test_a_list_of_outputs_grows_and_names_none_twice(tmp_path: Path) -> None:
    path = write(tmp_path / "with_labels.tflite")
    data = with_outputs(path.read_bytes(), [2])
    graph = read_graph(path)
    more = schema.Model.GetRootAs(data, 0).Subgraphs(0).OutputsAsNumpy().tolist()
    assert more == [*graph.outputs.values(), 2]
    assert schema.Model.GetRootAs(with_outputs(data, [2, more[0]]), 0).Subgraphs(0).OutputsAsNumpy().tolist() == more


def test_an_operation_that_litert_lacks_is_refused(tmp_path: Path) -> None:
    net = TinyNetwork()
    custom = net.add("CUSTOM", [net.picture], (1, 4))
    net.save(tmp_path / "magic.tflite", shopping_intent=custom, sensitive=custom)
    with pytest.raises(WrongContract, match=r"LiteRT cannot run magic\.tflite: ") as caught:
        open_interpreter(tmp_path / "magic.tflite", threads=1)
    assert "operations that LiteRT lacks" in caught.value.hint


@pytest.mark.parametrize("data", [b"", b"<html>not found</html>"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "page.tflite").write_bytes(data)
    with pytest.raises(WrongContract, match=r"LiteRT cannot run page\.tflite"):
        open_interpreter(tmp_path / "page.tflite", threads=1)
