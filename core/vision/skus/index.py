"""The index of a catalog's products: the looks of their pictures, in files, written whole or not at all.

One row is one view of a product: a picture that its shop shows, or the mean of those and of crops that people have
confirmed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import NotFound, SetupError
from core.vision import index_folder
from core.vision.skus.look import CELLS, Look, pooled

FOLDER = "skus"
BATCH = 500  # views whose regions are made at a time
MAKE_IT = "Make it: on the page Shelf, by python -m core products index, or by POST /api/products/index."
AGAIN = MAKE_IT.replace("Make it", "Make it again")
ARRAYS = ("rows", "names", "confirmed", "cells", "weights", "regions", "shares", "colors", "starts", "points",
          "descriptors")


@dataclass(frozen=True)
class IndexedSku:
    """A product of the index.

    Attributes
    ----------
    sku, title, brand, size, gtin : str
    """

    sku: str
    title: str = ""
    brand: str = ""
    size: str = ""
    gtin: str = ""


@dataclass(frozen=True, eq=False)
class View:
    """One picture of a product, with its look.

    Attributes
    ----------
    row : int
        Of its product.
    name : str
        Id of the picture, or how many crops people confirmed.
    look : Look
    confirmed : bool
        Whether it is the mean of what people confirmed.
    """

    row: int
    name: str
    look: Look
    confirmed: bool = False


@dataclass(frozen=True, eq=False)
class SkuIndex:
    """An index, open; its large arrays stay on disk until they are compared.

    Attributes
    ----------
    skus : tuple of IndexedSku
    model : str
        The matcher that it was made for.
    rows : ndarray of int32, shape (V,)
        The product of each view.
    names : ndarray of bytes, shape (V,)
    confirmed : ndarray of bool, shape (V,)
    cells, weights : ndarray of int8 (V, 49, D) and float16 (V, 49)
    regions, shares : ndarray of float16 (V, 9, D) and float32 (V, 9)
    colors : ndarray of float16, shape (V, K)
    starts : ndarray of int64, shape (V + 1,)
        Where the points of each view begin.
    points, descriptors : ndarray of float16 (P, 2) and uint8 (P, 128)
    """

    skus: tuple[IndexedSku, ...]
    model: str
    rows: np.ndarray
    names: np.ndarray
    confirmed: np.ndarray
    cells: np.ndarray
    weights: np.ndarray
    regions: np.ndarray
    shares: np.ndarray
    colors: np.ndarray
    starts: np.ndarray
    points: np.ndarray
    descriptors: np.ndarray
    about: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def points_of(self, view: int) -> tuple[np.ndarray, np.ndarray]:
        """Places and descriptors of a view's distinct points."""
        span = slice(int(self.starts[view]), int(self.starts[view + 1]))
        return np.asarray(self.points[span], np.float32), np.asarray(self.descriptors[span])

    def look(self, view: int) -> Look:
        """A view's look, as it was written."""
        places, descriptors = self.points_of(view)
        return Look(np.asarray(self.cells[view]), np.asarray(self.weights[view], np.float32),
                    np.asarray(self.colors[view], np.float32), places, descriptors)


def index_of(skus: Sequence[IndexedSku], views: Sequence[View], model: str, about: dict[str, Any] | None = None
             ) -> SkuIndex:
    """An index in memory.

    Parameters
    ----------
    skus : sequence of IndexedSku
    views : sequence of View
        At least one.
    model : str
    about : dict, optional
        What else is kept beside it, such as pictures that could not be read.
    """
    looks = [view.look for view in views]
    cells, weights = np.stack([look.cells for look in looks]), np.stack([look.weights for look in looks])
    parts = [pooled(cells[start:start + BATCH], weights[start:start + BATCH]) for start in range(0, len(looks), BATCH)]
    starts = np.concatenate([[0], np.cumsum([len(look.points) for look in looks])]).astype(np.int64)
    return SkuIndex(
        tuple(skus), model, np.array([view.row for view in views], np.int32),
        np.array([view.name for view in views], "S120"), np.array([view.confirmed for view in views], bool), cells,
        weights.astype(np.float16), np.concatenate([regions for regions, _ in parts]).astype(np.float16),
        np.concatenate([shares for _, shares in parts]), np.stack([look.color for look in looks]).astype(np.float16),
        starts, np.concatenate([look.points for look in looks]).astype(np.float16),
        np.concatenate([look.descriptors for look in looks]), about or {})


def current(data_dir: Path) -> Path | None:
    """The folder of the index in use; None where none was made. Raises SetupError."""
    return index_folder.current(data_dir / FOLDER, "products", AGAIN)


def open_index(folder: Path) -> SkuIndex:
    """Open an index; raises NotFound where it was replaced meanwhile, SetupError where it cannot be read."""
    try:
        facts = index_folder.about(folder)
        skus = tuple(IndexedSku(**row) for row in json.loads((folder / "skus.json").read_text("utf-8")))
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
        if arrays["cells"].shape[1] != CELLS or len(arrays["starts"]) != len(arrays["rows"]) + 1:
            raise ValueError("its arrays do not fit each other")
        return SkuIndex(skus, facts["model"], **arrays, about=facts)
    except FileNotFoundError:
        raise NotFound("The index of products was replaced meanwhile.", "Ask again.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupError(f"The index of products cannot be read: {error}.",
                         AGAIN) from None


def write_index(data_dir: Path, index: SkuIndex) -> Path:
    """Write an index and put it into use; the former one is deleted.

    Returns
    -------
    Path
        Its folder.

    Raises
    ------
    SetupError
        When the data folder cannot be written.
    """
    indexed = sorted(set(index.rows.tolist()))
    with index_folder.replacing(data_dir / FOLDER, "products", prefix="index-") as folder:
        for array in ARRAYS:
            np.save(folder / f"{array}.npy", getattr(index, array))
        (folder / "skus.json").write_text(json.dumps([asdict(sku) for sku in index.skus]))
        (folder / index_folder.ABOUT).write_text(json.dumps(
            {**index.about, "model": index.model, "views": len(index), "skus": len(indexed),
             "names": [index.skus[row].sku for row in indexed]}))
    return folder
