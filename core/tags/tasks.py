"""What worker processes do for this room: where a photo speaks for a tag."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from core.images import draw
from core.images.decode import read_picture
from core.models import store
from core.nouns.saliency import Saliency
from core.settings import Settings
from core.vision.tags.detector import TagModel

HALF = 0.5  # of the strongest evidence: what the box encloses


def why(settings: Settings, path: str, name: str, value: str) -> tuple[bytes, tuple[float, ...]]:
    """The picture under the map of a tag (JPEG), and left, top, right, bottom of its evidence as shares of the sides.

    Parameters
    ----------
    settings : Settings
    path : str
        Of the picture, or of a smaller copy.
    name, value : str
        Such as "tag", "sandal".
    """
    image = read_picture(Path(path), "", settings).image
    coarse = _model(settings.models_dir).evidence(image, name, value)
    peak = float(coarse.max())
    positive = np.maximum(coarse, 0) / peak if peak > 0 else np.zeros_like(coarse)
    size_wh = (image.shape[1], image.shape[0])
    heat = np.clip(cv2.resize(positive, size_wh, interpolation=cv2.INTER_LINEAR), 0, 1)
    found = Saliency(heat, coarse, value, 0.0, "cam", "")
    return draw.preview_jpeg(draw.overlay(image, found)), evidence_box(heat)


def evidence_box(heat: np.ndarray) -> tuple[float, ...]:
    """The box around at least half of the strongest evidence, as shares of the sides; the whole picture without any.

    Examples
    --------
    >>> evidence_box(np.float32([[0, 0, 0, 0], [0, 1, 0.6, 0]]))
    (0.25, 0.5, 0.75, 1.0)
    """
    rows, columns = np.nonzero(heat >= HALF)
    if not len(rows):
        return 0.0, 0.0, 1.0, 1.0
    height, width = heat.shape
    return (float(columns.min() / width), float(rows.min() / height), float((columns.max() + 1) / width),
            float((rows.max() + 1) / height))


@cache
def _model(models_dir: Path) -> TagModel:
    return TagModel(store.entry(models_dir, "tags"))
