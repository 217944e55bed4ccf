"""The index of a catalog's vectors: files in the data folder, written whole or not at all, opened without a copy.

Up to 100,000 pictures every vector is compared. Above, faiss finds candidates among vectors of 8 bits a number [1]_
(all of them up to 300,000 pictures, then only those in the nearest cells), and the candidates are compared exactly.

References
----------
.. [1] Douze et al., "The Faiss library", 2024: scalar quantizer, inverted file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import NotFound, SetupError
from core.vision import index_folder
from core.vision.embedding.whitening import Whitening

FOLDER, AGAIN = "similar", "Make it again: python -m core similar --index."
EXACT, FLAT = 100_000, 300_000  # pictures
CANDIDATES = 8  # compared exactly, for each picture that is asked for
PROBES, TRAINED = 48, 100_000  # cells that are searched; vectors that the cells are made from
NO_PAIRS = np.zeros(0, [("first", np.int32), ("second", np.int32), ("score", np.float32), ("bits", np.int8)])


@dataclass(frozen=True, eq=False)
class Index:
    """Vectors of pictures, ready to be compared.

    Attributes
    ----------
    model : str
        Whose vectors they are.
    picture_ids : ndarray of bytes, shape (N,)
    vectors : ndarray of float16, shape (N, K)
        Of length 1.
    whitening : Whitening
        What made them from the model's own.
    fitted : int
        Pictures that the whitening was made from.
    pairs : structured ndarray of (first, second, score, bits)
        Rows of nearly the same picture, and how many bits of their perceptual hashes differ.
    folder : Path or None
        Where it lies.
    """

    model: str
    picture_ids: np.ndarray
    vectors: np.ndarray
    whitening: Whitening
    fitted: int
    pairs: np.ndarray = field(default_factory=lambda: NO_PAIRS)
    folder: Path | None = None

    def __len__(self) -> int:
        return len(self.picture_ids)

    @cached_property
    def exact(self) -> np.ndarray:
        """The vectors as float32: ten times faster to compare than float16."""
        return np.asarray(self.vectors, np.float32)

    @cached_property
    def faiss(self) -> Any:
        """The index of a large catalog, its numbers read from disk as they are needed."""
        import faiss

        assert self.folder is not None, "a large index lies on disk"
        opened = faiss.read_index(str(self.folder / "faiss.index"), faiss.IO_FLAG_MMAP)
        if hasattr(opened, "nprobe"):
            opened.nprobe = PROBES
        return opened

    def row(self, picture_id: str) -> int | None:
        """Where a picture stands; None for one that is not in the index."""
        found = np.flatnonzero(self.picture_ids == picture_id.encode())
        return int(found[0]) if len(found) else None

    def nearest(self, queries: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
        """The rows whose vectors point most the same way.

        Parameters
        ----------
        queries : ndarray of float32, shape (M, K)
            From `Whitening.of`.
        most : int

        Returns
        -------
        rows : ndarray of int64, shape (M, min(most, N))
            The best first; -1 where faiss found fewer.
        scores : ndarray of float32, same shape
            Cosines, in [-1, 1].
        """
        most = min(most, len(self))
        if len(self) <= EXACT:
            every = queries @ self.exact.T
            rows = np.argpartition(-every, most - 1, axis=1)[:, :most]
            scores = np.take_along_axis(every, rows, axis=1)
        else:
            _, rows = self.faiss.search(np.ascontiguousarray(queries), min(CANDIDATES * most, len(self)))
            near = np.asarray(self.vectors[np.maximum(rows, 0).ravel()], np.float32).reshape(*rows.shape, -1)
            scores = np.where(rows >= 0, np.einsum("mck,mk->mc", near, queries), -2.0).astype(np.float32)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :most]
        return np.take_along_axis(rows, order, axis=1), np.take_along_axis(scores, order, axis=1)


def current(data_dir: Path) -> Path | None:
    """The folder of the index in use; None where none was made. Raises SetupError."""
    return index_folder.current(data_dir / FOLDER, "pictures", AGAIN)


def open_index(folder: Path) -> Index:
    """Open an index; its vectors stay on disk until they are compared. Raises NotFound, SetupError."""
    try:
        facts = index_folder.about(folder)
        with np.load(folder / "whitening.npz", allow_pickle=False) as stored:
            whitening = Whitening(stored["mean"], stored["directions"])
        return Index(facts["model"], np.load(folder / "pictures.npy"), np.load(folder / "vectors.npy", mmap_mode="r"),
                     whitening, facts["fitted"], np.load(folder / "pairs.npy"), folder)
    except FileNotFoundError:
        raise NotFound("The index of pictures was replaced meanwhile.", "Ask again.") from None
    except (OSError, ValueError, KeyError) as error:
        raise SetupError(f"The index of pictures cannot be read: {error}.",
                         AGAIN) from None


def read_pairs(folder: Path) -> list[tuple[str, str, float, int]]:
    """Picture ids of nearly the same picture, with cosine and bits, without opening the vectors; the nearest first."""
    try:
        pairs, ids = np.load(folder / "pairs.npy"), np.load(folder / "pictures.npy", mmap_mode="r")
    except (OSError, ValueError) as error:
        raise SetupError(f"The index of pictures cannot be read: {error}.",
                         AGAIN) from None
    order = np.lexsort((-pairs["score"], pairs["bits"]))
    return [(*sorted((ids[pair["first"]].decode(), ids[pair["second"]].decode())), float(pair["score"]),
             int(pair["bits"])) for pair in pairs[order]]


def write_pairs(folder: Path, pairs: np.ndarray) -> None:
    """Write the pairs of an index that is there already, whole or not at all; raises SetupError."""
    part = folder / "part.npy"
    try:
        np.save(part, pairs)
        part.replace(folder / "pairs.npy")
    except OSError as error:
        raise SetupError(f"The index of pictures cannot be written: {error.strerror}.",
                         "Make room on the disk of the data folder.") from None


def write_index(data_dir: Path, index: Index) -> Path:
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
    with index_folder.replacing(data_dir / FOLDER, "pictures") as folder:
        np.save(folder / "pictures.npy", index.picture_ids)
        np.save(folder / "vectors.npy", np.asarray(index.vectors, np.float16))
        np.save(folder / "pairs.npy", index.pairs)
        np.savez(folder / "whitening.npz", mean=index.whitening.mean, directions=index.whitening.directions)
        if len(index) > EXACT:
            _write_faiss(folder / "faiss.index", index.vectors)
        (folder / index_folder.ABOUT).write_text(json.dumps({
            "model": index.model, "pictures": len(index), "fitted": index.fitted, "pairs": len(index.pairs)}))
    return folder


def _write_faiss(path: Path, vectors: np.ndarray) -> None:
    """SQ8 for up to 300,000 pictures, in cells above."""
    import faiss

    count, width = vectors.shape
    kind = "SQ8" if count <= FLAT else f"IVF{int(4 * np.sqrt(count))},SQ8"
    made = faiss.index_factory(width, kind, faiss.METRIC_INNER_PRODUCT)
    sample = np.random.default_rng(0).choice(count, min(TRAINED, count), replace=False)
    made.train(np.asarray(vectors[np.sort(sample)], np.float32))
    for start in range(0, count, EXACT):
        made.add(np.asarray(vectors[start:start + EXACT], np.float32))
    faiss.write_index(made, str(path))
