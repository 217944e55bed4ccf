"""Grad-CAM of a .tflite: right numbers, right places, and its states: no evidence, no derivative, no map."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import Misuse, ModelMissing, WrongContract
from core.explain import gradcam, replay
from core.explain.gradcam import LABELS, Explainer, enlarged, explain, grad_cam
from core.models.tflite.graph import read_graph
from core.vision.intent.classifier import IntentModel
from tests.models import tiny_tflite
from tests.models.tiny_networks import ONCE, TinyNetwork, hard_swish_tail, pooled_and_dense

TAILS = {"bundled": pooled_and_dense, "foreign": hard_swish_tail}
RED, GREEN, BLUE = 0, 1, 2


def noise(size_wh: tuple[int, int] = (200, 300)) -> np.ndarray:
    image = np.random.default_rng(5).integers(0, 256, (size_wh[1], size_wh[0], 3)).astype(np.uint8)
    image[:, : size_wh[0] // 2, RED] //= 4
    return image


def color_network(path: Path, gain: float = 4.0) -> Path:
    """Apparel is what is red, home_decor what is green, other what is blue; sensitive what is not red."""
    net = TinyNetwork()
    pooled = net.add("AVERAGE_POOL_2D", [net.picture], (1, 7, 7, 3), "Pool2D", padding=1, strideW=32, strideH=32,
                     filterWidth=32, filterHeight=32)
    kernel = (2 * np.eye(3) - np.ones((3, 3))).reshape(3, 1, 1, 3)
    features = net.add("CONV_2D", [pooled, net.constant(kernel), net.constant(np.zeros(3))], (1, 7, 7, 3), "Conv2D",
                       **ONCE, fusedActivationFunction=1)
    mean = net.mean(features, 3)
    intent = net.constant(gain * np.array([[-1, -1, -1], [1, 0, 0], [0, 1, 0], [0, 0, 1]], float))
    sensitive = net.constant(gain * np.array([[1, 0, 0], [-1, 0, 0]], float))
    heads = [net.add("FULLY_CONNECTED", [mean, store, net.constant(np.zeros(width))], (1, width), "FullyConnected")
             for store, width in ((intent, 4), (sensitive, 2))]
    return net.save(path, shopping_intent=net.softmax(heads[0], 4), sensitive=net.softmax(heads[1], 2))


def patch(color: int, box: tuple[int, int, int, int], size_wh: tuple[int, int] = (300, 300)) -> np.ndarray:
    """A white picture with a rectangle of one pure color."""
    image = np.full((size_wh[1], size_wh[0], 3), 255, np.uint8)
    left, top, right, bottom = box
    image[top:bottom, left:right] = 0
    image[top:bottom, left:right, color] = 255
    return image


@pytest.fixture(params=TAILS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return TAILS[request.param](tmp_path / "tiny.tflite")


class TestNumbers:
    def test_score_is_that_of_the_model(self, path: Path) -> None:
        intent, explainer = IntentModel(path).classify(noise()), Explainer(path)
        for label in LABELS:
            expected = intent.sensitive_score if label == "sensitive" else intent.shopping.score(label)
            assert explainer.explain(noise(), label).score == pytest.approx(expected, abs=1e-6)

    def test_gradient_equals_finite_differences(self, path: Path) -> None:
        graph, explainer = read_graph(path), Explainer(path)
        for label in LABELS:
            found = explainer.differentiate(noise(), label)
            scores, row = explainer._place(label)
            tail = replay.find_tail(graph, scores)
            given = {index: explainer._value(index) for index in tail.given}

            def logit(moved: np.ndarray, tail=tail, given=given, row=row) -> float:
                values, _ = replay.forward(graph, tail.operations, {**given, tail.feature_map: moved[None]})
                return values[tail.logits].flat[row]

            for place in list(np.ndindex(found.features.shape))[::13]:
                step = np.zeros_like(found.features)
                step[place] = 1e-6
                slope = (logit(found.features + step) - logit(found.features - step)) / 2e-6
                assert found.slopes[place] == pytest.approx(slope, abs=1e-7)

    def test_gradient_is_that_of_the_score_before_softmax(self, tmp_path: Path) -> None:
        """A sure verdict has a flat softmax; its evidence must not fade."""
        image = patch(RED, (0, 0, 150, 300))
        unsure = Explainer(color_network(tmp_path / "unsure.tflite", gain=1)).differentiate(image, "apparel")
        sure = Explainer(color_network(tmp_path / "sure.tflite", gain=100)).differentiate(image, "apparel")
        assert sure.score == pytest.approx(1, abs=1e-6) and unsure.score < 0.8
        assert sure.slopes == pytest.approx(100 * unsure.slopes, rel=1e-6)

    def test_weights_are_means_of_slopes(self) -> None:
        features = np.arange(12, dtype=float).reshape(2, 3, 2)
        slopes = np.stack([np.full((2, 3), 1.0), np.arange(6).reshape(2, 3) - 4.5], axis=2)
        coarse, heat = grad_cam(features, slopes)
        assert coarse == pytest.approx(features[..., 0] - 2 * features[..., 1])
        assert (heat == 0).all()
        coarse, heat = grad_cam(features, -slopes)
        assert heat == pytest.approx(coarse / coarse.max())

    def test_half_precision_and_bytes_explain_like_floats(self, tmp_path: Path) -> None:
        """The same weights three ways; XNNPACK leaves the widened copy of f16 weights empty."""
        random = np.random.default_rng(2)
        stored = random.integers(-127, 128, (4, 8)).astype(np.int8)
        found = []
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
            found.append(Explainer(file).differentiate(noise(), "other"))
        for other, tolerance in zip(found[1:], (1e-6, 0.05), strict=True):
            assert other.slopes == pytest.approx(found[0].slopes, abs=1e-9)
            assert other.score == pytest.approx(found[0].score, abs=tolerance)

    def test_tail_of_a_real_quantized_file(self, pack: Path, photos: dict) -> None:
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
        real = {i: graph.tensors[i].real(interpreter.get_tensor(i)) for i in (*tail.given, tail.scores)}
        values, _ = replay.forward(graph, tail.operations, real)
        assert graph.tensors[tail.feature_map].shape == (1, 7, 7, 1280)
        assert [op.kind for op in tail.operations] == ["MEAN", "CONV_2D", "RESHAPE", "SOFTMAX", "QUANTIZE"]
        assert values[tail.scores].argmax() == real[tail.scores].argmax()
        assert values[tail.scores] == pytest.approx(real[tail.scores], abs=0.05)


class TestPlaces:
    @pytest.mark.parametrize("color, label", [(RED, "apparel"), (GREEN, "home_decor"), (BLUE, "other")])
    @pytest.mark.parametrize("box", [(0, 0, 150, 300), (150, 0, 300, 300), (0, 0, 300, 150), (150, 150, 300, 300)])
    def test_the_map_is_hot_where_the_object_is(self, tmp_path: Path, color: int, label: str, box: tuple) -> None:
        found = explain(color_network(tmp_path / "colors.tflite"), patch(color, box), label)
        left, top, right, bottom = box
        assert found.has_evidence and found.map.max() == pytest.approx(1, abs=1e-3)
        assert found.map[top:bottom, left:right].sum() > 0.85 * found.map.sum()

    def test_each_label_has_its_own_place(self, tmp_path: Path) -> None:
        image = patch(RED, (0, 0, 150, 300))
        image[:, 150:] = patch(BLUE, (0, 0, 150, 300))[:, :150]
        explainer = Explainer(color_network(tmp_path / "colors.tflite"))
        red, blue = explainer.explain(image, "apparel").map, explainer.explain(image, "other").map
        assert red[:, :130].mean() > 0.9 and red[:, 170:].mean() < 0.1
        assert blue[:, :130].mean() < 0.1 and blue[:, 170:].mean() > 0.9

    @pytest.mark.parametrize("size_wh", [(300, 300), (1200, 90), (64, 500)])
    def test_a_squashed_picture_keeps_its_places(self, tmp_path: Path, size_wh: tuple[int, int]) -> None:
        wide, high = size_wh
        box = (wide * 5 // 7, 0, wide, high * 2 // 7)  # the cells at the top right
        found = explain(color_network(tmp_path / "colors.tflite"), patch(RED, box, size_wh), "apparel")
        assert found.map.shape == (high, wide) and found.map.dtype == np.float32
        assert found.map[: high // 7, -wide // 7:].min() > 0.9
        assert found.map[high // 2:].max() == 0 and found.map[:, : wide // 2].max() == 0

    def test_enlarging_is_bilinear_between_the_middles_of_cells(self) -> None:
        wide = enlarged(np.array([[0.0, 1.0]]), (20, 4))
        assert (np.diff(wide[0]) >= 0).all()
        assert wide[0, 5] == pytest.approx(0.05) and wide[0, 14] == pytest.approx(0.95)
        assert (wide == wide[0]).all()

    @pytest.mark.slow
    def test_bundled_model_looks_at_the_object(self, photos: dict) -> None:
        """A cut-out coat on the left half of a white picture; evidence for the shown kind lies on the left."""
        from core.models import store
        from core.settings import ROOT

        try:
            entry = store.entry(ROOT / "models", "intent")
        except ModelMissing:
            pytest.skip("the bundled model of shopping intent is not here yet")
        bus = cv2.cvtColor(cv2.imread(str(photos["bus"])), cv2.COLOR_BGR2RGB)
        coat = bus[430:700, 55:240]
        explainer, model = Explainer(entry.path), IntentModel(entry)
        for flip in (False, True):
            image = np.full((400, 500, 3), 255, np.uint8)
            image[65:335, 30:215] = coat
            image = np.ascontiguousarray(image[:, ::-1]) if flip else image
            found = explainer.explain(image, "apparel")
            assert found.score == pytest.approx(model.classify(image).shopping.score("apparel"), abs=1e-6)
            inside = found.map[:, 250:] if flip else found.map[:, :250]
            assert found.has_evidence and inside.sum() > 0.6 * found.map.sum()


class TestStates:
    @pytest.mark.parametrize("level", [0, 127, 255])
    @pytest.mark.parametrize("label", LABELS)
    def test_a_blank_picture_has_no_nan(self, path: Path, level: int, label: str) -> None:
        found = explain(path, np.full((40, 60, 3), level, np.uint8), label)
        assert np.isfinite(found.map).all() and np.isfinite(found.coarse).all()
        assert found.map.min() >= 0 and found.map.max() <= 1

    @pytest.mark.parametrize("size_wh", [(1, 1), (3, 500), (6, 6)])
    def test_tiny_pictures(self, path: Path, size_wh: tuple[int, int]) -> None:
        found = explain(path, noise(size_wh), "other")
        assert found.map.shape == size_wh[::-1] and np.isfinite(found.map).all()

    def test_no_positive_evidence_is_all_zero_and_says_so(self, tmp_path: Path) -> None:
        explainer = Explainer(color_network(tmp_path / "colors.tflite"))
        against = explainer.explain(patch(RED, (0, 0, 150, 300)), "negative")
        assert not against.has_evidence
        assert (against.map == 0).all() and against.coarse.min() < 0
        assert explainer.explain(patch(BLUE, (0, 0, 150, 300)), "other").has_evidence

    def test_what_rounding_leaves_is_no_evidence(self) -> None:
        features = np.random.default_rng(0).uniform(1, 2, (7, 7, 1))
        both = np.concatenate([features, features * (1 - 1e-9)], axis=2)
        slopes = np.ones((7, 7, 2)) * [1.0, -1.0]
        coarse, heat = grad_cam(both, slopes)
        assert coarse.max() > 0 and (heat == 0).all()

    def test_sensitive_is_the_positive_row_of_its_own_head(self, tmp_path: Path) -> None:
        explainer = Explainer(color_network(tmp_path / "colors.tflite"))
        red = explainer.explain(patch(RED, (0, 0, 150, 300)), "sensitive")
        assert red.label == "sensitive" and red.score < 0.5 and not red.has_evidence

    def test_unknown_label(self, path: Path) -> None:
        with pytest.raises(Misuse, match="no label 'shoes'") as caught:
            explain(path, noise(), "shoes")
        assert "sensitive" in caught.value.hint

    def test_unknown_operation_is_named(self, tmp_path: Path) -> None:
        net = TinyNetwork()
        mean = net.mean(net.feature_map(), 8)
        bent = net.add("ELU", [mean], (1, 8))
        file = net.save(tmp_path / "elu.tflite", shopping_intent=net.softmax(net.dense(bent, (8, 4)), 4),
                        sensitive=net.softmax(net.dense(mean, (8, 2)), 2))
        with pytest.raises(WrongContract, match="the operation ELU") as caught:
            explain(file, noise(), "apparel")
        assert "SOFTMAX" in caught.value.hint
        assert explain(file, noise(), "sensitive").score >= 0, "the other head has no ELU"

    def test_a_model_without_feature_map(self, tmp_path: Path) -> None:
        file = tiny_tflite.write(tmp_path / "mean.tflite")
        with pytest.raises(WrongContract, match="needs a feature map of more than one place"):
            explain(file, noise(), "apparel")

    def test_sizes_that_the_graph_computes_are_taken_from_the_interpreter(self, tmp_path: Path) -> None:
        found = []
        for detour in (False, True):
            net = TinyNetwork()
            mean = net.mean(net.feature_map(), 8)
            if detour:
                shape = net.add("SHAPE", [mean], (2,), "Shape", dtype="int32", outType=2)
                mean = net.add("RESHAPE", [mean, shape], (1, 8))
            file = net.save(tmp_path / f"{detour}.tflite", shopping_intent=net.softmax(net.dense(mean, (8, 4)), 4),
                            sensitive=net.softmax(net.dense(mean, (8, 2)), 2))
            found.append(Explainer(file).differentiate(noise(), "other").slopes)
        assert (found[0] == found[1]).all()

    def test_a_replay_that_misses_the_score_is_refused(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(gradcam.replay, "forward", _slightly_wrong(replay.forward))
        with pytest.raises(WrongContract, match="misses the model's own score by 0.01"):
            explain(path, noise(), "apparel")

    def test_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(ModelMissing):
            explain(tmp_path / "none.tflite", noise(), "apparel")

    def test_threads_share_an_explainer(self, path: Path) -> None:
        explainer = Explainer(path)
        images = [noise((50 + k, 60)) // (k + 1) for k in range(6)]
        expected = [explainer.explain(image, "other") for image in images]
        found: list = [None] * len(images)

        def work(k: int) -> None:
            for _ in range(5):
                found[k] = explainer.explain(images[k], "other")

        threads = [threading.Thread(target=work, args=(k,)) for k in range(len(images))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for one, other in zip(expected, found, strict=True):
            assert one.score == other.score and (one.map == other.map).all()

    def test_memory_does_not_grow(self, path: Path) -> None:
        explainer, image = Explainer(path), noise()
        for _ in range(20):
            explainer.explain(image, "other")
        before = _resident_mb()
        for _ in range(150):
            explainer.explain(image, "other")
        assert _resident_mb() - before < 8


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def _slightly_wrong(right):
    def forward(graph, operations, given):
        values, tape = right(graph, operations, given)
        return {index: value + 0.01 if value.shape[-1] in (2, 4) else value for index, value in values.items()}, tape

    return forward
