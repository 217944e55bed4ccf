"""The 81 packshots and the 1,500 photos of the pack, and which classes choose (A) or are measured on (B).

Half of the classes, packages and fresh goods apart, in an order made from their names: A fits and chooses everything,
B is looked at for the report alone. The gallery to search in is always all 81 packshots.
"""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import SetupError

PACKAGES = frozenset(("Juice", "Milk", "Yoghurt", "Sour-Cream", "Soyghurt", "Soy-Milk", "Oatghurt", "Oat-Milk",
                      "Sour-Milk"))  # coarse classes


@dataclass(frozen=True, eq=False)
class ShopPhotos:
    """The protocol's pictures.

    Attributes
    ----------
    classes : tuple of str
        Names of the 81 classes, in the order of their packshots.
    packshots : tuple of Path
    photos : tuple of Path
    truth : ndarray of int, shape (N,)
        The class of each photo.
    groups : tuple of str
        Photos of one group are neighboring shots.
    package : ndarray of bool, shape (81,)
    measured : ndarray of bool, shape (81,)
        Classes of B.
    """

    classes: tuple[str, ...]
    packshots: tuple[Path, ...]
    photos: tuple[Path, ...]
    truth: np.ndarray
    groups: tuple[str, ...]
    package: np.ndarray
    measured: np.ndarray


def read_photos(data: Path) -> ShopPhotos:
    """Read the pack's tables; raises SetupError where there is no such pack."""
    try:
        classes, natural, manifest = (_rows(data / name) for name in (
            "sku/classes.csv", "sku/natural_train.csv", "manifest.csv"))
    except FileNotFoundError as error:
        raise SetupError(f"There is no {error.filename}.", "Give the folder of the picture pack as --data.") from None
    names = tuple(row["class"] for row in classes)
    package = np.array([row["coarse"] in PACKAGES for row in classes])
    groups = {row["path"]: row["group"] for row in manifest}
    return ShopPhotos(names, tuple(data / row["iconic_path"] for row in classes),
                      tuple(data / row["path"] for row in natural),
                      np.array([names.index(row["class"]) for row in natural]),
                      tuple(groups[row["path"]] for row in natural), package, halves(names, package))


def halves(names: tuple[str, ...], package: np.ndarray) -> np.ndarray:
    """Which classes are measured (B), ndarray of bool: every second one of the packages, and of the fresh goods."""
    order = sorted(range(len(names)), key=lambda row: zlib.crc32(names[row].encode()))
    measured = np.zeros(len(names), bool)
    for kind in (False, True):
        of_kind = [row for row in order if package[row] == kind]
        measured[of_kind[1::2]] = True
    return measured


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
