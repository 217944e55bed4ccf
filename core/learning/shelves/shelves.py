"""A folder of synthetic shelves: made once, read many times. The same seed gives the same shelves."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from core.images.shelves.arrangement import Packshot
from core.images.shelves.shelf import make_shelf
from core.learning.data.pictures import read_rgb

QUALITY = 92


@dataclass(frozen=True, eq=False)
class Kept:
    """A shelf in the folder.

    Attributes
    ----------
    file : Path
        Of the photo.
    xyxy, price_tags, gaps : ndarray of float32, shape (N, 4)
    rows : ndarray of int64, shape (N,)
    layout : str
    """

    file: Path
    xyxy: np.ndarray
    price_tags: np.ndarray
    gaps: np.ndarray
    rows: np.ndarray
    layout: str

    @property
    def image(self) -> np.ndarray:
        """The photo, uint8 (H, W, 3) RGB."""
        return read_rgb(self.file)


def make(packshots: Sequence[Packshot], layouts: Sequence[str], folder: Path, *, count: int, seed: int,
         log: Callable[[str], None]) -> list[Kept]:
    """Shelves 0 to `count` of a folder; those that it lacks are made.

    Parameters
    ----------
    packshots : sequence of Packshot
    layouts : sequence of str
        They take turns.
    folder : Path
    count, seed : int
    log : callable
        Gets a line of progress now and then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        truth = folder / f"{number:04}.json"
        if truth.exists():
            continue
        shelf = make_shelf(packshots, (seed, number), layout=layouts[number % len(layouts)])
        packed = cv2.imencode(".jpg", shelf.image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]
        truth.with_suffix(".jpg").write_bytes(packed.tobytes())
        truth.write_text(json.dumps(shelf.truth()))
        if number % 50 == 0:
            log(f"made shelf {number} of {count}")
    return [read(folder / f"{number:04}.json") for number in range(count)]


def read(truth: Path) -> Kept:
    """One shelf of a folder, by the file of its truth."""
    table = json.loads(truth.read_text())
    xyxy, tags, gaps = (np.array(table[key], np.float32).reshape(-1, 4) for key in ("xyxy", "price_tags", "gaps"))
    return Kept(truth.with_suffix(".jpg"), xyxy, tags, gaps, np.array(table["rows"], np.int64), table["layout"])
