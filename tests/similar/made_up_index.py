"""Indexes of made-up vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.similar.index import Index, open_index, write_index
from core.vision.embedding.whitening import Whitening, unit


def names(count: int) -> list[str]:
    """Picture ids."""
    return [f"{number:064x}" for number in range(count)]


def made_up_index(folder: Path, vectors: np.ndarray, model: str = "m") -> Index:
    """An index that was written and opened again; its vectors are compared as they are."""
    whitening = Whitening(np.zeros(vectors.shape[1], np.float32), np.zeros((vectors.shape[1], 0), np.float32))
    ids = np.array(names(len(vectors)), "S64")
    return open_index(write_index(folder, Index(model, ids, unit(vectors).astype(np.float16), whitening, len(vectors))))
