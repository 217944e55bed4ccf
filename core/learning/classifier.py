"""The shopping-intent network: backbone, average pooling, one hidden layer, two softmax heads.

The tail behind the last feature map is only pooling and dense layers, so that a class-activation map can be
computed exactly, in closed form, from the exported file.
"""

from __future__ import annotations

import keras

from core.learning import mobilenet
from core.learning.datasets import INTENTS, SENSITIVE
from core.vision.tflite_metadata import TfliteMetadata

INPUT_NAME = "normalized_input_image_tensor"
HIDDEN = 256
OUTPUTS = {"shopping_intent": INTENTS, "sensitive": SENSITIVE}
MEAN = STD = (127.5, 127.5, 127.5)


def build_tail(first_block: int = mobilenet.CUT + 1, *, dropout: float = 0.2) -> keras.Model:
    """Build the part that is trained: from a cached map to the logits of both heads.

    Parameters
    ----------
    first_block : int
        Where the input enters, see :func:`core.learning.mobilenet.build`.
    dropout : float
        Share of pooled features and of hidden units dropped while training.

    Returns
    -------
    keras.Model
        Output: dict of logits ``shopping_intent`` (N, 4) and ``sensitive`` (N, 2).
    """
    trunk = mobilenet.build(first_block)
    layers = keras.layers
    x = layers.GlobalAveragePooling2D(name="pooled")(trunk.output)
    x = layers.Dropout(dropout)(x)
    x = layers.Dense(HIDDEN, activation="relu", name="hidden")(x)
    x = layers.Dropout(dropout)(x)
    logits = {name: layers.Dense(len(labels), name=f"{name}_logits")(x) for name, labels in OUTPUTS.items()}
    return keras.Model(trunk.input, logits)


def build_classifier() -> keras.Model:
    """Build the whole network, from the normalised picture to both probabilities, with the contract's names.

    Returns
    -------
    keras.Model
        Input ``normalized_input_image_tensor`` (1, 224, 224, 3); a dict of probabilities.
    """
    tail = build_tail(1)
    picture = keras.layers.Input((mobilenet.SIDE, mobilenet.SIDE, 3), name=INPUT_NAME)
    logits = tail(picture)
    scores = {name: keras.layers.Softmax(name=name)(logits[name]) for name in OUTPUTS}
    return keras.Model(picture, scores)


def metadata(version: str, description: str) -> TfliteMetadata:
    """Describe the exported file.

    Parameters
    ----------
    version, description : str
        For people.

    Returns
    -------
    TfliteMetadata
        Names, labels and normalisation of the contract.
    """
    return TfliteMetadata(
        name="Merchlens shopping intent",
        description=description,
        version=version,
        author="Merchlens",
        licence="AGPL-3.0",
        mean=MEAN,
        std=STD,
        labels=OUTPUTS,
        input_names=(INPUT_NAME,),
        output_names=tuple(OUTPUTS),
    )
