"""The intent model's training: data, network, steps, figures, export, and the model that is committed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.learning import evaluation
from core.learning.data import datasets
from core.learning.intent import augment
from core.models.tflite.metadata import read_metadata
from core.nouns.proportion import wilson
from core.settings import ROOT
from core.vision.intent.classifier import squash

MODELS = ROOT / "models"
LABELS = ("negative", "apparel", "home_decor", "other")


@pytest.fixture(scope="module")
def model_path() -> Path:
    """The current intent model of the manifest, where it is our own."""
    manifest = json.loads((MODELS / "manifest.json").read_text())
    return MODELS / manifest["models"][manifest["current"]["intent"]]["file"]


@pytest.fixture
def table() -> pd.DataFrame:
    """A small pack: 12 sources of one label each, sizes 1 to 12."""
    rows = [(f"s{k}", k % 4, k) for k in range(12) for _ in range(k + 1)]
    return pd.DataFrame(rows, columns=["source", "y", "k"]).assign(unseen=False)


def test_folds_hold_out_whole_sources_and_every_label(table: pd.DataFrame) -> None:
    table.loc[table["source"] == "s11", "unseen"] = True
    folds = datasets.source_folds(table, 2)
    assert (table.assign(f=folds).groupby("source")["f"].nunique() == 1).all()
    assert set(folds[table["source"] == "s11"]) == {-1}
    for fold in (0, 1):
        assert set(table["y"][folds == fold]) == {0, 1, 2, 3}


def test_weights_bring_labels_to_equal_sums(table: pd.DataFrame) -> None:
    weights = datasets.picture_weights(table)
    sums = [weights[table["y"] == label].sum() for label in range(4)]
    assert np.allclose(sums, sums[0], rtol=1e-4)
    one_of_large, one_of_small = weights[table["source"] == "s8"][0], weights[table["source"] == "s0"][0]
    assert one_of_large < one_of_small


def test_packshot_is_pasted_and_scene_replaces_the_white() -> None:
    packshot = np.full((100, 80, 3), 255, np.uint8)
    packshot[20:80, 15:65] = (200, 30, 30)
    packshot[40:60, 30:50] = 255  # white inside the object belongs to it
    mask = augment.product_mask(packshot)[..., 0]
    assert mask[50, 40] == 1
    assert mask[5, 5] == 0
    scene = np.full((60, 60, 3), (0, 90, 0), np.uint8)
    pasted = augment.paste_packshot(packshot, scene, np.random.default_rng(0))
    assert pasted.shape == (224, 224, 3)
    corners = pasted[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert (corners == (0, 90, 0)).all()
    assert (np.abs(pasted.astype(int) - (200, 30, 30)).sum(axis=2) < 30).mean() > 0.1


def test_a_white_object_is_left_on_its_white() -> None:
    packshot = np.full((50, 50, 3), 250, np.uint8)
    out = augment.paste_packshot(packshot, np.zeros((9, 9, 3), np.uint8), np.random.default_rng(0))
    assert (out == packshot).all()


def test_cut_out_whitens_the_border_and_keeps_the_middle() -> None:
    image = np.full((90, 120, 3), 50, np.uint8)
    out = augment.cut_out_middle(image, np.random.default_rng(1))
    assert (out[45, 60] == 50).all()
    assert (out[0, 0] > 100).all()


@pytest.mark.parametrize("size_hw", [(1, 1), (40, 300), (500, 333)])
def test_random_view_is_a_square_and_repeatable(size_hw: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, (*size_hw, 3), dtype=np.uint8)
    first, second = (augment.random_view(image, np.random.default_rng(5)) for _ in range(2))
    assert first.shape == (224, 224, 3)
    assert first.dtype == np.uint8
    assert (first == second).all()


def test_wilson_gives_published_values_and_survives_none() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-3)
    low, high = wilson(10, 10)
    assert low > 0.69
    assert high == pytest.approx(1)


def test_report_leaves_unlabeled_out_and_counts_by_slice() -> None:
    rows = pd.DataFrame(
        {"y": [0, 1, 1, -1], "source": list("aabb"), "background": ["white", "natural", "plain", "white"]}
    )
    scores = np.array([[0.9, 0.1, 0, 0], [0.2, 0.8, 0, 0], [0.7, 0.3, 0, 0], [0, 0, 0, 1.0]])
    found = evaluation.intent_report(rows, scores)
    assert found["accuracy"]["n"] == 3
    assert found["accuracy"]["share"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["balanced"] == pytest.approx(0.75)
    assert found["by_source"]["b"]["share"] == 0
    assert found["shoppable"]["share"] == pytest.approx(2 / 3, abs=1e-4)


def test_sensitive_report_separates_look_alikes_from_products() -> None:
    rows = pd.DataFrame(
        {
            "s": [1, 1, 0, 0, -1],
            "y": [-1, 0, 3, 0, 3],
            "hard": [0, 0, 0, 1, 0],
            "source": list("wwppp"),
            "background": "white",
        }
    ).astype({"hard": bool})
    found = evaluation.sensitive_report(rows, np.array([0.9, 0.2, 0.1, 0.8, 0.9]))
    assert found["recall"]["share"] == 0.5
    assert found["false_alarms"]["look_alikes"]["share"] == 1
    assert found["false_alarms"]["product_photos"]["share"] == 0
    assert found["auc"] == 0.75


@pytest.mark.slow
def test_steps_learn_soft_targets_and_the_pull_holds_back() -> None:
    keras = pytest.importorskip("keras")
    from core.learning.intent.tuning import Schedule, fit

    rng = np.random.default_rng(0)
    centers = rng.normal(size=(4, 8)).astype(np.float32) * 3

    def draw(rng: np.random.Generator, batch: int) -> tuple[np.ndarray, np.ndarray]:
        labels = rng.integers(0, 4, batch)
        intents = np.eye(4, dtype=np.float32)[labels]
        ignored = np.zeros((batch, 2), np.float32)  # nothing known: must not move that head
        return centers[labels] + rng.normal(size=(batch, 8)).astype(np.float32), np.hstack([intents, ignored])

    def train(pull: float) -> tuple[keras.Model, float, np.ndarray]:
        keras.utils.set_random_seed(1)
        entry = keras.layers.Input((8,))
        model = keras.Model(
            entry, {"a": keras.layers.Dense(4, name="a")(entry), "b": keras.layers.Dense(2, name="b")(entry)}
        )
        start, idle = model.get_layer("a").get_weights()[0], model.get_layer("b").get_weights()[0]
        fit(model, draw, Schedule(steps=60, batch=32, rate=0.05, pull=pull))
        assert (model.get_layer("b").get_weights()[0] == idle).all()
        return model, float(np.abs(model.get_layer("a").get_weights()[0] - start).mean()), idle

    free, moved, _ = train(0.0)
    _, held, _ = train(5.0)
    inputs, targets = draw(rng, 200)
    assert (free(inputs)["a"].numpy().argmax(1) == targets[:, :4].argmax(1)).mean() > 0.9
    assert held < moved


@pytest.mark.slow
def test_temperature_undoes_overconfidence() -> None:
    pytest.importorskip("keras")
    from core.learning.intent.training import softmax, temperature

    rng = np.random.default_rng(0)
    logits = rng.normal(size=(4000, 4)) * 2
    labels = np.array([rng.choice(4, p=row) for row in softmax(logits)])
    assert temperature(logits * 2.5, labels) == pytest.approx(2.5, rel=0.15)


def test_committed_model_keeps_the_contract(model_path: Path) -> None:
    litert = pytest.importorskip("ai_edge_litert.interpreter")
    interpreter = litert.Interpreter(str(model_path), num_threads=1)
    interpreter.allocate_tensors()
    assert [d["name"] for d in interpreter.get_input_details()] == ["normalized_input_image_tensor"]
    assert list(interpreter.get_input_details()[0]["shape"]) == [1, 224, 224, 3]
    shapes = {d["name"]: list(d["shape"]) for d in interpreter.get_output_details()}
    assert shapes == {"shopping_intent": [1, 4], "sensitive": [1, 2]}
    runner = interpreter.get_signature_runner()
    assert set(runner.get_output_details()) == {"shopping_intent", "sensitive"}
    for value in (-1.0, 0.0, 1.0):
        scores = runner(normalized_input_image_tensor=np.full((1, 224, 224, 3), value, np.float32))
        for output in scores.values():
            assert np.isfinite(output).all()
            assert output.sum() == pytest.approx(1, abs=1e-4)


def test_committed_model_describes_itself(model_path: Path) -> None:
    said = read_metadata(model_path)
    assert said is not None
    assert said.mean == said.std == (127.5, 127.5, 127.5)
    assert said.labels == {"shopping_intent": LABELS, "sensitive": ("negative", "positive")}
    assert model_path.stat().st_size <= 8 << 20


def test_manifest_entry_matches_the_file(model_path: Path) -> None:
    manifest = json.loads((MODELS / "manifest.json").read_text())
    entry = manifest["models"][manifest["current"]["intent"]]
    data = model_path.read_bytes()
    assert entry["sha256"] == hashlib.sha256(data).hexdigest()
    assert entry["bytes"] == len(data)
    assert tuple(entry["labels"]["shopping_intent"]) == LABELS
    assert (MODELS / entry["card"]).is_file()


@pytest.mark.slow
def test_rebuilt_keras_model_gives_the_same_scores(model_path: Path) -> None:
    """Weights read back from the file into a fresh Keras network; exact Grad-CAM relies on this tail."""
    pytest.importorskip("keras")
    from core.learning.intent import classifier, mobilenet

    layers = mobilenet.read_layers(model_path)
    assert [kind for kind, _, _ in layers].index("dense") == len(layers) - 3, "only pooling and dense layers follow"
    dense = {bias.size: [kernel, bias] for kind, kernel, bias in layers if kind == "dense"}
    model = classifier.build_tail(1)
    mobilenet.load(model, mobilenet.read_convolutions(model_path))
    for name, width in (("hidden", classifier.HIDDEN), ("shopping_intent_logits", 4), ("sensitive_logits", 2)):
        model.get_layer(name).set_weights(dense[width])
    pictures = np.random.default_rng(0).integers(0, 256, (4, 224, 224, 3)).astype(np.uint8)
    pictures[0] = 255
    ours = model(pictures.astype(np.float32) / 127.5 - 1, training=False)
    theirs = evaluation.run_tflite(model_path, pictures)
    for name, values in theirs.items():
        exps = np.exp(ours[f"{name}"].numpy())
        assert np.abs(exps / exps.sum(axis=1, keepdims=True) - values).max() <= 1e-3


@pytest.mark.slow
def test_dequantized_network_agrees_with_its_int8_file(pack: Path) -> None:
    litert = pytest.importorskip("ai_edge_litert.interpreter")
    from core.learning.intent import mobilenet
    from core.learning.intent.features import read_rgb

    weights = pack.parent / "weights" / "tf2_mobilenet_v2_1.0_224_ptq.tflite"
    if not weights.is_file():
        pytest.skip("the public weights are not beside the data pack (../shared/weights)")
    convolutions = mobilenet.read_convolutions(weights)
    network = mobilenet.build()
    mobilenet.load(network, convolutions[:-1])
    kernel, bias = mobilenet.imagenet_head(convolutions)
    interpreter = litert.Interpreter(str(weights), num_threads=1)
    interpreter.allocate_tensors()
    entry, out = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    agree = []
    for path in sorted((pack / "negative").glob("*.jpg"))[::400] + sorted((pack / "other2").glob("*.jpg"))[::200]:
        picture = squash(read_rgb(path))[None]
        interpreter.set_tensor(entry, picture)
        interpreter.invoke()
        quantized = interpreter.get_tensor(out)[0, 1:].astype(int)
        scores = network(picture.astype(np.float32) / 127.5 - 1).numpy().mean(axis=(1, 2)) @ kernel + bias
        agree.append(quantized[scores[0].argmax()] >= quantized.max() - 26)  # within 10 % of the int8 file's best
    assert np.mean(agree) >= 0.85


@pytest.mark.slow
def test_accuracy_on_shops_that_training_never_saw(pack: Path, model_path: Path) -> None:
    from core.learning.intent.features import read_rgb

    rows = datasets.read_pack(pack)
    rows = rows[rows["unseen"]].sample(100, random_state=0)
    scores = evaluation.run_tflite(model_path, (squash(read_rgb(pack / name)) for name in rows["path"]))
    found = evaluation.intent_report(rows, scores["shopping_intent"])
    assert found["accuracy"]["share"] >= 0.8
