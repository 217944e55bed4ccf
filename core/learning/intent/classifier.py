"""The shopping-intent network: backbone, average pooling, one hidden layer, two softmax heads.

The tail behind the last feature map is only pooling and dense layers, so that a class-activation map can be
computed exactly, in closed form, from the exported file.
"""

from __future__ import annotations

import keras
import numpy as np

from core.learning.data.pack import INTENTS, SENSITIVE
from core.learning.intent import mobilenet
from core.models.tflite.metadata import TfliteMetadata

INPUT_NAME = "normalized_input_image_tensor"
OUTPUTS = {"shopping_intent": INTENTS, "sensitive": SENSITIVE}
MEAN = STD = (127.5, 127.5, 127.5)
HIDDEN = 1000  # one unit for each ImageNet class, see start_from_imagenet
# A unit answers where its class's logit is this far above the mean of all classes (the best of 1,000 is about 8 above).
UNIT_THRESHOLD, UNIT_SCALE, VOTE = 4.0, 0.5, 0.7
DROPOUT = 0.3


def build_head() -> keras.Model:
    """Build the dense layers alone.

    Returns
    -------
    keras.Model
        From pooled features (N, 1280) to a dict of logits `shopping_intent` (N, 4) and `sensitive` (N, 2).
    """
    pooled = keras.layers.Input((mobilenet.FEATURES,), name="pooled_features")
    return keras.Model(pooled, _logits(pooled))


def start_from_imagenet(
    head: keras.Model, classes: tuple[np.ndarray, np.ndarray], meanings: tuple[np.ndarray, np.ndarray]
) -> None:
    """Fill a head so that it begins as the public ImageNet classifier, each class voting for its intent.

    Parameters
    ----------
    head : keras.Model
        From `build_head`; filled in place.
    classes : (kernel, bias)
        Of the ImageNet classifier, (1280, 1000) and (1000,).
    meanings : (intents, sensitive)
        Float (1000, 4) and (1000,), from `core.learning.data.pack.read_imagenet_map`.
    """
    (kernel, bias), (intents, sensitive) = classes, meanings
    centered = kernel - kernel.mean(axis=1, keepdims=True)
    level = bias - bias.mean() - UNIT_THRESHOLD
    head.get_layer("hidden").set_weights([UNIT_SCALE * centered, UNIT_SCALE * level])
    head.get_layer("shopping_intent_logits").set_weights([VOTE * intents, np.zeros(len(INTENTS))])
    votes = VOTE * np.stack([-sensitive, sensitive], axis=1)
    head.get_layer("sensitive_logits").set_weights([votes, np.array([1.0, -1.0])])


def build_tail(first_block: int = mobilenet.CUT + 1) -> keras.Model:
    """Build the part that is trained: from a cached map to the logits of both heads.

    Parameters
    ----------
    first_block : int
        Where the input enters, see `core.learning.intent.mobilenet.build`.

    Returns
    -------
    keras.Model
        Output as of `build_head`.
    """
    trunk = mobilenet.build(first_block)
    return keras.Model(trunk.input, _logits(keras.layers.GlobalAveragePooling2D(name="pooled")(trunk.output)))


def _logits(pooled: keras.KerasTensor) -> dict[str, keras.KerasTensor]:
    layers = keras.layers
    x = layers.Dense(HIDDEN, activation="relu", name="hidden")(layers.Dropout(DROPOUT)(pooled))
    x = layers.Dropout(DROPOUT)(x)
    return {name: layers.Dense(len(labels), name=f"{name}_logits")(x) for name, labels in OUTPUTS.items()}


def copy_dense(source: keras.Model, target: keras.Model) -> None:
    """Copy the dense layers of one model into the layers of the same names of another.

    Parameters
    ----------
    source, target : keras.Model
        From `build_head` or `build_tail`.
    """
    for layer in source.layers:
        if isinstance(layer, keras.layers.Dense):
            target.get_layer(layer.name).set_weights(layer.get_weights())


def assemble(convolutions: list, tail: keras.Model, temperatures: dict[str, float], shift: float = 0.0) -> keras.Model:
    """Join the frozen and the trained part into the network that is shipped.

    Weights are rounded to float16, as the exported file stores them, so that both give the same scores.

    Parameters
    ----------
    convolutions : list of (kernel, bias)
        From `core.learning.intent.mobilenet.read_convolutions`, without the ImageNet classifier.
    tail : keras.Model
        Trained, from `build_tail`.
    temperatures : dict of float
        The logits of each output are divided by these.
    shift : float
        Added to the logit of restricted goods before that.

    Returns
    -------
    keras.Model
        Input `normalized_input_image_tensor` (N, 224, 224, 3), normalized; a dict of probabilities.
    """
    whole = build_tail(1)
    mobilenet.load_weights(whole, convolutions)
    for layer in tail.layers:
        weights = layer.get_weights()
        if layer.name == "sensitive_logits":
            weights[1] = weights[1] + np.array([0.0, shift])
        if layer.name.removesuffix("_logits") in OUTPUTS:
            weights = [w / temperatures[layer.name.removesuffix("_logits")] for w in weights]
        if weights:
            whole.get_layer(layer.name).set_weights(weights)
    for layer in whole.layers:
        layer.set_weights([w.astype(np.float16).astype(np.float32) for w in layer.get_weights()])
    picture = keras.layers.Input((mobilenet.SIDE, mobilenet.SIDE, 3), name=INPUT_NAME)
    logits = whole(picture)
    return keras.Model(picture, {name: keras.layers.Softmax(name=name)(logits[name]) for name in OUTPUTS})


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
