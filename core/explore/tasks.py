"""What worker processes do for this room: the vector of one picture, and the map of a job's vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.catalog import vectors
from core.catalog.store import Store
from core.explore.maps import PictureMap
from core.explore.projection import components, flatten, neighbors
from core.images.decode import read_picture
from core.models.manifest import Entry
from core.settings import Settings
from core.vision.intent.embedding import EmbeddingModel


def embed(settings: Settings, path: str, picture_id: str, model: Entry, *,
          box: tuple[float, float, float, float] | None = None) -> np.ndarray:
    """The vector of one file, or of a part of it.

    Parameters
    ----------
    settings : Settings
    path : str
    picture_id : str
        sha256 that its bytes must have; "" for a preview, which has bytes of its own.
    model : Entry
        Of shopping intent; its files were verified.
    box : tuple of float, optional
        Left, top, right, bottom of the part, as shares of width and height.

    Returns
    -------
    ndarray of float32, shape (channels,)

    Raises
    ------
    NotFound
        When the file is no longer the picture that was analyzed.
    """
    image = read_picture(Path(path), path, settings, picture_id=picture_id).image
    if box is not None:
        (height, width), (left, top, right, bottom) = image.shape[:2], box
        image = image[int(top * height):max(int(top * height) + 1, round(bottom * height)),
                      int(left * width):max(int(left * width) + 1, round(right * width))]
    return _model(model.path, model.sha256).embed(np.ascontiguousarray(image))


def draw(database: str, job_id: str, model: str, *, progress: Callable[[str, float], None]) -> PictureMap:
    """Lay out the vectors of a job's pictures.

    Parameters
    ----------
    database : str
        URL of the catalog.
    job_id : str
        Whose pictures.
    model : str
        Whose vectors.
    progress : callable
        Called with a sentence and the share of the work that is done.
    """
    catalog = Store(database)
    picture_ids: list[str] = []

    def batches() -> Iterator[np.ndarray]:
        picture_ids.clear()
        with catalog.reading() as connection:
            for names, values in vectors.of_job(connection, job_id, model):
                picture_ids.extend(names)
                yield values

    try:
        progress("Comparing the photos", 0.0)
        points = components(batches)
    finally:
        catalog.close()
    progress("Finding neighbors", 0.3)
    nearest = neighbors(points)
    progress("Laying out the map", 0.5)
    places, method = flatten(points)
    return PictureMap(tuple(picture_ids), places, method, nearest)


@lru_cache(maxsize=1)
def _model(path: Path, checksum: str) -> EmbeddingModel:
    """Kept until the file changes, which `checksum` tells."""
    return EmbeddingModel(path)
