"""What worker processes do for this room: where a photo speaks for a tag; tags from examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from core.errors import InputError, Misuse
from core.images import draw
from core.images.cover import falls
from core.images.decode import read_picture
from core.models import store
from core.nouns.saliency import Saliency
from core.settings import Settings
from core.tags import prototype
from core.tags.evidence import METHODS, Evidence
from core.tags.prototype import Prototype
from core.vision.intent.contract import squash
from core.vision.own_tags.directions import read_own_tags
from core.vision.tags.detector import TagModel
from core.vision.tags.head import length_one

CELLS, WINDOW = 7, 2  # of occlusion: along each side of the map, and of what is covered at a time
HALF = 0.5  # of the strongest evidence: what the box encloses
OWN_TAGS = "own_tags"


def why(settings: Settings, path: str, fact: tuple[str, str], method: str) -> Evidence:
    """Where a picture speaks for a tag.

    Parameters
    ----------
    settings : Settings
    path : str
        Of the picture, or of a smaller copy.
    fact : (str, str)
        Such as "tag", "sandal".
    method : str
        One of `core.tags.evidence.METHODS`. Grad-CAM costs one run of the network, occlusion some forty.
    """
    image = read_picture(Path(path), "", settings).image
    read = _reader(settings, *fact)
    score = read.log_odds(image)
    coarse = read.map(image) if method == METHODS[0] else np.asarray(
        falls(squash(image), read.log_odds, cells=CELLS, window=WINDOW), np.float32)
    peak = float(coarse.max())
    positive = np.maximum(coarse, 0) / peak if peak > 0 else np.zeros_like(coarse)
    height, width = image.shape[:2]
    heat = np.clip(cv2.resize(positive, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)
    box = evidence_box(heat)
    left, top, right, bottom = (round(share * side) for share, side in zip(box, (width, height) * 2, strict=True))
    part = np.s_[top:max(bottom, top + 1), left:max(right, left + 1)]
    covered = image.copy()
    covered[part] = image.mean(axis=(0, 1)).astype(np.uint8)
    found = Saliency(heat, coarse, fact[1], 0.0, "cam", "")
    return Evidence(draw.preview_jpeg(draw.overlay(image, found)), draw.preview_jpeg(image[part]), box,
                    logistic(score), logistic(read.log_odds(covered)))


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


@dataclass(frozen=True)
class _Reader:
    """How one tag is read from a picture, RGB uint8 (H, W, 3)."""

    map: Callable[[np.ndarray], np.ndarray]
    log_odds: Callable[[np.ndarray], float]


def _reader(settings: Settings, name: str, value: str) -> _Reader:
    """Of a tag of the model, or of a tag of the site's own, which is linear in the features."""
    model, own = _model(settings), store.current_name(settings.models_dir, OWN_TAGS)
    if name == "tag" and value not in model.head.nodes and own:
        tags = read_own_tags(store.entry(settings.models_dir, OWN_TAGS, own).path)
        if value in tags.names:
            place = tags.names.index(value)
            return _Reader(lambda image: np.asarray(model.features(image) @ tags.directions[place], np.float32),
                           lambda image: float(_features(settings, image) @ tags.directions[place]
                                               + tags.offsets[place]))
    return _Reader(lambda image: model.evidence(image, name, value), lambda image: model.log_odds(image, name, value))


def logistic(value: float) -> float:
    """The probability of log-odds.

    Examples
    --------
    >>> logistic(0.0)
    0.5
    """
    return float(1 / (1 + np.exp(-np.clip(value, -30, 30))))


def _model(settings: Settings) -> TagModel:
    return _opened(settings.models_dir, store.current_name(settings.models_dir, "tags"))


@lru_cache(maxsize=1)
def _opened(models_dir: Path, name: str) -> TagModel:
    return TagModel(store.entry(models_dir, "tags", name))


def features(settings: Settings, path: str, picture_id: str) -> np.ndarray:
    """What the tags model reads of a file: ndarray of float32, shape (D,), of length 1.

    Parameters
    ----------
    settings : Settings
    path : str
    picture_id : str
        sha256 that its bytes must have; "" for a preview.
    """
    return _features(settings, read_picture(Path(path), path, settings, picture_id=picture_id).image)


def learn(settings: Settings, places: list[tuple[str, str]], others: np.ndarray
          ) -> tuple[Prototype | str, list[str]]:
    """Learn a tag from files that show it.

    Parameters
    ----------
    settings : Settings
    places : list of (str, str)
        Path and name of each file.
    others : ndarray of float32, shape (M, D)
        Features of other pictures, of length 1; those of the model are added.

    Returns
    -------
    learned : Prototype or str
        Or why nothing can be learned.
    problems : list of str
        What is wrong with files that cannot be read.
    """
    rows, problems = list[np.ndarray](), list[str]()
    for path, name in places:
        try:
            rows.append(_features(settings, read_picture(Path(path), name, settings).image))
        except InputError as error:
            problems.append(f"{name}: {error.message}")
    examples = np.array(rows, np.float32).reshape(len(rows), len(rows[0]) if rows else 1)
    background = length_one(_model(settings).head.background)
    if len(others):
        background = np.concatenate([background.reshape(-1, others.shape[1]), others])
    try:
        return prototype.learn(examples, prototype.others(examples, background)), problems
    except Misuse as error:
        return error.message, problems


def _features(settings: Settings, image: np.ndarray) -> np.ndarray:
    values = _model(settings).features(image)
    return length_one(values.reshape(1, -1, values.shape[-1]).mean(axis=1))[0]
