"""The vector of a picture is what the bundled file computes before it decides."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import WrongContract
from core.models.tflite.graph import Graph, read_graph
from core.models.tflite.interpreter import open_interpreter
from core.vision.intent import network
from core.vision.intent.contract import read_contract, to_input
from core.vision.intent.embedding import EmbeddingModel

MODEL = Path("models/shopping_intent_1.tflite")


def rgb(path: Path) -> np.ndarray:
    return np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])


@pytest.fixture(scope="module")
def model() -> EmbeddingModel:
    return EmbeddingModel(MODEL)


def test_it_is_the_input_of_the_files_first_dense_layer(model: EmbeddingModel, photos: dict[str, Path]) -> None:
    graph, contract, image = read_graph(MODEL), read_contract(MODEL), rgb(photos["coffee"])
    dense = next(op for op in graph.upstream(contract.shopping) if op.kind == "FULLY_CONNECTED")
    interpreter = open_interpreter(MODEL, threads=1, keep_tensors=True)
    interpreter.set_tensor(contract.input, to_input(image, contract.mean, contract.std))
    interpreter.invoke()
    pooled = interpreter.get_tensor(dense.inputs[0])[0]
    vector = model.embed(image)
    assert vector.shape == (1280,) and vector.dtype == np.float32
    assert vector == pytest.approx(pooled / np.linalg.norm(pooled), abs=1e-5)


def test_a_photo_is_nearer_to_its_smaller_copy_than_to_other_photos(model: EmbeddingModel,
                                                                    photos: dict[str, Path]) -> None:
    images = {name: rgb(photos[name]) for name in ("coffee", "chelsea", "bus")}
    vectors = {name: model.embed(image) for name, image in images.items()}
    copy = model.embed(cv2.resize(images["chelsea"], None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA))
    near = {name: float(vector @ copy) for name, vector in vectors.items()}
    assert max(near, key=near.__getitem__) == "chelsea" and near["chelsea"] > 0.95


def test_a_model_without_a_feature_map_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    graph = read_graph(MODEL)
    flat = Graph(graph.tensors, graph.operations[-2:], graph.inputs, graph.outputs)
    monkeypatch.setattr(network, "read_graph", lambda path: flat)
    with pytest.raises(WrongContract, match="no feature map"):
        EmbeddingModel(shutil.copy(MODEL, tmp_path / "flat.tflite"))
