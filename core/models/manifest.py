"""The list of models in a folder, `manifest.json`: read and checked field by field.

    {"schema": 1,
     "current": {"intent": "shopping_intent_2"},              the version in use, for each role
     "former": {"intent": ["shopping_intent_1"]},             versions that were current before, the latest last
     "models": {"shopping_intent_1": {"role": "intent", "file": ..., "sha256": ..., "bytes": ..., ...}, ...}}

A site's own manifest names the folder that it builds on, `"base": "/path/of/models"`: what is said there counts, unless
the own one says otherwise. `store` opens entries, `versions` changes the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import ModelMissing, SetupError
from core.nouns.label_set import LabelSets

SCHEMA = 1
FILE_NAME = "manifest.json"
RESTORE = "Restore it from the release or the repository (git checkout -- models)."
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class WeightFile:
    """A file of a model: its place, checksum and size.

    Attributes
    ----------
    path : Path
    sha256 : str
        64 hex digits.
    bytes : int
        Size.
    """

    path: Path
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Entry:
    """One model in the manifest.

    Attributes
    ----------
    name : str
        Name and version: "persons_1".
    role : str
        "intent", "persons", ...
    files : tuple of WeightFile
        The first one is the file to open.
    origin, license : str
        Where the weights come from; under which terms.
    labels : Any
        As in the file: a list, or lists by output.
    input, thresholds, metrics : mapping
        As in the file; thresholds are numbers in [0, 1].
    card : Path or None
        The model card.
    scores : Path or None
        What it scored on validation pictures (`core.learning.intent.calibrate`).
    label_sets : LabelSets or None
        The rule for sets of labels; None where it was never calibrated.
    training : mapping
        What it learned from, where a site trained it: "dataset" (hash), "parent" (name of the version that it started
        from), "seed", "command", "created", ...
    """

    name: str
    role: str
    files: tuple[WeightFile, ...]
    origin: str
    license: str
    labels: Any = ()
    input: Mapping[str, Any] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    card: Path | None = None
    scores: Path | None = None
    label_sets: LabelSets | None = None
    training: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The file to open."""
        return self.files[0].path

    @property
    def sha256(self) -> str:
        """Checksum of the file to open."""
        return self.files[0].sha256

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(item.bytes for item in self.files)

    @property
    def version(self) -> str:
        """The part of the name after its last "_" or "@": a number, or the start of a checksum."""
        match = re.search(r"[_@]([0-9a-f]+)$", self.name)
        return match.group(1) if match else self.sha256[:12]

    def threshold(self, key: str) -> float:
        """A threshold of this model; raises SetupError when the entry lacks it."""
        if key not in self.thresholds:
            raise SetupError(
                f"The entry of {self.name} in {FILE_NAME} lacks the threshold “{key}”.",
                f"Add thresholds.{key}, a number from 0 to 1, to the entry.",
            )
        return float(self.thresholds[key])


@dataclass(frozen=True)
class Manifest:
    """The list of models in a folder.

    Attributes
    ----------
    path : Path
    current : mapping of str to str
        Role -> name of the model in use.
    entries : mapping of str to Entry
        Name -> entry, in the file's order.
    former : mapping of str to tuple of str
        Role -> names that were current before, the latest last.
    base : Manifest or None
        What it builds on; its entries, current and former versions are among those above.
    """

    path: Path
    current: Mapping[str, str]
    entries: Mapping[str, Entry]
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    base: Manifest | None = None

    @staticmethod
    def read(models_dir: str | Path) -> Manifest:
        """Read and check the manifest of a folder, without its weights.

        Raises
        ------
        ModelMissing
            When there is no manifest.
        SetupError
            When the manifest is broken; names the file and the field.
        """
        path = Path(models_dir) / FILE_NAME
        return Manifest.parse(path, json_object(path))

    @staticmethod
    def parse(path: Path, table: Mapping[str, Any]) -> Manifest:
        """Check the content of a manifest.

        Parameters
        ----------
        path : Path
            The manifest's file; its models lie beside it.
        table : mapping
            Its JSON object.

        Raises
        ------
        SetupError
            When the manifest is broken; names the file and the field.
        """
        schema, models, current = table.get("schema"), table.get("models", {}), table.get("current", {})
        _require(schema == SCHEMA, path, "schema", f"must be {SCHEMA}, but it is {schema!r}")
        _require(isinstance(models, dict), path, "models", "must be an object of name to entry")
        _require(isinstance(current, dict), path, "current", "must be an object of role to name")
        base = _base(path, table.get("base"))
        own = {name: _entry(path, name, values) for name, values in models.items()}
        entries = {**(base.entries if base else {}), **own}
        for role, name in current.items():
            at = f"current.{role}"
            _require(
                isinstance(name, str) and name in entries, path, at, f"names {name!r}, which is not a model here"
            )
            _require(entries[name].role == role, path, at, f"names a model of role {entries[name].role!r}")
        former = _former(path, table.get("former", {}))
        if base:
            current, former = {**base.current, **current}, {**base.former, **former}
        return Manifest(path, current, entries, former, base)


def json_object(path: Path) -> dict[str, Any]:
    """The JSON object in a manifest's file, unchecked.

    Raises
    ------
    ModelMissing
        When there is no such file.
    SetupError
        When the file holds no JSON object.
    """
    if not path.is_file():
        hint = "Restore the folder (git checkout -- models), or point MERCHLENS_MODELS_DIR to it."
        raise ModelMissing(f"There are no models: {path} is missing.", hint)
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SetupError(f"{path} is not readable JSON: {error}.", RESTORE) from None
    _require(isinstance(table, dict), path, "the whole file", "must be a JSON object")
    return dict(table)


def _base(path: Path, folder: Any) -> Manifest | None:
    if folder is None:
        return None
    is_path = isinstance(folder, str) and Path(folder).is_absolute()
    _require(is_path and Path(folder).resolve() != path.parent.resolve(), path, "base",
             "must be the path of another folder")
    return Manifest.read(folder)


def _former(path: Path, former: Any) -> dict[str, tuple[str, ...]]:
    _require(isinstance(former, dict), path, "former", "must be an object of role to a list of names")
    for role, names in former.items():
        is_list = isinstance(names, list) and all(isinstance(name, str) for name in names)
        _require(is_list, path, f"former.{role}", "must be a list of names")
    return {role: tuple(names) for role, names in former.items()}


def _entry(path: Path, name: str, values: Any) -> Entry:
    at = f"models.{name}"
    _require(isinstance(values, dict), path, at, "must be an object")
    values = {"license" if key == "licence" else key: value for key, value in values.items()}  # as 0.1 spelled it
    for key in ("role", "file", "origin", "license"):
        _require(
            isinstance(values.get(key), str) and values[key] != "", path, f"{at}.{key}", "must be a text"
        )
    for key in ("files", "input", "thresholds", "metrics", "training"):
        _require(isinstance(values.get(key, {}), dict), path, f"{at}.{key}", "must be an object")
    thresholds = values.get("thresholds", {})
    for key, value in thresholds.items():
        is_share = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
        _require(is_share, path, f"{at}.thresholds.{key}", f"must be a number from 0 to 1, but it is {value!r}")
    for key in ("card", "scores"):
        _require(isinstance(values.get(key) or "", str), path, f"{at}.{key}", "must be the name of a file")
    card, scores = values.get("card"), values.get("scores")
    return Entry(
        name,
        values["role"],
        _files(path, at, values),
        values["origin"],
        values["license"],
        labels=values.get("labels", ()),
        input=values.get("input", {}),
        thresholds=thresholds,
        metrics=values.get("metrics", {}),
        card=path.parent / card if card else None,
        scores=path.parent / scores if scores else None,
        label_sets=_label_sets(path, f"{at}.label_sets", values.get("label_sets")),
        training=values.get("training", {}),
    )


def _label_sets(path: Path, at: str, values: Any) -> LabelSets | None:
    if values is None:
        return None
    keys = ("threshold", "coverage", "count")
    is_whole = isinstance(values, dict) and all(isinstance(values.get(key), int | float) for key in keys)
    _require(is_whole, path, at, f"must be an object with the numbers {', '.join(keys)}")
    return LabelSets(float(values["threshold"]), float(values["coverage"]), int(values["count"]))


def _files(path: Path, at: str, values: dict[str, Any]) -> tuple[WeightFile, ...]:
    """The main file first; its checksum is in the entry, or in `files` beside those of its companions."""
    companions = values.get("files", {})
    main = {key: values[key] for key in ("sha256", "bytes") if key in values}
    files = {values["file"]: companions.get(values["file"], main), **companions}
    return tuple(_weight_file(path, f"{at}.files", item) for item in files.items())


def _weight_file(path: Path, at: str, item: tuple[str, Any]) -> WeightFile:
    file, values = item
    at, inside = f"{at}.{file}", PurePosixPath(file)
    outside = inside.is_absolute() or ".." in inside.parts or "\\" in file or ":" in file
    _require(not outside, path, at, "must be a file inside the folder of models")
    _require(isinstance(values, dict), path, at, "must be an object with sha256 and bytes")
    digest, size = values.get("sha256"), values.get("bytes")
    is_digest = isinstance(digest, str) and _SHA256.fullmatch(digest) is not None
    _require(is_digest, path, f"{at}.sha256", f"must be 64 lowercase hex digits, but it is {digest!r}")
    is_size = isinstance(size, int) and not isinstance(size, bool) and size > 0
    _require(is_size, path, f"{at}.bytes", f"must be the size in bytes, but it is {size!r}")
    return WeightFile(path.parent / inside, digest, size)


def _require(holds: bool, path: Path, at: str, sentence: str) -> None:
    if not holds:
        raise SetupError(f"{path}: {at} {sentence}.", "Correct this field, or restore the file.")
