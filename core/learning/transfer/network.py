"""The network: a public backbone from keras.applications, average pooling, and the contract's two outputs.

The contract's input is a picture in [-1, 1]; each backbone was trained on its own range [1]_, which one layer restores.

References
----------
.. [1] keras.applications, functions `preprocess_input` of Keras 3.15.
"""

from __future__ import annotations

import re
from pathlib import Path

import keras
import numpy as np

from core.errors import MerchlensError, ModelMissing, WrongContract
from core.learning.intent.classifier import INPUT_NAME, OUTPUTS
from core.learning.transfer.order import RANDOM, Order
from core.vision.intent.contract import SIDE

DROPOUT = 0.3
STEP, FINE_STEP = 1e-3, 1e-5  # learning rates of Adam with the backbone as it is, and with all of it
SENSITIVE_WEIGHT = 0.5  # of the loss of what the teacher says
HALF = 127.5  # [-1, 1] and 0..255
CAFFE_MEAN = (103.939, 116.779, 123.68)  # blue, green, red [1]
BUILDERS = {"mobilenet_v2": "MobileNetV2", "mobilenet_v3_small": "MobileNetV3Small",
            "efficientnet_b0": "EfficientNetB0", "efficientnet_v2_b0": "EfficientNetV2B0", "resnet50": "ResNet50"}


def build(order: Order) -> keras.Model:
    """The untrained network.

    Returns
    -------
    keras.Model
        From pictures (N, 224, 224, 3) in [-1, 1] to a dict of probabilities; the backbone is its layer "backbone".

    Raises
    ------
    ModelMissing
        When the backbone's weights cannot be had; names the file.
    WrongContract
        When a weight file is not of this backbone.
    """
    trunk = _trunk(order)
    trunk.name = "backbone"
    picture = keras.layers.Input((SIDE, SIDE, 3), name=INPUT_NAME)
    pooled = keras.layers.GlobalAveragePooling2D(name="pooled")(trunk(_own_range(order.backbone, picture),
                                                                      training=False))
    dropped = keras.layers.Dropout(DROPOUT, seed=order.seed, name="dropped")(pooled)
    return keras.Model(picture, {name: keras.layers.Dense(len(labels), activation="softmax", name=name)(dropped)
                                 for name, labels in OUTPUTS.items()})


def compile_for(model: keras.Model, *, fine: bool) -> None:
    """Choose what is trained: the outputs alone, or the backbone too (batch norm keeps its statistics)."""
    model.get_layer("backbone").trainable = fine
    model.compile(keras.optimizers.Adam(FINE_STEP if fine else STEP),
                  loss=dict.fromkeys(OUTPUTS, "categorical_crossentropy"),
                  loss_weights={"shopping_intent": 1.0, "sensitive": SENSITIVE_WEIGHT},
                  weighted_metrics={"shopping_intent": ["accuracy"], "sensitive": []})


def seed_epoch(model: keras.Model, order: Order, epoch: int) -> None:
    """Begin an epoch with the chance that belongs to it; a saved model does not hold that of its dropout."""
    keras.utils.set_random_seed(order.seed + epoch)
    model.get_layer("dropped").seed_generator.state.assign(np.array([order.seed, epoch], np.uint32))


def _own_range(backbone: str, picture: keras.KerasTensor) -> keras.KerasTensor:
    if backbone == "mobilenet_v2":
        return picture
    if backbone != "resnet50":
        return keras.layers.Rescaling(HALF, offset=HALF)(picture)
    swap = HALF * np.eye(3, dtype=np.float32)[::-1]  # red, green, blue -> blue, green, red
    layer = keras.layers.Conv2D(3, 1, name="blue_green_red", trainable=False)
    swapped = layer(picture)
    layer.set_weights([swap.reshape(1, 1, 3, 3), np.float32([HALF - mean for mean in CAFFE_MEAN])])
    return swapped


def _trunk(order: Order) -> keras.Model:
    builder = getattr(keras.applications, BUILDERS[order.backbone])
    shape = {"input_shape": (SIDE, SIDE, 3), "include_top": False}
    if order.weights == RANDOM:
        return builder(weights=None, **shape)
    if order.weights:
        return _from_file(builder(weights=None, **shape), Path(order.weights).expanduser())
    try:
        return builder(weights="imagenet", **shape)
    except MerchlensError:
        raise
    except Exception as error:  # noqa: BLE001 - Keras raises bare exceptions for a download that fails
        address = re.search(r"https?://\S+?\.(?:h5|keras)", str(error))
        file = f"{address[0]}" if address else f"the ImageNet weights of {BUILDERS[order.backbone]} without classifier"
        raise ModelMissing(f"The weights of {order.backbone} could not be downloaded.",
                           f"Get the file {file} on a machine that can, and name it: --weights PATH.") from None


def _from_file(trunk: keras.Model, path: Path) -> keras.Model:
    if not path.is_file():
        raise ModelMissing(f"There is no weight file {path}.", "Check the path after --weights.")
    try:
        trunk.load_weights(path)
    except Exception as error:  # noqa: BLE001 - h5py and Keras raise many kinds for a file that does not fit
        raise WrongContract(f"{path.name} does not hold the weights of {trunk.name} without its classifier: "
                            f"{str(error).splitlines()[0][:120]}", "Use the file that ends in no_top.h5.") from None
    return trunk
