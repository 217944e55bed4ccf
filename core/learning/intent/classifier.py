"""The shopping-intent network: two public backbones side by side, average pooling, two small heads with softmax.

The tail behind the last feature map is only pooling and dense layers, so that a class-activation map can be
computed exactly, in closed form, from the exported file.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

from core.learning.data.pack import INTENTS, SENSITIVE
from core.learning.intent import backbones
from core.models.tflite.metadata import TfliteMetadata

INPUT_NAME = "normalized_input_image_tensor"
OUTPUTS = {"shopping_intent": INTENTS, "sensitive": SENSITIVE}
MEAN = STD = (127.5, 127.5, 127.5)
FORMS = (backbones.MOBILENET, backbones.LITE)
FEATURES = len(FORMS) * backbones.FEATURES
HIDDEN = {"shopping_intent": 256, "sensitive": 64}
DROPOUT = 0.15


def read_networks(weights: Path) -> list:
    """Read both public networks.

    Parameters
    ----------
    weights : Path
        Folder with `tf2_mobilenet_v2_1.0_224_ptq.tflite` and `efficientnet-lite0-57934424.pth`.

    Returns
    -------
    list of (Form, convolutions)
        The last "convolution" of each is its ImageNet classifier.
    """
    return [(backbones.MOBILENET, backbones.read_mobilenet(weights / "tf2_mobilenet_v2_1.0_224_ptq.tflite")),
            (backbones.LITE, backbones.read_lite(weights / "efficientnet-lite0-57934424.pth"))]


def build_maps() -> keras.Model:
    """Build both networks without their classifiers.

    Returns
    -------
    keras.Model
        From pictures (N, 224, 224, 3) in [-1, 1] to their maps, one behind the other (N, 7, 7, 2560).
    """
    picture = keras.layers.Input((backbones.SIDE, backbones.SIDE, 3), name="picture")
    maps = [backbones.build(form, picture) for form in FORMS]
    return keras.Model(picture, keras.layers.Concatenate(name="features")(maps))


def build_head(width: int = FEATURES) -> keras.Model:
    """Build the dense layers alone.

    Parameters
    ----------
    width : int
        Features of a picture.

    Returns
    -------
    keras.Model
        From features (N, width) to a dict of logits `shopping_intent` (N, 4) and `sensitive` (N, 2).
    """
    pooled = keras.layers.Input((width,), name="pooled_features")
    return keras.Model(pooled, _logits(pooled))


def _logits(pooled: keras.KerasTensor) -> dict[str, keras.KerasTensor]:
    layers, logits = keras.layers, {}
    for name, labels in OUTPUTS.items():
        x = layers.Dense(HIDDEN[name], activation="relu", name=f"{name}_hidden")(layers.Dropout(DROPOUT)(pooled))
        logits[name] = layers.Dense(len(labels), name=f"{name}_logits")(layers.Dropout(DROPOUT)(x))
    return logits


def assemble(networks: list, head: keras.Model, temperatures: dict[str, float], shift: float = 0.0) -> keras.Model:
    """Join the public networks and the trained head into the network that is shipped.

    Weights are rounded to float16, as the exported file stores them, so that both give the same scores.

    Parameters
    ----------
    networks : list of (Form, convolutions)
        From `read_networks`.
    head : keras.Model
        Trained, from `build_head`.
    temperatures : dict of float
        The logits of each output are divided by these.
    shift : float
        Added to the logit of restricted goods before that.

    Returns
    -------
    keras.Model
        Input `normalized_input_image_tensor` (N, 224, 224, 3), normalized; a dict of probabilities.
    """
    maps = build_maps()
    for form, convolutions in networks:
        backbones.load_weights(maps, form, convolutions[:-1])
    logits = _logits(keras.layers.GlobalAveragePooling2D(name="pooled")(maps.output))
    whole = keras.Model(maps.input, logits)
    for name in OUTPUTS:
        whole.get_layer(f"{name}_hidden").set_weights(head.get_layer(f"{name}_hidden").get_weights())
        kernel, bias = head.get_layer(f"{name}_logits").get_weights()
        if name == "sensitive":
            bias = bias + np.array([0.0, shift])
        whole.get_layer(f"{name}_logits").set_weights([kernel / temperatures[name], bias / temperatures[name]])
    for layer in whole.layers:
        layer.set_weights([w.astype(np.float16).astype(np.float32) for w in layer.get_weights()])
    picture = keras.layers.Input((backbones.SIDE, backbones.SIDE, 3), name=INPUT_NAME)
    outputs = whole(picture)
    return keras.Model(picture, {name: keras.layers.Softmax(name=name)(outputs[name]) for name in OUTPUTS})


def file_metadata(version: str, description: str) -> TfliteMetadata:
    """Metadata of the exported file.

    Parameters
    ----------
    version, description : str
        For people.

    Returns
    -------
    TfliteMetadata
        Names, labels and normalization of the contract.
    """
    return TfliteMetadata(
        name="Merchlens shopping intent",
        description=description,
        version=version,
        author="Merchlens",
        license="AGPL-3.0",
        mean=MEAN,
        std=STD,
        labels=OUTPUTS,
        input_names=(INPUT_NAME,),
        output_names=tuple(OUTPUTS),
    )
