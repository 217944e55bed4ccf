"""Text and watermarks that were laid over a picture.

On a plain background, image processing finds lines of text: several connected components of one color, about equally
high, side by side, with the gaps of letters. It searches beside the product only, since text on the product may be its
label. Where it finds such lines, a reader confirms and reads them. On a busy picture the reader alone finds text (see
`core.rules.measures.text`); without one the text is unknown. A watermark is faint text on the plain background, or a
line that names a picture agency; any other mark on the product or on a busy picture stays unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from core.nouns.measures import Box
from core.nouns.text import TextLine
from core.rules.measures.product_mask import Background, color_distance, component_stats, window
from core.rules.measures.text import PictureText, State, confirmed_boxes, text_on_busy, text_on_plain

Read = Callable[[], Sequence[TextLine]]
Watermark = Literal["found", "none", "unknown"]
_FAINT, _FAINT_MOST = 3, 60  # levels from the background of a faint mark; less is the noise of JPEG
_STROKE = 11  # pixels; what is thicker is no stroke of a letter
_INK = (40, 120)  # levels from the background of text that is meant to be read
_LEAST_AREA = 8  # pixels of a component that may be a letter
_LETTERS = 3  # components in a line on a plain background
_ON_BACKGROUND = 0.4  # of what is between the letters has to be background
_ONE_COLOR = 30.0  # levels that the letters of a line lie apart, in the middle
_MOST = 300  # components of a mask; more are texture
_DRAWN, _DRAWN_SHARE = 6, 0.6  # levels around its color, and how much of a drawn badge is within them
_BADGE, _BAR = (0.004, 0.12), 0.4  # of the frame: smallest and largest badge, largest bar
_LEAST_BACKGROUND = 0.25  # of the frame, to exclude a watermark


@dataclass(frozen=True, eq=False)
class Overlays:
    """What was laid over a picture.

    Attributes
    ----------
    text : {"found", "unclear", "none", "unknown"}
        See `core.rules.measures.text.PictureText`.
    text_boxes, watermark_boxes : tuple of (left, top, right, bottom)
        In pixels of the image that was searched.
    text_read : tuple of str
        What each of `text_boxes` says; "" where it was not or could not be read.
    watermark : {"found", "none", "unknown"}
    mask : ndarray of bool, shape (H, W)
        Text on a plain background, which is not the product.
    """

    text: State
    text_boxes: tuple[Box, ...]
    text_read: tuple[str, ...]
    watermark: Watermark
    watermark_boxes: tuple[Box, ...]
    mask: np.ndarray


def find_overlays(image: np.ndarray, background: Background, read: Read | None = None) -> Overlays:
    """Text beside the product and faint marks on the background; on a busy picture all that the reader finds.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB; usually a reduced copy.
    background : Background
        Of this image.
    read : callable, optional
        Gives the lines of text in this image's pixels; called at most once, and only where it is needed.

    Returns
    -------
    Overlays
    """
    mask = np.zeros(image.shape[:2], bool)
    if min(image.shape[:2]) < 32:
        return Overlays("unknown", (), (), "unknown", (), mask)
    if not background.plain:
        text = PictureText("unknown") if read is None else text_on_busy(read())
        watermark: Watermark = "found" if text.watermarks else "unknown"
        return Overlays(text.state, text.boxes, text.read, watermark, text.watermarks, mask)
    boxes = _at_levels(background.distance, image, _INK, background=background.mask)
    boxes += tuple(box for box in _badges(image, background) if not _within(box, boxes))
    text = PictureText("found" if boxes else "none", boxes, ("",) * len(boxes))
    if boxes and read is not None:
        lines = read()
        boxes = confirmed_boxes(boxes, lines)
        text = text_on_plain(boxes, lines)
    faint = _faint(image, background)
    for left, top, right, bottom in boxes + faint:  # with the soft rims of letters and what stands between them
        mask[max(0, top - 2):bottom + 2, max(0, left - 2):right + 2] = True
    watermarks = faint + text.watermarks
    is_visible = float(background.mask.mean()) >= _LEAST_BACKGROUND
    watermark = "found" if watermarks else "none" if is_visible else "unknown"
    return Overlays(text.state, text.boxes, text.read, watermark, watermarks, mask)


def _at_levels(distance: np.ndarray, image: np.ndarray, levels: tuple[int, ...], *, letters: int = _LETTERS,
               background: np.ndarray | None = None, tallest: float = 0.2) -> tuple[Box, ...]:
    """Lines of text at any of several thresholds: bold letters touch at the lower ones, thin ones fade above.

    With `background`, only lines that stand on it: a light product has dark parts that are far from it too.
    """
    boxes: tuple[Box, ...] = ()
    for level in levels:
        ink = distance >= level
        for box in _lines(ink.astype(np.uint8), image, letters, tallest=tallest):
            here = slice(box[1], box[3]), slice(box[0], box[2])
            if background is not None and float(background[here].sum()) < _ON_BACKGROUND * float((~ink[here]).sum()):
                continue
            boxes += () if _within(box, boxes) else (box,)
    return boxes


def _within(box: Box, others: tuple[Box, ...]) -> bool:
    """Mostly covered by one of the others."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    for left, top, right, bottom in others:
        across, down = min(box[2], right) - max(box[0], left), min(box[3], bottom) - max(box[1], top)
        if across > 0 and down > 0 and across * down > 0.5 * area:
            return True
    return False


def _badges(image: np.ndarray, background: Background) -> tuple[Box, ...]:
    """Bars and badges: components beside the product, of one exact color as only drawn ones are, with text in them."""
    labels, stats = background.components
    boxes: tuple[Box, ...] = ()
    if len(stats) < 3:
        return boxes
    size = background.distance.size
    largest = int(stats[1:, cv2.CC_STAT_AREA].argmax()) + 1
    for number in np.argsort(-stats[:, cv2.CC_STAT_AREA])[:8].tolist():
        left, top, wide, high, area = stats[number].tolist()
        on_edge = left == 0 or top == 0 or left + wide == image.shape[1] or top + high == image.shape[0]
        is_bar = on_edge and wide > 2.5 * high
        if number == 0 or not _BADGE[0] <= area / size <= (_BAR if is_bar else _BADGE[1]):
            continue
        if number == largest and not is_bar:
            continue
        rows, columns = slice(top, top + high), slice(left, left + wide)
        part, here = image[rows, columns], labels[rows, columns] == number
        color = np.median(part[here], axis=0)
        distance = color_distance(part, color)
        if float((distance[here] <= _DRAWN).mean()) >= _DRAWN_SHARE and _at_levels(distance, part, _INK, tallest=0.8):
            boxes += ((left, top, left + wide, top + high),)
    return boxes


def _faint(image: np.ndarray, background: Background) -> tuple[Box, ...]:
    """Text of little contrast on the background; soft shadows have no strokes and fall out."""
    near_ink = cv2.dilate((background.distance >= _FAINT_MOST).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0  # seams
    least, letters = _FAINT if min(background.color) > 250 else 2 * _FAINT, _LETTERS + 2
    marks = (background.distance >= least) & ~near_ink  # a stroke is never farther from the background than its pixels
    if np.count_nonzero(marks) < letters * _LEAST_AREA:
        return ()
    here = window(marks, 2 * (_STROKE // 2))  # what an opening reaches
    stroke = np.zeros_like(background.distance)
    stroke[here] = cv2.morphologyEx(background.distance[here], cv2.MORPH_TOPHAT, np.ones((_STROKE, _STROKE), np.uint8))
    stroke[near_ink] = 0
    return _at_levels(stroke, image, (least, 3 * least, 6 * least), letters=letters, background=background.mask)


def _lines(mask: np.ndarray, image: np.ndarray, letters: int, *, tallest: float) -> list[Box]:
    """The boxes of components of a mask that stand in lines like letters."""
    height, width = mask.shape
    if cv2.countNonZero(mask) < letters * _LEAST_AREA:
        return []
    x, y, across, down = cv2.boundingRect(mask)  # the rest is empty
    image = image[y:y + down, x:x + across]
    mask = mask[y:y + down, x:x + across]
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    if count <= letters:  # with what the mask leaves out
        return []
    stats = component_stats(mask, labels, count)
    left, top, wide, high, area = stats.T
    tall, full = high / height, area / np.maximum(1, wide * high)
    is_letter = ((high >= 5) & (tall <= tallest) & (wide <= 4 * high) & (high <= 8 * wide) & (area >= _LEAST_AREA)
                 & (full > 0.15) & (wide <= 0.25 * width))
    is_letter[0] = False
    rows = np.flatnonzero(is_letter)
    if len(rows) < letters or len(rows) > _MOST:
        return []
    boxes = []
    for group in _neighbors(stats[rows]):
        line = rows[group]
        if len(line) < letters or not _looks_like_text(stats[line], labels, image):
            continue
        boxes.append((x + int(left[line].min()), y + int(top[line].min()), x + int((left + wide)[line].max()),
                      y + int((top + high)[line].max())))
    return boxes


def _neighbors(stats: np.ndarray) -> list[np.ndarray]:
    """Groups of components that follow each other in a line."""
    left, top, wide, high = (stats[:, column].astype(np.float32) for column in range(4))
    tallest = np.maximum(high[:, None], high[None, :])
    lowest = np.minimum(high[:, None], high[None, :])
    overlap = (np.minimum((top + high)[:, None], (top + high)[None, :]) - np.maximum(top[:, None], top[None, :]))
    gap = np.maximum(left[:, None], left[None, :]) - np.minimum((left + wide)[:, None], (left + wide)[None, :])
    beside = (overlap >= 0.6 * lowest) & (tallest <= 2.0 * lowest) & (gap <= 1.2 * tallest) & (gap > -0.3 * lowest)
    group = np.arange(len(stats))
    while True:  # the smallest number spreads along each line
        smallest = np.where(beside, group[None, :], len(stats)).min(1)
        spread = np.minimum(group, smallest)
        if (spread == group).all():
            return [np.flatnonzero(group == value) for value in np.unique(group)]
        group = spread


def _looks_like_text(stats: np.ndarray, labels: np.ndarray, image: np.ndarray) -> bool:
    """One color, one height, and a line rather than a heap."""
    left, top, right, bottom = (stats[:, 0].min(), stats[:, 1].min(), (stats[:, 0] + stats[:, 2]).max(),
                                (stats[:, 1] + stats[:, 3]).max())
    if right - left < 1.2 * (bottom - top):
        return False
    high = stats[:, 3]
    feet = stats[:, 1] + high
    if float(high.std()) > 0.3 * float(high.mean()) or \
            float(np.median(np.abs(feet - np.median(feet)))) > max(1.0, 0.1 * float(high.mean())):
        return False
    colors = []
    for x, y, wide, tall in stats[:, :4].tolist():
        part = labels[y:y + tall, x:x + wide]
        values, counts = np.unique(part[part > 0], return_counts=True)
        inside = part == values[counts.argmax()]
        colors.append(np.median(image[y:y + tall, x:x + wide][inside], axis=0))
    shades = np.array(colors)
    return bool(np.median(np.abs(shades - np.median(shades, axis=0)).max(1)) <= _ONE_COLOR)
