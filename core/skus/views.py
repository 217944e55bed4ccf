"""Looks on disk: of pictures that wait for the next index, and of crops that a person has confirmed, kept for good."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from core.errors import SetupError
from core.vision.skus.index import FOLDER
from core.vision.skus.look import Look

WAITING, CONFIRMED = "waiting", "confirmed"


def write(path: Path, look: Look, about: dict[str, str]) -> None:
    """Write a look whole or not at all; raises SetupError."""
    part = path.with_suffix(f".{os.getpid()}.{os.urandom(3).hex()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, cells=look.cells, weights=look.weights, color=look.color, points=look.points,
                     descriptors=look.descriptors, about=np.frombuffer(json.dumps(about).encode(), np.uint8))
        part.replace(path)
    except OSError as error:
        raise SetupError(f"What a product looks like cannot be stored: {error.strerror}.",
                         "Make room on the disk of the data folder.") from None


def read(path: Path) -> tuple[Look, dict[str, str]] | None:
    """A look and what is said of it; None where the file is gone or damaged."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            about: dict[str, str] = json.loads(stored["about"].tobytes())
            return Look(*(stored[name] for name in ("cells", "weights", "color", "points", "descriptors"))), about
    except (OSError, ValueError, KeyError, BadZipFile):
        return None


def waiting_folder(data_dir: Path, model: str) -> Path:
    """Where looks by a model wait for the next index."""
    return data_dir / FOLDER / WAITING / hashlib.sha256(model.encode()).hexdigest()[:16]


def confirmed_path(data_dir: Path, sku: str, name: str) -> Path:
    """The file of a confirmed crop; no name of a stranger's is part of it."""
    return data_dir / FOLDER / CONFIRMED / f"{hashlib.sha256(f'{sku} {name}'.encode()).hexdigest()[:32]}.npz"


def confirmed(data_dir: Path, model: str) -> Iterator[tuple[str, str, Look]]:
    """SKU, name and look of each confirmed crop that was looked at by a model, in order."""
    for path in sorted((data_dir / FOLDER / CONFIRMED).glob("*.npz")):
        found = read(path)
        if found is not None and found[1].get("model") == model:
            yield found[1]["sku"], found[1]["name"], found[0]
