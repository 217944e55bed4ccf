"""What is kept of new SKUs: the looks of facings of each photo, and the groups that were found."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from core.nouns.shelf import Box, as_box, rounded
from core.vision.skus.look import Look

FOLDER = Path("shelf") / "newcomers"  # of the data folder
NO_POINTS = np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8)
Place = tuple[int, Box]  # id of a reading, box of a facing


def looks_file(data_dir: Path, picture_id: str, boxes: Sequence[Box], model: str) -> Path:
    """Where the looks of these facings of a photo by a model lie."""
    text = f"{model} {[rounded(box) for box in boxes]}"
    return data_dir / FOLDER / f"{picture_id[:32]}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.npz"


def write_looks(path: Path, looks: Sequence[Look]) -> None:
    """Write the looks of a photo's facings, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{time.monotonic_ns()}.part")
    with part.open("wb") as file:
        np.savez(file, cells=np.stack([look.cells for look in looks]), color=np.stack([look.color for look in looks]),
                 weights=np.stack([look.weights for look in looks]))
    part.replace(path)


def read_looks(path: Path) -> list[Look]:
    """Inverse of `write_looks`; none where the file is gone or damaged."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return [Look(cells, weights, color, *NO_POINTS) for cells, weights, color in
                    zip(stored["cells"], stored["weights"], stored["color"], strict=True)]
    except (OSError, ValueError, KeyError, BadZipFile):
        return []


def write_groups(data_dir: Path, groups: Sequence[Sequence[Place]]) -> None:
    """Keep the groups that were found."""
    path = data_dir / FOLDER / "groups.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps([[[reading_id, rounded(box)] for reading_id, box in group] for group in groups]))
    part.replace(path)


def read_groups(data_dir: Path) -> list[list[Place]]:
    """Inverse of `write_groups`; none where nobody looked."""
    try:
        groups = json.loads((data_dir / FOLDER / "groups.json").read_text("utf-8"))
        return [[(int(reading_id), as_box(box)) for reading_id, box in group] for group in groups]
    except (OSError, ValueError, TypeError):
        return []


def key_of(group: Sequence[Place]) -> str:
    """What a group is called.

    Examples
    --------
    >>> key_of([(1, (0, 0, 9, 9))])
    '1f8ad4f2ef56'
    """
    return hashlib.sha256(json.dumps([[number, rounded(box)] for number, box in group]).encode()).hexdigest()[:12]
