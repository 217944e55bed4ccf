"""A Keras classifier as .tflite. Loads Keras and TensorFlow when called."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras


def to_tflite(model: keras.Model, *, half: bool = True) -> bytes:
    """Convert a classifier to TFLite with a fixed batch of 1 and a signature that keeps its names.

    Parameters
    ----------
    model : keras.Model
        One image input; a dict of named outputs.
    half : bool
        Store weights as float16 (computation stays float32).

    Returns
    -------
    bytes
        The .tflite file, without metadata.
    """
    import keras
    import tensorflow as tf

    signature = [tf.TensorSpec([1, *model.inputs[0].shape[1:]], tf.float32, name=model.inputs[0].name)]
    with tempfile.TemporaryDirectory() as folder:
        archive = keras.export.ExportArchive()
        archive.track(model)
        archive.add_endpoint("serving_default", lambda x: model(x, training=False), signature)
        archive.write_out(folder, verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder, signature_keys=["serving_default"])
        if half:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.target_spec.supported_types = [tf.float16]
        return converter.convert()
