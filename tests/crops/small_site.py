"""A site with two drawn photos: a "portrait" with a face and a person, as a made-up analysis says, and a packshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from core.catalog import pictures
from core.catalog.results import insert
from core.nouns.detections import Detections
from core.nouns.job import PictureResult
from core.settings import Settings
from core.site import Site
from tests.made_up import made_up_analysis

FACE, PERSON = (350.0, 200.0, 450.0, 320.0), (200.0, 150.0, 600.0, 1150.0)
PRODUCT = (100, 150, 300, 250)  # of the packshot of 400 x 400 pixels
RED = (200, 30, 30)


@dataclass(frozen=True)
class Photos:
    """The site and its two photos."""

    site: Site
    portrait: str
    packshot: str


@contextmanager
def small_site(folder: Path, **settings: object) -> Iterator[Photos]:
    """Open the site; its worker process opens no model before a task needs it."""
    with Site(Settings(data_dir=folder / "data", workers=1, picture_seconds=300, **settings)) as site:
        noise = np.random.default_rng(0).integers(0, 256, (1200, 800, 3), np.uint8)
        left, top, right, bottom = map(int, FACE)
        noise[top:bottom, left:right] = RED
        plain = np.full((400, 400, 3), 255, np.uint8)
        plain[PRODUCT[1]:PRODUCT[3], PRODUCT[0]:PRODUCT[2]] = RED
        portrait = added(site, folder / "portrait.png", noise, FACE)
        yield Photos(site, portrait, added(site, folder / "packshot.png", plain))


def added(site: Site, path: Path, image: np.ndarray, face: tuple[float, ...] | None = None) -> str:
    """Write an RGB picture and enter a made-up analysis of it; gives its id."""
    assert cv2.imwrite(str(path), image[..., ::-1])
    picture_id = hashlib.sha256(path.read_bytes()).hexdigest()
    analysis = replace(made_up_analysis(kind="model_face" if face else "product_only"), picture_id=picture_id,
                       size_wh=(image.shape[1], image.shape[0]), uri=path.name)
    if face:
        analysis = replace(analysis, faces=Detections("face", np.float32([face]), np.float32([0.99])),
                           persons=Detections("person", np.float32([PERSON]), np.float32([0.9])))
    with site.store.writing() as connection:
        insert(connection, {(picture_id, "m", "1"): PictureResult(analysis)})
    pictures.write(site.settings.data_dir, picture_id, pictures.NOTE, json.dumps({"path": str(path)}).encode())
    preview = cv2.imencode(".jpg", image[..., ::-1])[1].tobytes()
    pictures.write(site.settings.data_dir, picture_id, pictures.PREVIEW, preview)
    return picture_id
