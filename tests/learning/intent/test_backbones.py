"""The public networks: read out of their files, rebuilt layer by layer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.models.tflite.interpreter import open_interpreter
from core.settings import ROOT
from core.vision.intent.contract import read_contract, squash

keras = pytest.importorskip("keras")

from core.learning.intent import backbones, classifier  # noqa: E402

MODELS = ROOT / "models"


@pytest.mark.slow
def test_only_pooling_and_dense_layers_follow_the_last_map() -> None:
    """The scores of the bundled file, computed again from its map and its dense weights; Grad-CAM relies on it."""
    from core.models.tflite.graph import read_graph

    manifest = json.loads((MODELS / "manifest.json").read_text())
    path = MODELS / manifest["models"][manifest["current"]["intent"]]["file"]
    dense = {bias.size: (kernel, bias) for kind, kernel, bias in backbones.read_layers(path) if kind == "dense"}
    contract = read_contract(path)
    interpreter = open_interpreter(path, threads=1, keep_tensors=True)
    picture = np.random.default_rng(0).uniform(-1, 1, (1, 224, 224, 3)).astype(np.float32)
    interpreter.set_tensor(contract.input, picture)
    interpreter.invoke()
    features = interpreter.get_tensor(read_graph(path).feature_maps(contract.shopping)[-1])
    for index, name in ((contract.shopping, "shopping_intent"), (contract.sensitive, "sensitive")):
        kernel, bias = dense[classifier.HIDDEN[name]]
        units = np.maximum(features.mean(axis=(1, 2)) @ kernel + bias, 0)
        kernel, bias = dense[len(classifier.OUTPUTS[name])]
        exps = np.exp(units @ kernel + bias)
        assert np.abs(exps / exps.sum() - interpreter.get_tensor(index)).max() <= 1e-4


@pytest.mark.slow
def test_dequantized_network_agrees_with_its_int8_file(pack: Path) -> None:
    litert = pytest.importorskip("ai_edge_litert.interpreter")
    from core.learning.data.pictures import read_rgb

    weights = pack.parent / "weights" / "tf2_mobilenet_v2_1.0_224_ptq.tflite"
    if not weights.is_file():
        pytest.skip("the public weights are not beside the data pack (../shared/weights)")
    *convolutions, (kernel, bias) = backbones.read_mobilenet(weights)
    entry = keras.layers.Input((backbones.SIDE, backbones.SIDE, 3))
    network = keras.Model(entry, backbones.build(backbones.MOBILENET, entry))
    backbones.load_weights(network, backbones.MOBILENET, convolutions)
    interpreter = litert.Interpreter(str(weights), num_threads=1)
    interpreter.allocate_tensors()
    source, out = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    agree = []
    for path in sorted((pack / "negative").glob("*.jpg"))[::400] + sorted((pack / "other2").glob("*.jpg"))[::200]:
        picture = squash(read_rgb(path))[None]
        interpreter.set_tensor(source, picture)
        interpreter.invoke()
        quantized = interpreter.get_tensor(out)[0, 1:].astype(int)
        scores = network(picture.astype(np.float32) / 127.5 - 1).numpy().mean(axis=(1, 2)) @ kernel + bias
        agree.append(quantized[scores[0].argmax()] >= quantized.max() - 26)  # within 10 % of the int8 file's best
    assert np.mean(agree) >= 0.85


@pytest.mark.parametrize("form, count", [(backbones.MOBILENET, 17), (backbones.LITE, 16)])
def test_the_blocks_are_those_of_the_papers(form: backbones.Form, count: int) -> None:
    blocks = form.blocks()
    assert len(blocks) == count and [stride for _, _, stride, _ in blocks].count(2) == 4
    assert blocks[-1][1] == 320 and {size for *_, size in blocks} <= {3, 5}


def state_dict(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Random weights of EfficientNet-Lite0, by PyTorch's names."""
    state, channels = {}, backbones.STEM_CHANNELS

    def add(conv: str, norm: str, shape: tuple[int, int, int, int]) -> None:
        state[f"{conv}.weight"] = rng.normal(0, 1 / np.sqrt(np.prod(shape[1:])), shape)
        for key, low, high in (("weight", 0.5, 1.5), ("bias", -0.2, 0.2), ("running_mean", -0.2, 0.2),
                               ("running_var", 0.5, 1.5)):
            state[f"{norm}.{key}"] = rng.uniform(low, high, shape[0])

    add("_conv_stem", "_bn0", (channels, 3, 3, 3))
    for number, (expand, out, _, size) in enumerate(backbones.LITE.blocks()):
        prefix, wide = f"_blocks.{number}.", channels * expand
        if expand > 1:
            add(f"{prefix}_expand_conv", f"{prefix}_bn0", (wide, channels, 1, 1))
        add(f"{prefix}_depthwise_conv", f"{prefix}_bn1", (wide, 1, size, size))
        add(f"{prefix}_project_conv", f"{prefix}_bn2", (out, wide, 1, 1))
        channels = out
    add("_conv_head", "_bn1", (backbones.FEATURES, channels, 1, 1))
    state["_fc.weight"], state["_fc.bias"] = rng.normal(size=(1000, backbones.FEATURES)), rng.normal(size=1000)
    return {key: value.astype(np.float32) for key, value in state.items()}


def test_batch_norm_and_the_networks_own_normalization_are_folded_in(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    state = state_dict(np.random.default_rng(0))
    torch.save({key: torch.from_numpy(value) for key, value in state.items()}, tmp_path / "lite.pth")
    *convolutions, (kernel, bias) = backbones.read_lite(tmp_path / "lite.pth")
    assert kernel.shape == (1280, 1000) and bias.shape == (1000,)
    entry = keras.layers.Input((backbones.SIDE, backbones.SIDE, 3))
    network = keras.Model(entry, backbones.build(backbones.LITE, entry))
    backbones.load_weights(network, backbones.LITE, convolutions)
    assert network.output.shape[1:] == (backbones.MAP_SIDE, backbones.MAP_SIDE, backbones.FEATURES)
    pixels = np.random.default_rng(1).uniform(0, 255, (3, 3, 3)).astype(np.float32)
    weights = {key.removeprefix("_bn0."): value for key, value in state.items() if key.startswith("_bn0.")}
    plain = np.einsum("hwc,ochw->o", (pixels - 127) / 128, state["_conv_stem.weight"])
    expected = (plain - weights["running_mean"]) / np.sqrt(weights["running_var"] + 1e-3) * weights["weight"]
    stem, offset = network.get_layer("lite_stem").get_weights()
    assert np.einsum("hwc,hwco->o", pixels / 127.5 - 1, stem) + offset == pytest.approx(expected + weights["bias"],
                                                                                    abs=1e-3)


def test_weights_must_fit_layer_for_layer() -> None:
    entry = keras.layers.Input((backbones.SIDE, backbones.SIDE, 3))
    network = keras.Model(entry, backbones.build(backbones.MOBILENET, entry))
    with pytest.raises(ValueError):
        backbones.load_weights(network, backbones.MOBILENET, [(np.zeros((3, 3, 3, 32)), np.zeros(32))])
