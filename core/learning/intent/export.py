"""Converts a trained classifier to a .tflite with its metadata; `core.models.versions` registers it."""

from __future__ import annotations

import os
from pathlib import Path

import keras

from core.models.tflite.from_keras import to_tflite
from core.models.tflite.metadata import TfliteMetadata, write_metadata


def save_classifier(model: keras.Model, path: Path, metadata: TfliteMetadata) -> None:
    """Convert a classifier, write its metadata, and put it in place in one step.

    Parameters
    ----------
    model : keras.Model
        As for `to_tflite`.
    path : Path
        Target .tflite file.
    metadata : TfliteMetadata
        Names, normalization and labels.
    """
    temporary = path.with_suffix(".part")
    temporary.write_bytes(to_tflite(model))
    write_metadata(temporary, metadata)
    os.replace(temporary, path)
