"""What a photo of a shelf shows, from its pixels and open models: the same here and in an exported folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.nouns.shelf import Box, Facing, as_box
from core.nouns.sku import SkuAnswer
from core.shelf.layout import gaps_of, rows_of
from core.shelf.lettering import Lines, in_boxes, lines_of
from core.vision.codes.reader import read_codes
from core.vision.products.detector import Detected
from core.vision.skus.matching import Matcher

ROOM = 0.02  # around a facing that is cut out, of its sides


@dataclass(frozen=True)
class Read:
    """What was read from a photo.

    Attributes
    ----------
    size_wh : tuple of int
    facings : tuple of Facing
        By row, then from left to right.
    tags, gaps : tuple of Box
    view : bytes
        The photo as JPEG, as the page shows it; empty where nobody asked for it.
    """

    size_wh: tuple[int, int]
    facings: tuple[Facing, ...]
    tags: tuple[Box, ...]
    gaps: tuple[Box, ...]
    view: bytes = b""


def read_image(image: np.ndarray, detect: Callable[[np.ndarray], Detected], matcher: Matcher | None,
               read_lines: Lines | None = None) -> Read:
    """Find the products on a photo and match each with the catalog.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB, upright.
    detect : callable
        From `core.vision.products.detector.open_products`.
    matcher : Matcher or None
        Without it nothing is matched.
    read_lines : callable, optional
        Reads text, see `core.shelf.lettering.lines_of`; asked only where a product has words.
    """
    found = detect(image)
    boxes = found.products.xyxy
    rows = rows_of(boxes)
    order = np.lexsort((boxes[:, 0], rows))
    boxes, rows, scores = boxes[order], rows[order], found.products.scores[order]
    answers = [SkuAnswer() for _ in boxes]
    if matcher is not None and len(boxes):
        words = lines_of(image, boxes, found.price_tags.xyxy, read_lines) if read_lines and matcher.has_words else []
        codes = read_codes(image, again=False)
        lying = [[codes[row] for row in rows] for rows in in_boxes([code.xyxy for code in codes], boxes)]
        answers = matcher(cut(image, boxes), words, lying)
    facings = tuple(Facing(as_box(box), float(score), int(row), answer)
                    for box, score, row, answer in zip(boxes, scores, rows, answers, strict=True))
    return Read((image.shape[1], image.shape[0]), facings, tuple(map(as_box, found.price_tags.xyxy)),
                tuple(map(as_box, gaps_of(boxes, rows))))


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
