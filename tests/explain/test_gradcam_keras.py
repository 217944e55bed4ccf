"""Grad-CAM of a .tflite against Keras' own GradientTape on the network that it was converted from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from core.explain.contract import LABELS
from core.explain.differentiable import DifferentiableModel
from core.explain.gradcam import GradCam
from core.models.tflite.metadata import TfliteMetadata, write_metadata
from core.vision.intent.contract import to_input

MEAN, STD = (127.5,), (127.5,)
pytestmark = pytest.mark.slow


def trunk(activation: str) -> Any:
    """Five convolutions down to a map of 7 x 7 places."""
    import keras

    x = picture = keras.layers.Input((224, 224, 3), batch_size=1, name="normalized_input_image_tensor")
    for number, channels in enumerate((8, 12, 16, 24, 32)):
        bend = activation if number == 4 else "relu6"
        x = keras.layers.Conv2D(channels, 3, strides=2, padding="same", activation=bend)(x)
    return keras.Model(picture, x)


def pooled_and_dense() -> Any:
    """The bundled model's kind of tail, up to the logits of both heads."""
    import keras

    layers = keras.layers
    features = layers.Input((7, 7, 32), batch_size=1)
    mean = layers.GlobalAveragePooling2D()(features)
    last = layers.Concatenate()([mean, layers.Dense(20, activation="relu")(mean)])
    return keras.Model(features, [layers.Dense(4)(last), layers.Dense(2)(mean)])


def hard_swish_tail() -> Any:
    """The kind of tail of a MobileNetV3, up to the logits of both heads."""
    import keras

    layers = keras.layers
    features = layers.Input((7, 7, 32), batch_size=1)
    mean = layers.GlobalAveragePooling2D(keepdims=True)(features)
    last = layers.Flatten()(layers.Conv2D(40, 1, activation="hard_swish")(mean))
    return keras.Model(features, [layers.Dense(4)(last), layers.Dense(2)(last)])


TAILS = {"bundled": ("relu6", pooled_and_dense), "foreign": ("hard_swish", hard_swish_tail)}


def converted(body: Any, tail: Any, path: Path, *, half: bool) -> Path:
    """Both parts with softmax behind, as a .tflite; f16 weights when `half`."""
    import keras
    import tensorflow as tf

    intent, sensitive = tail(body.output)
    named = {"shopping_intent": keras.layers.Softmax()(intent), "sensitive": keras.layers.Softmax()(sensitive)}
    converter = tf.lite.TFLiteConverter.from_keras_model(keras.Model(body.inputs, named))
    if half:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
    path.write_bytes(converter.convert())
    write_metadata(path, TfliteMetadata(mean=MEAN, std=STD))
    return path


@pytest.mark.parametrize("half", [False, True], ids=["f32", "f16"])
@pytest.mark.parametrize("kind", TAILS)
def test_gradient_and_map_equal_those_of_gradient_tape(kind: str, half: bool, tmp_path: Path, photos: dict) -> None:
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(7)
    activation, build = TAILS[kind]
    body, tail = trunk(activation), build()
    for part in (body, tail):  # f16 rounds the weights; rounded first, both networks are the same one
        part.set_weights([weight.astype(np.float16).astype(np.float32) for weight in part.get_weights()])
    path = converted(body, tail, tmp_path / "model.tflite", half=half)
    model, explainer = DifferentiableModel(path), GradCam(path)
    image = cv2.cvtColor(cv2.imread(str(photos["bus"])), cv2.COLOR_BGR2RGB)
    features = body(tf.constant(to_input(image, np.float32(MEAN), np.float32(STD))))
    for label in LABELS:
        head, row = (1, 1) if label == "sensitive" else (0, LABELS.index(label))
        with tf.GradientTape() as tape:
            tape.watch(features)
            logits = tail(features)[head]
            logit = logits[0, row]
        gradient = tape.gradient(logit, features)[0].numpy()
        at_map, saliency = model.differentiate(image, label), explainer.explain(image, label)
        assert np.abs(gradient).max() > 1e-4, "a gradient of zero would prove nothing"
        np.testing.assert_allclose(at_map.gradient, gradient, rtol=0, atol=1e-7)
        np.testing.assert_allclose(at_map.features, features[0].numpy(), rtol=0, atol=1e-5)
        assert at_map.score == pytest.approx(float(tf.nn.softmax(logits)[0, row]), abs=1e-5)
        coarse = np.maximum((features[0].numpy() * gradient.mean(axis=(0, 1))).sum(axis=2), 0)
        coarse = coarse / coarse.max() if coarse.max() > 0 else coarse
        wide = cv2.resize(coarse, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
        np.testing.assert_allclose(saliency.map, wide, rtol=0, atol=1e-4)
