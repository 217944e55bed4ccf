"""The map of a job's pictures: a place on a sheet for each, near those that look alike to the model; kept as a file."""

from __future__ import annotations

import io
import os
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import SetupError
from core.site import Site

FOLDER = "explanations"
JOBS_KEPT = 4


@dataclass(frozen=True, eq=False)
class PictureMap:
    """Places of pictures on a sheet.

    Attributes
    ----------
    picture_ids : tuple of str, length M
        Each once, in order.
    places : ndarray of float32, shape (M, 2)
        Across and up; without a unit.
    method : {"t-sne", "pca"}
        As `core.explore.projection.flatten`.
    neighbors : ndarray of int32, shape (M, 10) or (M, 0)
        As `core.explore.projection.neighbors`.
    """

    picture_ids: tuple[str, ...]
    places: np.ndarray
    method: str
    neighbors: np.ndarray


class KeptMaps:
    """Maps of jobs: `site.part(KeptMaps)`. Safe to share between threads; a map that was made anew is read again."""

    def __init__(self, site: Site) -> None:
        self._folder = site.settings.data_dir / FOLDER
        self._lock = threading.Lock()
        self._maps: dict[str, tuple[int, PictureMap]] = {}

    def of(self, job_id: str) -> PictureMap | None:
        """The map of a job; None where none was made."""
        path = self._path(job_id)
        if not path.is_file():
            return None
        made = path.stat().st_mtime_ns
        with self._lock:
            kept = self._maps.pop(job_id, None)
            picture_map = kept[1] if kept and kept[0] == made else _read(path)
            self._maps[job_id] = (made, picture_map)  # the newest last
            while len(self._maps) > JOBS_KEPT:
                self._maps.pop(next(iter(self._maps)))
            return picture_map

    def keep(self, job_id: str, picture_map: PictureMap) -> None:
        """Write a job's map, whole or not at all; raises SetupError."""
        content = io.BytesIO()
        np.savez_compressed(content, picture_ids=np.array(picture_map.picture_ids, "U64"), places=picture_map.places,
                            method=np.array(picture_map.method), neighbors=picture_map.neighbors)
        part = self._path(job_id).with_suffix(f".{os.urandom(4).hex()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content.getvalue())
            part.replace(self._path(job_id))
        except OSError as error:
            raise SetupError(f"The data folder cannot be written: {error.strerror}.",
                             "Set MERCHLENS_DATA_DIR to a folder that can.") from None

    def _path(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.map.npz"


def _read(path: Path) -> PictureMap:
    with np.load(path, allow_pickle=False) as stored:
        return PictureMap(tuple(stored["picture_ids"].tolist()), stored["places"], str(stored["method"]),
                          stored["neighbors"])
