"""The public network: read out of its int8 file, rebuilt layer by layer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.learning.intent import metrics
from core.settings import ROOT
from core.vision.intent.classifier import squash

pytest.importorskip("keras")

from core.learning.intent import mobilenet  # noqa: E402

MODELS = ROOT / "models"


@pytest.fixture(scope="module")
def model_path() -> Path:
    """The current intent model of the manifest, where it is our own."""
    manifest = json.loads((MODELS / "manifest.json").read_text())
    return MODELS / manifest["models"][manifest["current"]["intent"]]["file"]


@pytest.mark.slow
def test_rebuilt_keras_model_gives_the_same_scores(model_path: Path) -> None:
    """Weights read back from the file into a fresh Keras network; exact Grad-CAM relies on this tail."""
    pytest.importorskip("keras")
    from core.learning.intent import classifier, mobilenet

    layers = mobilenet.read_layers(model_path)
    assert [kind for kind, _, _ in layers].index("dense") == len(layers) - 3, "only pooling and dense layers follow"
    dense = {bias.size: [kernel, bias] for kind, kernel, bias in layers if kind == "dense"}
    model = classifier.build_tail(1)
    mobilenet.load_weights(model, mobilenet.read_convolutions(model_path))
    for name, width in (("hidden", classifier.HIDDEN), ("shopping_intent_logits", 4), ("sensitive_logits", 2)):
        model.get_layer(name).set_weights(dense[width])
    pictures = np.random.default_rng(0).integers(0, 256, (4, 224, 224, 3)).astype(np.uint8)
    pictures[0] = 255
    ours = model(pictures.astype(np.float32) / 127.5 - 1, training=False)
    theirs = metrics.run_tflite(model_path, pictures)
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
    mobilenet.load_weights(network, convolutions[:-1])
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


def test_the_blocks_are_those_of_the_paper() -> None:
    blocks = mobilenet.blocks()
    assert len(blocks) == 17 and [stride for _, _, stride in blocks].count(2) == 4
    assert mobilenet.CUT_SHAPE[0] == mobilenet.SIDE // 2**5, "the stem halves once more"
    assert blocks[mobilenet.CUT - 1][1] == mobilenet.CUT_SHAPE[2]


def test_a_partial_network_ends_in_the_last_feature_map() -> None:
    network = mobilenet.build(mobilenet.CUT + 1)
    assert network.input.shape[1:] == mobilenet.CUT_SHAPE
    assert network.output.shape[1:] == (7, 7, mobilenet.FEATURES)


def test_weights_fill_the_last_layers_and_must_fit() -> None:
    network = mobilenet.build(mobilenet.CUT + 1)
    shapes = [[weight.shape for weight in layer.get_weights()] for layer in network.layers if layer.get_weights()]
    convolutions = [(np.full(kernel, number, np.float32), np.zeros(bias, np.float32))
                    for number, (kernel, bias) in enumerate([((1, 1, 2, 2), (2,)), *shapes])]
    mobilenet.load_weights(network, convolutions)
    filled = [layer.get_weights()[0].flat[0] for layer in network.layers if layer.get_weights()]
    assert filled == list(range(1, len(shapes) + 1)), "the first convolution belongs to an earlier part"
    with pytest.raises(ValueError):
        mobilenet.load_weights(network, convolutions[-3:])


def test_the_imagenet_head_has_no_background_class() -> None:
    last = (np.arange(4, dtype=np.float32).reshape(1, 1, 1, 4), np.arange(4, dtype=np.float32))
    kernel, bias = mobilenet.imagenet_head([(np.zeros(1), np.zeros(1)), last])
    assert kernel.tolist() == [[1, 2, 3]] and bias.tolist() == [1, 2, 3]
