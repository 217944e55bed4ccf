"""A small float model of the contract whose layers are wide enough to be stored as int8, and pictures to run it on."""

from __future__ import annotations

from pathlib import Path

from core.export.request import Picture
from tests.datasets.class_folders import draw
from tests.models.tiny_networks import RELU6, TinyNetwork

CHANNELS, HIDDEN = 64, 128


def tiny_intent(path: Path) -> Path:
    """Mean of cells, a convolution, a wide dense layer, two heads."""
    net = TinyNetwork(3)
    wide = net.dense(net.mean(net.feature_map(CHANNELS), CHANNELS), (CHANNELS, HIDDEN), activation=RELU6)
    intent = net.softmax(net.dense(wide, (HIDDEN, 4), gain=6.0), 4)
    return net.save(path, shopping_intent=intent, sensitive=net.softmax(net.dense(wide, (HIDDEN, 2)), 2))


def pictures(folder: Path, count: int) -> tuple[Picture, ...]:
    """Drawn pictures, half of them labeled apparel and half other."""
    return tuple(Picture(str(draw(folder / f"{number}.jpg", number)), label=("apparel", "other")[number % 2])
                 for number in range(count))
