"""What worker processes do for this room: read a shelf photo, cut facings out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from core.images.decode import read_picture
from core.images.draw import downscale, preview_jpeg
from core.images.shelves.arrangement import Packshot
from core.images.shelves.shelf import make_shelf
from core.models.manifest import Entry
from core.nouns.shelf import Box, SyntheticShelf
from core.settings import Settings
from core.shelf.label_map import label_map, tinted
from core.shelf.lettering import MOST
from core.shelf.photo import Read, cut, read_image
from core.skus.tasks import matcher_of
from core.vision.mask.cutout import cut_out
from core.vision.mask.detector import mask_model
from core.vision.products.detector import Detected, open_products
from core.vision.text.reader import TextReader

Index = tuple[Path, tuple[Entry, Entry]]  # its folder; matcher and network
Models = tuple[Entry, Index | None, Entry | None]
SYNTHETIC_WH = (1200, 900)
VIEW = 1600  # pixels of the longer side of what the page shows


def read(settings: Settings, path: str, uri: str, models: Models) -> Read:
    """Find the products on a photo and match each with the catalog.

    Parameters
    ----------
    settings : Settings
    path, uri : str
        The photo's file, and what people call it.
    models : (Entry, Index or None, Entry or None)
        The detector; the index of products with the models of its matcher, without which nothing is matched; the
        reader of text, without which none is read.
    """
    image = read_picture(Path(path), uri, settings).image
    entry, index, text = models
    found = read_image(image, _detector(entry), matcher_of(*index) if index is not None else None,
                       partial(_reader(text).read, most=MOST) if text is not None else None)
    return replace(found, view=preview_jpeg(image, side=VIEW))


def facing_jpegs(settings: Settings, path: str, size_wh: tuple[int, int], place: tuple[Sequence[Box], int]
                 ) -> list[bytes]:
    """Facings as JPEG.

    Parameters
    ----------
    settings : Settings
    path : str
        The photo's own file, or a smaller copy.
    size_wh : tuple of int
        Of the photo in whose pixels the boxes are.
    place : (boxes, side)
        Boxes, and the most pixels of a result's sides.
    """
    boxes, side = place
    return [preview_jpeg(part, side=side) for part in cut_outs(settings, path, size_wh, boxes)]


def cut_outs(settings: Settings, path: str, size_wh: tuple[int, int], boxes: Sequence[Box]) -> list[np.ndarray]:
    """Cut-outs of a photo or of its smaller copy; arguments as of `facing_jpegs`."""
    image = read_picture(Path(path), path, settings).image
    scale = np.tile([image.shape[1] / size_wh[0], image.shape[0] / size_wh[1]], 2)
    return cut(image, np.array(boxes, float).reshape(-1, 4) * scale)


def masks(settings: Settings, path: str, size_wh: tuple[int, int], asked: tuple[Sequence[Box], Sequence[float], Entry]
          ) -> tuple[bytes, bytes]:
    """Which pixels show which facing: a PNG of 16 bits as large as the photo, and a JPEG to look at.

    Parameters
    ----------
    settings : Settings
    path, size_wh
        As of `facing_jpegs`.
    asked : (boxes, scores, entry)
        Facings with their scores, and the model of role "mask".
    """
    boxes, scores, entry = asked
    image = read_picture(Path(path), path, settings).image
    scale = np.tile([image.shape[1] / size_wh[0], image.shape[0] / size_wh[1]], 2)
    labels = label_map(image, np.array(boxes, float).reshape(-1, 4) * scale, np.array(scores, float),
                       mask_model(entry).of)
    whole = labels if labels.shape[::-1] == size_wh else cv2.resize(labels, size_wh, interpolation=cv2.INTER_NEAREST)
    data = cv2.imencode(".png", whole)[1].tobytes()
    return data, preview_jpeg(tinted(downscale(image, side=VIEW), labels), side=VIEW)


def synthetic(settings: Settings, shown: list[tuple[str, str]], layout: str, seed: int) -> SyntheticShelf:
    """Put a shelf together from packshots; those on no plain ground are left out.

    Parameters
    ----------
    settings : Settings
    shown : list of (sku, path)
    layout : str
        One of `core.images.shelves.layouts.LAYOUTS`.
    seed : int

    Raises
    ------
    InputError
        No packshot stands on a plain ground.
    """
    parts = [(sku, cut_out(read_picture(Path(path), sku, settings).image)) for sku, path in shown]
    made = make_shelf([Packshot(sku, rgba) for sku, rgba in parts if rgba is not None], seed, layout=layout,
                      size_wh=SYNTHETIC_WH)
    return SyntheticShelf(preview_jpeg(made.image, side=VIEW), len(made.xyxy), len(set(made.skus)),
                          len(set(made.rows.tolist())), len(made.gaps), len(made.price_tags))


def _detector(entry: Entry) -> Callable[[np.ndarray], Detected]:
    if entry.sha256 not in _detectors:
        _detectors.clear()
        _detectors[entry.sha256] = open_products(entry)
    return _detectors[entry.sha256]


def _reader(entry: Entry) -> TextReader:
    if entry.sha256 not in _readers:
        _readers.clear()
        _readers[entry.sha256] = TextReader(entry)
    return _readers[entry.sha256]


_readers: dict[str, TextReader] = {}
_detectors: dict[str, Callable[[np.ndarray], Detected]] = {}
