"""The gradient of a score by the file that gives it: right numbers, and a named reason where there is none."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from core.errors import Misuse, ModelMissing, WrongContract
from core.explain import differentiable, replay
from core.explain.contract import LABELS
from core.explain.differentiable import DifferentiableModel
from core.models.tflite.graph import read_graph
from core.vision.intent.classifier import IntentModel
from tests.explain.pictures import RED, TAILS, color_network, noise, patch
from tests.models import tiny_tflite
from tests.models.tiny_networks import TinyNetwork


@pytest.fixture(params=TAILS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return TAILS[request.param](tmp_path / "tiny.tflite")


def test_score_is_that_of_the_model(path: Path) -> None:
    intent, model = IntentModel(path).classify(noise()), DifferentiableModel(path)
    for label in LABELS:
        expected = intent.sensitive_score if label == "sensitive" else intent.shopping.score(label)
        assert model.differentiate(noise(), label).score == pytest.approx(expected, abs=1e-6)


def test_gradient_equals_finite_differences(path: Path) -> None:
    graph, model = read_graph(path), DifferentiableModel(path)
    for label in LABELS:
        at_map = model.differentiate(noise(), label)
        scores, row = model._position(label)
        tail = replay.find_tail(graph, scores)
        leaves = {index: model._value(index) for index in tail.leaves}

        def logit(moved: np.ndarray, tail=tail, leaves=leaves, row=row) -> float:
            values, _ = replay.forward(graph, tail.operations, {**leaves, tail.feature_map: moved[None]})
            return values[tail.logits].flat[row]

        for place in list(np.ndindex(at_map.features.shape))[::13]:
            step = np.zeros_like(at_map.features)
            step[place] = 1e-6
            slope = (logit(at_map.features + step) - logit(at_map.features - step)) / 2e-6
            assert at_map.gradient[place] == pytest.approx(slope, abs=1e-7)


def test_gradient_is_that_of_the_score_before_softmax(tmp_path: Path) -> None:
    """A sure verdict has a flat softmax; its evidence must not fade."""
    image = patch(RED, (0, 0, 150, 300))
    unsure = DifferentiableModel(color_network(tmp_path / "unsure.tflite", gain=1)).differentiate(image, "apparel")
    sure = DifferentiableModel(color_network(tmp_path / "sure.tflite", gain=100)).differentiate(image, "apparel")
    assert sure.score == pytest.approx(1, abs=1e-6) and unsure.score < 0.8
    assert sure.gradient == pytest.approx(100 * unsure.gradient, rel=1e-6)


def test_half_precision_and_bytes_explain_like_floats(tmp_path: Path) -> None:
    """The same weights three ways; XNNPACK leaves the widened copy of f16 weights empty."""
    random = np.random.default_rng(2)
    stored = random.integers(-127, 128, (4, 8)).astype(np.int8)
    results = []
    for form in ("f32", "f16", "int8"):
        net = TinyNetwork()
        mean = net.mean(net.feature_map(), 8)
        if form == "f32":
            store = net.constant(stored.astype(np.float32) / 64)
        elif form == "f16":
            store = net.add("DEQUANTIZE", [net.constant((stored / 64).astype(np.float16))], (4, 8), "Dequantize")
        else:
            store = net.constant(stored, scale=[1 / 64])
        dense = net.add("FULLY_CONNECTED", [mean, store, net.constant(np.zeros(4))], (1, 4), "FullyConnected")
        sensitive = net.softmax(net.dense(mean, (8, 2)), 2)
        file = net.save(tmp_path / f"{form}.tflite", shopping_intent=net.softmax(dense, 4), sensitive=sensitive)
        results.append(DifferentiableModel(file).differentiate(noise(), "other"))
    for other, tolerance in zip(results[1:], (1e-6, 0.05), strict=True):
        assert other.gradient == pytest.approx(results[0].gradient, abs=1e-9)
        assert other.score == pytest.approx(results[0].score, abs=tolerance)


def test_unknown_label(path: Path) -> None:
    with pytest.raises(Misuse, match="no label 'shoes'") as caught:
        DifferentiableModel(path).differentiate(noise(), "shoes")
    assert "sensitive" in caught.value.hint


def test_unknown_operation_is_named(tmp_path: Path) -> None:
    net = TinyNetwork()
    mean = net.mean(net.feature_map(), 8)
    bent = net.add("ELU", [mean], (1, 8))
    file = net.save(tmp_path / "elu.tflite", shopping_intent=net.softmax(net.dense(bent, (8, 4)), 4),
                    sensitive=net.softmax(net.dense(mean, (8, 2)), 2))
    model = DifferentiableModel(file)
    with pytest.raises(WrongContract, match="the operation ELU") as caught:
        model.differentiate(noise(), "apparel")
    assert "SOFTMAX" in caught.value.hint
    assert model.differentiate(noise(), "sensitive").score >= 0, "the other head has no ELU"


def test_a_model_without_feature_map(tmp_path: Path) -> None:
    file = tiny_tflite.write(tmp_path / "mean.tflite")
    with pytest.raises(WrongContract, match="needs a feature map of more than one position, but the output"):
        DifferentiableModel(file).differentiate(noise(), "apparel")


def test_sizes_that_the_graph_computes_are_taken_from_the_interpreter(tmp_path: Path) -> None:
    gradients = []
    for detour in (False, True):
        net = TinyNetwork()
        mean = net.mean(net.feature_map(), 8)
        if detour:
            shape = net.add("SHAPE", [mean], (2,), "Shape", dtype="int32", outType=2)
            mean = net.add("RESHAPE", [mean, shape], (1, 8))
        file = net.save(tmp_path / f"{detour}.tflite", shopping_intent=net.softmax(net.dense(mean, (8, 4)), 4),
                        sensitive=net.softmax(net.dense(mean, (8, 2)), 2))
        gradients.append(DifferentiableModel(file).differentiate(noise(), "other").gradient)
    assert (gradients[0] == gradients[1]).all()


def test_a_replay_that_misses_the_score_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differentiable.replay, "forward", _slightly_wrong(replay.forward))
    with pytest.raises(WrongContract, match="misses the model's own score by 0.01"):
        DifferentiableModel(path).differentiate(noise(), "apparel")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        DifferentiableModel(tmp_path / "none.tflite")


def test_threads_share_a_model(path: Path) -> None:
    model = DifferentiableModel(path)
    images = [noise((50 + k, 60)) // (k + 1) for k in range(6)]
    expected = [model.differentiate(image, "other") for image in images]
    results: list = [None] * len(images)

    def work(k: int) -> None:
        for _ in range(5):
            results[k] = model.differentiate(images[k], "other")

    threads = [threading.Thread(target=work, args=(k,)) for k in range(len(images))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one, other in zip(expected, results, strict=True):
        assert one.score == other.score and (one.gradient == other.gradient).all()


def test_memory_does_not_grow(path: Path) -> None:
    model, image = DifferentiableModel(path), noise()
    for _ in range(20):
        model.differentiate(image, "other")
    before = _resident_mb()
    for _ in range(150):
        model.differentiate(image, "other")
    assert _resident_mb() - before < 8


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def _slightly_wrong(right):
    def forward(graph, operations, leaves):
        values, tape = right(graph, operations, leaves)
        return {index: value + 0.01 if value.shape[-1] in (2, 4) else value for index, value in values.items()}, tape

    return forward
