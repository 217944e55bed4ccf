"""Which model files there are, and whether they are the ones that were meant: the way to `manifest.json`.

Imports no model runtime, so that any door may list models. Size and SHA-256 are compared before a file is
used.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from core.errors import ModelMissing, SetupError
from core.models.manifest import RESTORE, Entry, Manifest, WeightFile
from core.nouns.intent import RULE_THRESHOLD

__all__ = [
    "BARE_THRESHOLDS",
    "Entry",
    "Manifest",
    "WeightFile",
    "bare",
    "check",
    "describe",
    "entry",
    "listing",
    "sha256_of",
]

# Thresholds of a model that comes as a bare file, without an entry. Intent: the browser's own rule [1];
# persons: what ultralytics predicts with unless told otherwise [2]. A registered model has measured ones.
# [1] Chromium, visual_search_classification_and_eligibility.cc, and its default eligibility rules.
# [2] ultralytics 8.4, cfg/default.yaml: conf (of predict) and iou.
BARE_THRESHOLDS: dict[str, dict[str, float]] = {
    "intent": {"shoppable": RULE_THRESHOLD, "sensitive": RULE_THRESHOLD},
    "persons": {"score": 0.25, "iou": 0.7},
}
BARE_SUFFIXES = {"intent": ".tflite", "persons": ".xml"}


def entry(models_dir: str | Path, role: str, name_or_path: str = "") -> Entry:
    """The model to use for a role; its files are on disk and are the right ones.

    Parameters
    ----------
    models_dir : str or Path
        Folder with `manifest.json`.
    role : str
        "intent", "persons", ...
    name_or_path : str
        Name in the manifest; or path of a bare model (.tflite for intent, OpenVINO .xml for persons) or of a
        folder with its own manifest. Empty for the current model of the role.

    Returns
    -------
    Entry

    Raises
    ------
    ModelMissing
        No such model, or its size or checksum differs.
    SetupError
        The manifest is broken, or the named model has another role.
    """
    path = Path(name_or_path).expanduser()
    if name_or_path and path.is_file():
        return bare(path, role)
    if name_or_path and (path / "manifest.json").is_file():
        found = _current(Manifest.read(path), role)
    else:
        found = _named(Manifest.read(models_dir), role, name_or_path)
    check(found)
    return found


def bare(path: Path, role: str) -> Entry:
    """An entry for a file that no manifest knows, with the thresholds that such models have elsewhere.

    Raises
    ------
    ModelMissing
        When the file is not of the kind that this role runs.
    """
    wanted = BARE_SUFFIXES.get(role)
    if path.suffix.lower() != wanted:
        raise ModelMissing(
            f"A model for {role} is a {wanted} file, but {path.name} was given.",
            "Give such a file, or a name that “python -m core models” lists.",
        )
    files = [path, path.with_suffix(".bin")] if wanted == ".xml" else [path]
    for item in files:
        if not item.is_file():
            raise ModelMissing(
                f"{path.name} needs {item.name} beside it, which is not there.", "Put both into one folder."
            )
    measured = tuple(WeightFile(item, sha256_of(item), item.stat().st_size) for item in files)
    name = f"{path.stem}@{measured[0].sha256[:12]}"
    return Entry(
        name, role, measured, f"file {path.name}", "not stated", thresholds=BARE_THRESHOLDS[role]
    )


def check(entry: Entry) -> None:
    """Compare size and SHA-256 of every file of a model with the manifest.

    Raises
    ------
    ModelMissing
        Says what was expected, what was found and what to do.
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
                f"{name} is incomplete or was changed: {item.bytes:,} bytes were expected, "
                f"{size:,} were found.",
                RESTORE,
            )
        found = sha256_of(item.path)
        if found != item.sha256:
            raise ModelMissing(
                f"{name} was changed: SHA-256 {item.sha256} was expected, {found} was found.", RESTORE
            )


def listing(models_dir: str | Path) -> list[dict[str, Any]]:
    """All models of a folder as `describe` has them, with `current` and `state` ("ready", or what is wrong).

    Raises
    ------
    ModelMissing, SetupError
        When there is no manifest, or it is broken.
    """
    manifest = Manifest.read(models_dir)
    rows = []
    for found in manifest.entries.values():
        try:
            check(found)
            state = "ready"
        except ModelMissing as error:
            state = error.message
        rows.append(
            {**describe(found), "current": manifest.current.get(found.role) == found.name, "state": state}
        )
    return rows


def describe(entry: Entry) -> dict[str, Any]:
    """What people may want to know of a model, for JSON: version, origin, license, checksum, metrics, ..."""
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
    }


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _named(manifest: Manifest, role: str, name: str) -> Entry:
    if not name:
        return _current(manifest, role)
    found = manifest.entries.get(name)
    if found is None:
        known = ", ".join(item.name for item in manifest.entries.values() if item.role == role) or "none"
        raise ModelMissing(
            f"There is no model and no file called {name} for the role {role}.",
            f"{manifest.path} has {known}; or give the path of a file.",
        )
    if found.role != role:
        raise SetupError(
            f"{name} is a model for {found.role}, but one for {role} was asked for.",
            f"Name a model of the role {role}.",
        )
    return found


def _current(manifest: Manifest, role: str) -> Entry:
    if role not in manifest.current:
        raise ModelMissing(
            f"{manifest.path} names no current model for the role {role}.",
            f"Set current.{role} to the name of a model there.",
        )
    return manifest.entries[manifest.current[role]]
