"""The model to use for a role: its entry in `manifest.json`, its files verified by size and SHA-256 before use.

Imports no model runtime, so that any door may use it.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import ModelMissing, SetupError
from core.models.manifest import FILE_NAME, RESTORE, Entry, Manifest, WeightFile
from core.nouns.intent import RULE_THRESHOLD

if TYPE_CHECKING:  # what opens models without a site does without its settings
    from core.settings import Settings

__all__ = [
    "BARE_THRESHOLDS",
    "Entry",
    "Manifest",
    "WeightFile",
    "bare",
    "check",
    "current_name",
    "describe",
    "entry",
    "in_use",
    "sha256_of",
]

log = logging.getLogger(__name__)

# Thresholds of a bare file, which has no entry. Intent: the browser's own rule [1]; persons and products: the
# defaults of ultralytics [2]. A registered model has its own.
# [1] Chromium, visual_search_classification_and_eligibility.cc, and its default eligibility rules.
# [2] ultralytics 8.4, cfg/default.yaml: conf (of predict) and iou.
BARE_THRESHOLDS: dict[str, dict[str, float]] = {
    "intent": {"shoppable": RULE_THRESHOLD, "sensitive": RULE_THRESHOLD},
    "persons": {"score": 0.25, "iou": 0.7},
    "products": {"score": 0.25, "iou": 0.7},
}
BARE_SUFFIXES = {"intent": (".tflite",), "persons": (".xml",), "products": (".xml", ".onnx")}
CONVERTED = {"persons": (".pt",), "products": (".pt",)}  # before they come here: `core.models.external`


def entry(models_dir: str | Path, role: str, name_or_path: str = "") -> Entry:
    """The model to use for a role, with verified files.

    Parameters
    ----------
    models_dir : str or Path
        Folder with `manifest.json`.
    role : str
        "intent", "persons", ...
    name_or_path : str
        Name in the manifest; or path of a bare model (.tflite for intent, OpenVINO .xml for persons and products, .onnx
        for products) or of a folder with its own manifest. Empty for the current model of the role.

    Returns
    -------
    Entry

    Raises
    ------
    ModelMissing
        When there is no such model, or the size or checksum of a file differs.
    SetupError
        When the manifest is broken, or the named model has another role.
    """
    path = Path(name_or_path).expanduser()
    if name_or_path and path.is_file():
        return bare(path, role)
    if name_or_path and (path / "manifest.json").is_file():
        model = _current(Manifest.read(path), role)
    else:
        model = _named(Manifest.read(models_dir), role, name_or_path)
    check(model)
    return model


def in_use(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Role and name (or path) of the models that a site analyzes by at this moment: those that its operator named, else
    the current ones. Costs a look at the manifest's time, so it may be asked for every picture.

    A manifest that has become unreadable changes nothing: the models that were current stay in use.

    Raises
    ------
    ModelMissing, SetupError
        When there is no manifest, or it is broken, at the first call.
    """
    current = _kept_manifest(settings.models_dir).current
    named = {"faces": "", "persons": settings.persons_model, "intent": settings.intent_model}
    return tuple((role, name or current.get(role, "")) for role, name in named.items())


def current_name(models_dir: Path, role: str) -> str:
    """Name of the current model of a role at this moment, "" for none; costs and raises as `in_use`."""
    return _kept_manifest(models_dir).current.get(role, "")


def bare(path: Path, role: str) -> Entry:
    """An entry for a file without a manifest, with `BARE_THRESHOLDS`.

    Parameters
    ----------
    path : Path
        A .tflite for intent, an OpenVINO .xml for persons and products, an .onnx for products.
    role : str

    Raises
    ------
    ModelMissing
        When the role cannot use such a file, or its companion is missing.
    """
    suffix, suffixes = path.suffix.lower(), BARE_SUFFIXES.get(role, ())
    if suffix not in suffixes:
        *others, last = (*CONVERTED.get(role, ()), *suffixes) or ("registered",)
        named = f"{', '.join(others)} or {last}" if others else last
        raise ModelMissing(
            f"A model for {role} must be a {named} file, not {path.name}.",
            "Give such a file, or a name from “python -m core models”.",
        )
    files = [path, path.with_suffix(".bin")] if suffix == ".xml" else [path]
    for item in files:
        if not item.is_file():
            raise ModelMissing(
                f"{path.name} needs {item.name} beside it, which is missing.", "Put both files into one folder."
            )
    weights = tuple(WeightFile(item, sha256_of(item), item.stat().st_size) for item in files)
    name = f"{path.stem}@{weights[0].sha256[:12]}"
    return Entry(
        name, role, weights, f"file {path.name}", "not stated", thresholds=BARE_THRESHOLDS[role]
    )


def check(entry: Entry) -> None:
    """Compare size and SHA-256 of every file of a model with its entry.

    Raises
    ------
    ModelMissing
        When a file is missing or differs.
    """
    for item in entry.files:
        name = item.path.name
        if not item.path.is_file():
            raise ModelMissing(
                f"The file {name} of model {entry.name} is not in {item.path.parent}.", RESTORE
            )
        size = item.path.stat().st_size
        if size != item.bytes:
            raise ModelMissing(
                f"{name} is incomplete or was changed: it must have {item.bytes:,} bytes, but has {size:,}.",
                RESTORE,
            )
        digest = sha256_of(item.path)
        if digest != item.sha256:
            raise ModelMissing(
                f"{name} was changed: its SHA-256 must be {item.sha256}, but is {digest}.", RESTORE
            )


def describe(entry: Entry) -> dict[str, Any]:
    """An entry for people and JSON: version, origin, license, checksum, metrics, ..."""
    return {
        "name": entry.name,
        "role": entry.role,
        "version": entry.version,
        "origin": entry.origin,
        "license": entry.license,
        "sha256": entry.sha256,
        "bytes": entry.bytes,
        "files": [item.path.name for item in entry.files],
        "thresholds": dict(entry.thresholds),
        "metrics": dict(entry.metrics),
        "card": entry.card.name if entry.card else "",
        "training": dict(entry.training),
    }


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_Stamp = tuple[int, int, int]
_kept: dict[Path, tuple[list[_Stamp], Manifest]] = {}


def _kept_manifest(models_dir: Path) -> Manifest:
    """The manifest of a folder; read again when its file, or that of its base, has changed."""
    stamps, manifest = _kept.get(models_dir, ([], None))
    now = _stamp(models_dir / FILE_NAME)
    if manifest is None or stamps != [now, *([_stamp(manifest.base.path)] if manifest.base else [])]:
        try:
            manifest = Manifest.read(models_dir)
        except SetupError as error:
            if manifest is None:
                raise
            log.warning("The models in use stay: %s", error)
        _kept[models_dir] = [now, *([_stamp(manifest.base.path)] if manifest.base else [])], manifest
    return manifest


def _stamp(path: Path) -> _Stamp:
    try:
        facts = path.stat()
    except OSError:
        return 0, 0, 0
    return facts.st_mtime_ns, facts.st_ino, facts.st_size


def _named(manifest: Manifest, role: str, name: str) -> Entry:
    if not name:
        return _current(manifest, role)
    model = manifest.entries.get(name)
    if model is None:
        names = ", ".join(item.name for item in manifest.entries.values() if item.role == role) or "none"
        raise ModelMissing(
            f"There is no model or file {name} for the role {role}.",
            f"Known models: {names}; or give the path of a file.",
        )
    if model.role != role:
        raise SetupError(
            f"{name} is a model for {model.role}, not for {role}.",
            f"Name a model of the role {role}.",
        )
    return model


def _current(manifest: Manifest, role: str) -> Entry:
    if role not in manifest.current:
        raise ModelMissing(
            f"{manifest.path} names no current model for the role {role}.",
            "Choose one: python -m core models promote NAME.",
        )
    return manifest.entries[manifest.current[role]]


def key_of(entries: list[Entry]) -> str:
    """A short text that changes with the files, thresholds and label sets of models, and names them."""
    parts = [(entry.name, [file.sha256 for file in entry.files], sorted(entry.thresholds.items()),
              *([entry.label_sets.to_dict()] if entry.label_sets else [])) for entry in entries]
    return " ".join([*(entry.name for entry in entries), hashlib.sha256(repr(parts).encode()).hexdigest()[:16]])[-200:]
