"""A tiny dataset of two labels that differ in color, and a tiny backbone, so that a training takes seconds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.learning.transfer.order import Order
from core.nouns.dataset import Sample
from core.settings import ROOT

TEACHER = "shopping_intent_1"


def samples(folder: Path, count: int = 16, split: str = "") -> tuple[Sample, ...]:
    """Warm pictures are apparel, cold ones other."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        warm = number % 2 == 0
        noise = np.random.default_rng(number).integers(0, 90, (8, 8, 3))
        values = np.uint8(noise + np.array([150, 20, 10] if warm else [10, 20, 150]))
        path = folder / f"{number}.png"
        Image.fromarray(values).resize((64, 64), Image.Resampling.NEAREST).save(path)
        made.append(Sample(hashlib.sha256(path.read_bytes()).hexdigest(), "apparel" if warm else "other", split,
                           str(path), f"{number * 0x0123456789abcdef % 2**64:016x}"))
    return tuple(made)


def order(found: tuple[Sample, ...], **changes: object) -> Order:
    values = {"name": "own_1", "backbone": "mobilenet_v2", "weights": "random", "dataset_id": "d" * 64,
              "samples": found, "teacher": TEACHER, "epochs": 2, "fine_epochs": 1, "batch": 8}
    return Order(**(values | changes))


def tiny_trunk(patch: pytest.MonkeyPatch) -> None:
    """Put two layers in the place of the real backbone."""
    from core.learning.transfer import network

    keras = network.keras

    def trunk(_: Order) -> object:
        picture = keras.layers.Input((224, 224, 3))
        small = keras.layers.AveragePooling2D(56)(picture)
        return keras.Model(picture, keras.layers.Conv2D(6, 1, activation="relu")(small))

    patch.setattr(network, "_trunk", trunk)


MODELS = ROOT / "models"
