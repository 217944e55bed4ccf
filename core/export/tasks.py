"""What a process of its own does for this room: writes a model in other formats and measures them side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import MerchlensError, Misuse, SetupError
from core.export.calibrated import to_int8
from core.export.keras_model import KerasIntent, beside
from core.export.request import Picture, Request
from core.export.tags import export_tags
from core.export.weights import read_float, to_dynamic, to_half
from core.images.decode import read_picture
from core.models import store
from core.models.tflite.metadata import TfliteMetadata, read_metadata, write_metadata
from core.models.tflite.objects import pack_model
from core.nouns.export import FORMATS, Export, Variant
from core.nouns.intent import INTENT_LABELS, Intent
from core.nouns.paired import paired_difference
from core.nouns.proportion import share_of
from core.settings import Settings
from core.vision.intent.classifier import IntentModel
from core.vision.intent.contract import read_contract, squash, to_input

Progress = Callable[[str, float], None]
Model = IntentModel | KerasIntent
Pixels = list[tuple[Picture, np.ndarray]]  # each ndarray of uint8, shape (224, 224, 3)
READING, WRITING = 0.4, 0.3  # shares of the progress bar; the rest is measuring


def export(settings: Settings, request: Request, folder: str, *, progress: Progress) -> dict[str, Any]:
    """Write the formats into a folder and measure them on pictures that int8 was not calibrated on.

    Where the Keras model of transfer learning lies beside the .tflite, formats are made from it and compared with it.

    Parameters
    ----------
    settings : Settings
        Limits of bytes and pixels.
    request : Request
        Model, formats, pictures.
    folder : str
        Where the files go; it exists.
    progress : callable
        Called with a sentence and the share of the work that is done.

    Returns
    -------
    dict
        `core.nouns.export.Export.to_dict`.

    Raises
    ------
    ModelMissing, WrongContract, PackageMissing
        A model that is missing, altered, quantized already or of another contract.
    Misuse
        Too few readable pictures.
    SetupError
        A folder that cannot be written.
    """
    if request.role == "tags":
        return export_tags(settings, request, Path(folder), read=lambda: _read(settings, request, progress),
                           progress=progress)
    entry = store.entry(settings.models_dir, "intent", request.model)
    contract = read_contract(entry.path)
    keras = beside(entry.path)
    original = KerasIntent(keras, contract) if keras else IntentModel(entry)
    models: dict[str, Model | str] = {"original": original}
    calibration, measured, left_out = _read(settings, request, progress)
    inputs = [to_input(image, contract.mean, contract.std) for _, image in calibration]
    source = _float_file(original, Path(folder))
    for number, name in enumerate(request.formats):
        progress(f"Writing {name}", READING + WRITING * number / len(request.formats))
        path = Path(folder) / f"{entry.path.stem}.{name}.tflite"
        models[name] = _written((source, read_metadata(entry.path) or TfliteMetadata()), name, inputs, path)
    if source != entry.path:
        source.unlink()
    rows = _measured(models, measured, progress)
    return Export(entry.name, request.dataset_id, len(calibration), len(measured), rows["original"],
                  tuple(rows[name] for name in FORMATS if name in rows), tuple(left_out)).to_dict()


def _read(settings: Settings, request: Request, progress: Progress) -> tuple[Pixels, Pixels, list[tuple[str, str]]]:
    """The pixels to calibrate and to measure on, and what could not be read."""
    wanted = [*request.calibration, *request.measured]
    found: list[np.ndarray | None] = []
    left_out: list[tuple[str, str]] = []
    for number, picture in enumerate(wanted):
        progress("Reading photos", READING * number / len(wanted))
        try:
            found.append(squash(read_picture(Path(picture.path), picture.path, settings,
                                             picture_id=picture.picture_id).image))
        except MerchlensError as error:
            found.append(None)
            left_out.append((picture.path, error.message))
    pairs = [(picture, image) if image is not None else None for picture, image in zip(wanted, found, strict=True)]
    edge = len(request.calibration)
    calibration, measured = ([pair for pair in part if pair] for part in (pairs[:edge], pairs[edge:]))
    if not calibration or not measured:
        why = f" The first that could not be read: {left_out[0][0]}: {left_out[0][1]}" if left_out else ""
        raise Misuse(f"An export needs at least 2 readable photos, to calibrate and to measure.{why}",
                     "Choose a dataset whose files are still there.")
    return calibration, measured, left_out


def _float_file(original: Model, folder: Path) -> Path:
    """The float .tflite that the formats are made from: the original, or what a Keras model becomes."""
    if isinstance(original, IntentModel):
        return original.path
    path = folder / "keras.part"
    try:
        original.write_float(path)
    except OSError as error:
        raise _no_room(path.name, error) from None
    return path


def _written(source: tuple[Path, TfliteMetadata], name: str, inputs: Sequence[np.ndarray],
             path: Path) -> IntentModel | str:
    """A format's file, opened and run once, which checks its contract; or why it cannot be made."""
    model = read_float(source[0])
    if name == "f16":
        to_half(model)
    if name == "dynamic":
        to_dynamic(model)
    part = path.with_suffix(".part")
    try:
        data = pack_model(model)
        if name == "int8":
            data = to_int8(data, inputs)
        part.write_bytes(data)
        write_metadata(part, source[1])
        part.replace(path)
        return IntentModel(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _no_room(path.name, error) from None
    except MerchlensError as error:
        path.unlink(missing_ok=True)
        return str(error)


def _no_room(name: str, error: OSError) -> SetupError:
    return SetupError(f"{name} could not be written: {error.strerror or error}.",
                      "Make room on the disk of the data folder.")


def _measured(models: dict[str, Model | str], pixels: Pixels, progress: Progress) -> dict[str, Variant]:
    """The figures of each model; each picture goes to all in turn, so that a busy moment hits all of them."""
    ready = {name: model for name, model in models.items() if not isinstance(model, str)}
    answers: dict[str, list[Intent]] = {name: [] for name in ready}
    seconds: dict[str, list[float]] = {name: [] for name in ready}
    for number, (_, image) in enumerate(pixels):
        progress("Measuring", READING + WRITING + (1 - READING - WRITING) * number / len(pixels))
        for name, model in ready.items():
            start = time.perf_counter()
            answers[name].append(model.classify(image))
            seconds[name].append(time.perf_counter() - start)
    labels = [picture.label for picture, _ in pixels]
    rows = {name: _row(name, model, answers, seconds=seconds[name], labels=labels) for name, model in ready.items()}
    return rows | {name: Variant(name, "", "", 0, 0.0, share_of(0, 0), 0.0, failed=model)
                   for name, model in models.items() if isinstance(model, str)}


def _row(name: str, model: Model, answers: dict[str, list[Intent]], *, seconds: list[float],
         labels: list[str]) -> Variant:
    mine, theirs = answers[name], answers["original"]
    same = sum(one.shopping.top == other.shopping.top for one, other in zip(mine, theirs, strict=True))
    gaps = [np.abs(_scores(one) - _scores(other)).max() for one, other in zip(mine, theirs, strict=True)]
    right, was = ([item.shopping.top == label for label, item in zip(labels, items, strict=True)
                   if label in INTENT_LABELS] for items in (mine, theirs))
    return Variant(
        name, model.path.name, store.sha256_of(model.path), model.path.stat().st_size,
        round(1000 * float(np.median(seconds)), 2), share_of(same, len(mine)), round(float(max(gaps)), 4),
        share_of(sum(right), len(right)) if right else None, paired_difference(was, right) if right else None)


def _scores(intent: Intent) -> np.ndarray:
    """All scores of an answer, shape (5,)."""
    return np.append(np.asarray(intent.shopping.scores), intent.sensitive_score)
