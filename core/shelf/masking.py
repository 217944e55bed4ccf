"""Masks of the facings of a photo, made when somebody asks and kept beside the photo until the facings change."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from core.errors import SetupError
from core.models import store
from core.nouns.shelf import rounded
from core.processes.pool import INTERACTIVE
from core.shelf.verbs import photo_file, reading
from core.shelf.work import FOLDER, TIMES
from core.site import Site

MASKS = "core.shelf.tasks:masks"


@dataclass(frozen=True)
class ShelfMasks:
    """Which pixels show which facing.

    Attributes
    ----------
    labels : bytes
        PNG of 16 bits, as large as the photo: 1 for the first facing of the reading and so on, 0 for no product.
    overlay : bytes
        JPEG of at most 1,600 px: the photo with each facing in a color of its own.
    """

    labels: bytes
    overlay: bytes


def masks(site: Site, reading_id: int) -> ShelfMasks:
    """The masks of a reading's facings, as people corrected them.

    Parameters
    ----------
    site : Site
    reading_id : int

    Raises
    ------
    NotFound
        No such reading, or its photo is gone.
    ModelMissing, SetupError
        The mask model is missing, or the data folder cannot be written.
    """
    found = reading(site, reading_id)
    entry = store.entry(site.settings.models_dir, "mask")
    boxes = [facing.xyxy for facing in found.facings]
    scores = [facing.score for facing in found.facings]
    key = json.dumps([entry.sha256, found.size_wh, [rounded(box) for box in boxes], scores])
    stem = f"{found.picture_id}.{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    folder = Path(site.settings.data_dir) / FOLDER
    paths = folder / f"{stem}.png", folder / f"{stem}.jpg"
    if all(path.is_file() for path in paths):
        return ShelfMasks(*(path.read_bytes() for path in paths))
    path = photo_file(site, found.picture_id)
    made: tuple[bytes, bytes] = site.pool.submit(MASKS, path, found.size_wh, (boxes, scores, entry),
                                                 priority=INTERACTIVE, times=TIMES).result()
    for former in folder.glob(f"{found.picture_id}.????????????????.*"):
        former.unlink(missing_ok=True)
    for target, data in zip(paths, made, strict=True):
        _write(target, data)
    return ShelfMasks(*made)


def _write(path: Path, data: bytes) -> None:
    part = path.with_suffix(f".{os.getpid()}.{os.urandom(3).hex()}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise SetupError(f"The masks of a shelf cannot be stored: {error.strerror}.",
                         "Make room on the disk of the data folder.") from None
