"""The list of models in a folder, `manifest.json`: read and checked field by field; used by `weights`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import ModelMissing, SetupError

SCHEMA = 1
FILE_NAME = "manifest.json"
RESTORE = "Restore it from the release or the repository (git checkout -- models)."
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class WeightFile:
    """A file of a model: where it is and what it must be.

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
    """One model as the manifest has it.

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
        As written: a list, or lists by output.
    input, thresholds, metrics : mapping
        As written; thresholds are numbers in [0, 1].
    card : Path or None
        The model card.
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
        """What the name says after its last "_" or "@": a number, or the start of a checksum."""
        found = re.search(r"[_@]([0-9a-f]+)$", self.name)
        return found.group(1) if found else self.sha256[:12]

    def threshold(self, key: str) -> float:
        """A threshold of this model; raises SetupError when the manifest does not give it."""
        if key not in self.thresholds:
            raise SetupError(
                f"The entry of {self.name} in {FILE_NAME} has no threshold “{key}”.",
                f"Add thresholds.{key}, a number from 0 to 1, to the entry.",
            )
        return float(self.thresholds[key])


@dataclass(frozen=True)
class Manifest:
    """The list of models of a folder.

    Attributes
    ----------
    path : Path
    current : mapping of str to str
        Role -> name of the model in use.
    entries : mapping of str to Entry
        Name -> entry, in the file's order.
    """

    path: Path
    current: Mapping[str, str]
    entries: Mapping[str, Entry]

    @staticmethod
    def read(models_dir: str | Path) -> Manifest:
        """Read and check the manifest of a folder; the weights themselves are not touched.

        Raises
        ------
        ModelMissing
            When the folder or its manifest is not there.
        SetupError
            When the manifest is broken; names the file and the field.
        """
        path = Path(models_dir) / FILE_NAME
        table = _json_object(path)
        schema, models, current = table.get("schema"), table.get("models", {}), table.get("current", {})
        _require(schema == SCHEMA, path, "schema", f"must be {SCHEMA}, found {schema!r}")
        _require(isinstance(models, dict), path, "models", "must be an object of name to entry")
        _require(isinstance(current, dict), path, "current", "must be an object of role to name")
        entries = {name: _entry(path, name, values) for name, values in models.items()}
        for role, name in current.items():
            at = f"current.{role}"
            _require(
                isinstance(name, str) and name in entries, path, at, f"names {name!r}, which is no model here"
            )
            _require(entries[name].role == role, path, at, f"names a model of role {entries[name].role!r}")
        return Manifest(path, current, entries)


def _json_object(path: Path) -> dict[str, Any]:
    if not path.is_file():
        hint = "Restore the folder (git checkout -- models), or point MERCHLENS_MODELS_DIR to it."
        raise ModelMissing(f"There are no models: {path} is not there.", hint)
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SetupError(f"{path} is no readable JSON: {error}.", RESTORE) from None
    _require(isinstance(table, dict), path, "the whole file", "must be a JSON object")
    return table


def _entry(path: Path, name: str, values: Any) -> Entry:
    at = f"models.{name}"
    _require(isinstance(values, dict), path, at, "must be an object")
    values = {"license" if key == "licence" else key: value for key, value in values.items()}  # as 0.1 spelled it
    for key in ("role", "file", "origin", "license"):
        _require(
            isinstance(values.get(key), str) and values[key] != "", path, f"{at}.{key}", "must be a text"
        )
    for key in ("files", "input", "thresholds", "metrics"):
        _require(isinstance(values.get(key, {}), dict), path, f"{at}.{key}", "must be an object")
    thresholds = values.get("thresholds", {})
    for key, value in thresholds.items():
        share = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
        _require(share, path, f"{at}.thresholds.{key}", f"must be a number from 0 to 1, found {value!r}")
    card = values.get("card") or None
    _require(card is None or isinstance(card, str), path, f"{at}.card", "must be the name of a file")
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
    )


def _files(path: Path, at: str, values: dict[str, Any]) -> tuple[WeightFile, ...]:
    """The main file first. Its checksum stands in the entry, or in `files` beside those of its companions."""
    companions = values.get("files", {})
    main = {key: values[key] for key in ("sha256", "bytes") if key in values}
    listed = {values["file"]: companions.get(values["file"], main), **companions}
    return tuple(_weight_file(path, f"{at}.files", item) for item in listed.items())


def _weight_file(path: Path, at: str, item: tuple[str, Any]) -> WeightFile:
    file, values = item
    at, inside = f"{at}.{file}", PurePosixPath(file)
    outside = inside.is_absolute() or ".." in inside.parts or "\\" in file or ":" in file
    _require(not outside, path, at, "must be a file inside the folder of models")
    _require(isinstance(values, dict), path, at, "must be an object with sha256 and bytes")
    digest, size = values.get("sha256"), values.get("bytes")
    is_digest = isinstance(digest, str) and _SHA256.fullmatch(digest) is not None
    _require(is_digest, path, f"{at}.sha256", f"must be 64 hex digits in lower case, found {digest!r}")
    is_size = isinstance(size, int) and not isinstance(size, bool) and size > 0
    _require(is_size, path, f"{at}.bytes", f"must be the size in bytes, found {size!r}")
    return WeightFile(path.parent / inside, digest, size)


def _require(holds: bool, path: Path, at: str, sentence: str) -> None:
    if not holds:
        raise SetupError(f"{path}: {at} {sentence}.", "Correct this field, or restore the file.")
