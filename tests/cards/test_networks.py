"""Networks read from files: arithmetic by formula, files of other formats and damaged ones refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.cards.networks import read_network
from core.errors import MerchlensError, WrongContract
from core.settings import ROOT
from tests.models import tiny_openvino

INTENT = ROOT / "models" / "shopping_intent_1.tflite"


def test_macs_and_parameters_of_the_bundled_model_follow_the_formulas() -> None:
    network = read_network(INTENT)
    first = network.layers[0]
    # A 3 x 3 convolution from 3 to 32 channels at stride 2: 112 * 112 outputs of 32 channels, 27 products each.
    assert (first.kind, first.shape, first.macs, first.parameters) == (
        "CONV_2D", (1, 112, 112, 32), 112 * 112 * 32 * 27, 27 * 32 + 32)
    depthwise = next(layer for layer in network.layers if layer.kind == "DEPTHWISE_CONV_2D")
    assert depthwise.macs == 112 * 112 * 32 * 9 and depthwise.parameters == 32 * 9 + 32
    # MobileNetV2 at 224 px: 300 million multiply-accumulates, 3.4 million parameters (Sandler et al., table 4).
    assert network.macs == pytest.approx(300e6, rel=0.01) and network.parameters == pytest.approx(3.4e6, rel=0.05)
    assert {layer.name for layer in network.layers} >= {"shopping_intent"} and not network.contract


def test_layers_name_the_layers_that_they_read() -> None:
    layers = read_network(INTENT).layers
    sums = [layer for layer in layers if layer.kind == "ADD"]
    assert len(sums) == 10 and all(len(layer.inputs) == 2 for layer in sums)  # MobileNetV2's shortcuts
    assert all(source < place for place, layer in enumerate(layers) for source in layer.inputs)


def test_openvino_counts_the_same_arithmetic() -> None:
    network = read_network(ROOT / "models" / "persons_2.xml")
    first = network.layers[0]
    assert (first.kind, first.shape) == ("Convolution", (1, 16, 176, 176))
    assert first.macs == 176 * 176 * 16 * 3 * 36 and first.parameters == 16 * 3 * 36


def test_a_tiny_openvino_file_can_be_read(tmp_path: Path) -> None:
    assert read_network(tiny_openvino.write(tmp_path / "tiny.xml")).file_format == "OpenVINO IR"


@pytest.mark.parametrize(("name", "data"), [
    ("a.tflite", b"not a model"), ("b.tflite", b"\x1c\0\0\0TFL3" + bytes(40)), ("c.xml", b"<net/>"),
    ("d.onnx", b"\x08\x07"), ("e.h5", b"x")])
def test_damaged_and_foreign_files_are_refused_with_a_hint(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(WrongContract) as refusal:
        read_network(tmp_path / name)
    assert name in refusal.value.message and refusal.value.hint


def test_a_truncated_model_is_refused(tmp_path: Path) -> None:
    data, rng = INTENT.read_bytes(), np.random.default_rng(0)
    for size in rng.integers(8, len(data), 6):
        (tmp_path / "cut.tflite").write_bytes(data[:size])
        try:
            read_network(tmp_path / "cut.tflite")
        except MerchlensError:
            continue
