"""Writes a trained model into the folder of models: the file, its metadata, and its entry in the manifest."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras

from core.models.tflite.metadata import TfliteMetadata, write_metadata

SCHEMA = 1
MANIFEST = "manifest.json"


def register(models_dir: str | Path, role: str, name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Add or replace a model in ``manifest.json`` and make it the current one of its role.

    The manifest is read, changed and replaced under an exclusive lock, so that two trainings that end at once
    keep each other's entry.

    Parameters
    ----------
    models_dir : str or Path
        Folder of the manifest and of the model's file.
    role : str
        "intent" or "persons".
    name : str
        Versioned name, the key of the entry.
    entry : mapping
        At least ``file``; ``role``, ``sha256`` and ``bytes`` are filled in here.

    Returns
    -------
    dict
        The entry as written.
    """
    import fcntl

    folder = Path(models_dir)
    weights = (folder / entry["file"]).read_bytes()
    digest = hashlib.sha256(weights).hexdigest()
    complete = {"role": role, "file": entry["file"], "sha256": digest, "bytes": len(weights)}
    complete |= {key: value for key, value in entry.items() if key not in complete}
    place = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    lock_path = Path(tempfile.gettempdir()) / f"merchlens-manifest-{place}.lock"
    with lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = folder / MANIFEST
        manifest = json.loads(path.read_text()) if path.exists() else {"schema": SCHEMA, "current": {}, "models": {}}
        manifest["models"][name] = complete
        manifest["current"][role] = name
        write_json(path, manifest)
    return complete


def write_json(path: Path, value: Any) -> None:
    """Write JSON so that a reader sees the old file or the new one, never half of it.

    Parameters
    ----------
    path : Path
        Target.
    value : JSON value
        What to write.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)


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


def save_classifier(model: keras.Model, path: Path, metadata: TfliteMetadata) -> None:
    """Convert a classifier, write its metadata, and put it in place in one step.

    Parameters
    ----------
    model : keras.Model
        As for :func:`to_tflite`.
    path : Path
        Target .tflite file.
    metadata : TfliteMetadata
        Names, normalization and labels.
    """
    temporary = path.with_suffix(".part")
    temporary.write_bytes(to_tflite(model))
    write_metadata(temporary, metadata)
    os.replace(temporary, path)
