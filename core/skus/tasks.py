"""What worker processes do for this room: look at pictures of products, build the index, compare, match crops."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.images.decode import read_picture
from core.models.manifest import Entry
from core.nouns.sku import SkuAnswer
from core.settings import Settings
from core.skus.alike import Twin, twins_of
from core.skus.gain import Confirmed, Gain, gain_of
from core.vision.skus.index import open_index
from core.vision.skus.look import Look
from core.vision.skus.looking import Looking, read_settings
from core.vision.skus.matching import Matcher, open_matcher

__all__ = ["Matcher", "answers", "look_at", "open_matcher", "twins"]
Box = tuple[float, float, float, float]
Models = tuple[Entry, Entry]


def look_at(settings: Settings, path: str, models: Models, boxes: tuple[Box, ...] = ()) -> list[Look]:
    """The looks of a picture's parts.

    Parameters
    ----------
    settings : Settings
    path : str
    models : (matcher, network)
        See `core.skus.models`.
    boxes : tuple of (left, top, right, bottom)
        Shares of width and height; the whole picture by default.

    Raises
    ------
    InputError
        The file is no picture that can be read.
    """
    image = read_picture(Path(path), path, settings).image
    looking = _looking(models[0].path, models[1].path, models)
    return [looking.look(_part(image, box)) for box in boxes or ((0.0, 0.0, 1.0, 1.0),)]


def looks_of_images(images: list[np.ndarray], models: Models) -> list[Look]:
    """The looks of cut-outs (ndarray of uint8, shape (H, W, 3)), without points."""
    return _looking(models[0].path, models[1].path, models).looks(images)


def gain(settings: Settings, folder: Path, models: Models, asked: list[tuple[str, str, list[tuple[str, Box]]]]) -> Gain:
    """What learning confirmed crops would bring.

    Parameters
    ----------
    settings : Settings
    folder : Path
        Of the index.
    models : (matcher, network)
    asked : list of (photo, path, list of (sku, box))
        Boxes as shares of width and height.
    """
    confirmed = []
    for photo, path, crops in asked:
        image = read_picture(Path(path), path, settings).image
        looks = looks_of_images([_part(image, box) for _, box in crops], models)
        confirmed += [Confirmed(sku, photo, look) for (sku, _), look in zip(crops, looks, strict=True)]
    return gain_of(open_index(folder), confirmed, read_settings(models[0])["plain"])


def answers(settings: Settings, folder: Path, models: Models, asked: tuple[str, tuple[Box, ...]]) -> list[SkuAnswer]:
    """What parts of a picture show.

    Parameters
    ----------
    settings : Settings
    folder : Path
        Of the index.
    models : (matcher, network)
    asked : (path, boxes)
        As for `look_at`.
    """
    path, boxes = asked
    image = read_picture(Path(path), path, settings).image
    return matcher_of(folder, models)([_part(image, box) for box in boxes or ((0.0, 0.0, 1.0, 1.0),)])


def matcher_of(folder: Path, models: Models) -> Matcher:
    """The matcher of an index, kept open until another one is asked for; errors as of `open_matcher`."""
    key = folder, models[0].sha256, models[1].sha256
    if key not in _matchers:
        _matchers.clear()
        _matchers[key] = open_matcher(folder, models)
    return _matchers[key]


def twins(settings: Settings, folder: Path, most: int) -> list[Twin]:
    """Pairs of products that an index can hardly tell apart; see `core.skus.alike`."""
    return twins_of(open_index(folder), most)


_matchers: dict[tuple[Path, str, str], Matcher] = {}
_open: dict[tuple[Path, Path], Looking] = {}


def _looking(matcher: Path, network: Path, models: Models) -> Looking:
    if (matcher, network) not in _open:
        _open.clear()
        _open[matcher, network] = Looking(*models)
    return _open[matcher, network]


def _part(image: np.ndarray, box: Box) -> np.ndarray:
    (height, width), (left, top, right, bottom) = image.shape[:2], box
    rows = slice(int(top * height), max(int(top * height) + 1, round(bottom * height)))
    columns = slice(int(left * width), max(int(left * width) + 1, round(right * width)))
    return np.ascontiguousarray(image[rows, columns])
