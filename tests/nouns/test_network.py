"""Totals of a network."""

from __future__ import annotations

from core.nouns.network import Layer, Network


def test_totals_are_sums_and_uncounted_layers_add_nothing() -> None:
    layers = (Layer("CONV_2D", "a", (1, 2, 2, 8), "FLOAT32", 30, 100, ()),
              Layer("SOFTMAX", "b", (1, 4), "FLOAT32", 2, None, (0,)))
    network = Network("file", "TensorFlow Lite", layers, ())
    assert (network.parameters, network.macs) == (32, 100)
    assert network.to_dict()["layers"][1]["macs"] is None and network.to_dict()["parameters"] == 32
