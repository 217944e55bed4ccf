"""What worker processes do for this room: read a shelf photo, cut facings out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.images.decode import read_picture
from core.images.draw import preview_jpeg
from core.images.shelves.arrangement import Packshot
from core.images.shelves.shelf import make_shelf
from core.models.manifest import Entry
from core.nouns.shelf import Box, Facing, SyntheticShelf, as_box
from core.nouns.sku import SkuAnswer
from core.settings import Settings
from core.shelf.layout import gaps_of, rows_of
from core.skus.tasks import matcher_of
from core.vision.mask.cutout import cut_out
from core.vision.products.detector import Detected, open_products

Index = tuple[Path, tuple[Entry, Entry]]  # its folder; matcher and network
SYNTHETIC_WH = (1200, 900)
VIEW = 1600  # pixels of the longer side of what the page shows
ROOM = 0.02  # around a facing that is cut out, of its sides


@dataclass(frozen=True)
class Read:
    """What a worker process read from a photo.

    Attributes
    ----------
    size_wh : tuple of int
    facings : tuple of Facing
        By row, then from left to right.
    tags, gaps : tuple of Box
    view : bytes
        The photo as JPEG of at most `VIEW` pixels.
    """

    size_wh: tuple[int, int]
    facings: tuple[Facing, ...]
    tags: tuple[Box, ...]
    gaps: tuple[Box, ...]
    view: bytes


def read(settings: Settings, path: str, uri: str, models: tuple[Entry, Index | None]) -> Read:
    """Find the products on a photo and match each with the catalog.

    Parameters
    ----------
    settings : Settings
    path, uri : str
        The photo's file, and what people call it.
    models : (Entry, Index or None)
        The detector, and the index of products with the models of its matcher; without it nothing is matched.
    """
    image = read_picture(Path(path), uri, settings).image
    entry, index = models
    found = _detector(entry)(image)
    boxes = found.products.xyxy
    rows = rows_of(boxes)
    order = np.lexsort((boxes[:, 0], rows))
    boxes, rows, scores = boxes[order], rows[order], found.products.scores[order]
    answers = matcher_of(*index)(cut(image, boxes)) if index is not None and len(boxes) else [
        SkuAnswer() for _ in boxes]
    facings = tuple(Facing(as_box(box), float(score), int(row), answer)
                    for box, score, row, answer in zip(boxes, scores, rows, answers, strict=True))
    return Read((image.shape[1], image.shape[0]), facings, tuple(map(as_box, found.price_tags.xyxy)),
                tuple(map(as_box, gaps_of(boxes, rows))), preview_jpeg(image, side=VIEW))


def cut(image: np.ndarray, boxes: Sequence[Box] | np.ndarray) -> list[np.ndarray]:
    """Cut-outs of a picture with a little room around each box.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
    boxes : sequence of Box
        In pixels of the picture.

    Returns
    -------
    list of ndarray of uint8, shape (h, w, 3)
    """
    height, width = image.shape[:2]
    found = []
    for left, top, right, bottom in boxes:
        across, down = ROOM * (right - left), ROOM * (bottom - top)
        x0, y0 = max(int(left - across), 0), max(int(top - down), 0)
        x1, y1 = min(int(np.ceil(right + across)), width), min(int(np.ceil(bottom + down)), height)
        found.append(np.ascontiguousarray(image[y0:max(y1, y0 + 1), x0:max(x1, x0 + 1)]))
    return found


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


_detectors: dict[str, Callable[[np.ndarray], Detected]] = {}
