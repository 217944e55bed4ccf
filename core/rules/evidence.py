"""The pixels behind a marketplace's verdicts, drawn on the picture: gray background tinted, margins, boxes."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from core.images.draw import downscale
from core.nouns.measures import Measures
from core.nouns.verdict import Verdict
from core.rules.measures.measure import SIDE
from core.rules.measures.product_mask import find_background
from core.words.colors import OUTCOME_COLORS, rgb

BROKEN = OUTCOME_COLORS["fail"]
UNCLEAR = OUTCOME_COLORS["warn"]
PRODUCT = "#0072B2"  # blue: the product's box
_TINT = 0.45


def draw_evidence(image: np.ndarray, measures: Measures, verdicts: Sequence[Verdict]) -> np.ndarray:
    """Draw what the failing and warning verdicts rest on.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB; the picture or a smaller copy of it. A copy that was saved as JPEG may have lost its pure white.
    measures : Measures
        Of the picture.
    verdicts : sequence of Verdict
        Those that pass draw nothing, nor do unknown ones without a place in the picture.

    Returns
    -------
    ndarray of uint8, shape (H, W, 3)
        A new image. Background that is not pure white is tinted where a rule on it is broken; the product's box with
        lines to the frame stands for margins and fill; text, watermarks and borders are boxed.
    """
    canvas = np.ascontiguousarray(image).copy()
    broken = [verdict for verdict in verdicts if verdict.outcome in ("fail", "warn")]
    if any(verdict.evidence == "background" for verdict in broken):
        _tint(canvas, not_white(image))
    scale = np.array([canvas.shape[1] / measures.width, canvas.shape[0] / measures.height] * 2)
    if measures.product_box is not None and any(verdict.evidence == "margins" for verdict in broken):
        _margins(canvas, np.array(measures.product_box) * scale)
    for verdict in verdicts:
        for box in verdict.evidence if not isinstance(verdict.evidence, str) else ():
            _box(canvas, np.array(box) * scale, BROKEN if verdict in broken else UNCLEAR)
    return canvas


def not_white(image: np.ndarray) -> np.ndarray:
    """Background pixels that are not 255, 255, 255.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.

    Returns
    -------
    ndarray of bool, shape (H, W)
        Of a busy picture, whose background is unknown, all pixels that are not white.

    Examples
    --------
    >>> image = np.full((60, 60, 3), 255, np.uint8)
    >>> image[20:40, 20:40] = 90  # the product
    >>> image[:, :5] = 250
    >>> int(not_white(image).sum())
    300
    """
    background = find_background(downscale(image, side=SIDE))
    mask = background.mask if background.plain else np.ones_like(background.mask)
    whole = cv2.resize(mask.astype(np.uint8), (image.shape[1], image.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    return whole & (image.min(2) < 255)


def _tint(canvas: np.ndarray, mask: np.ndarray) -> None:
    color = np.array(rgb(BROKEN), np.float32)
    canvas[mask] = np.rint(canvas[mask] * (1 - _TINT) + color * _TINT).astype(np.uint8)


def _margins(canvas: np.ndarray, box: np.ndarray) -> None:
    left, top, right, bottom = (int(value) for value in np.rint(box))
    middle_x, middle_y = (left + right) // 2, (top + bottom) // 2
    for start, end in (((0, middle_y), (left, middle_y)), ((right, middle_y), (canvas.shape[1] - 1, middle_y)),
                       ((middle_x, 0), (middle_x, top)), ((middle_x, bottom), (middle_x, canvas.shape[0] - 1))):
        _line(canvas, start, end, BROKEN)
    _box(canvas, box, PRODUCT)


def _box(canvas: np.ndarray, box: np.ndarray, color: str) -> None:
    left, top, right, bottom = (int(round(float(value))) for value in box)
    right, bottom = min(right, canvas.shape[1]) - 1, min(bottom, canvas.shape[0]) - 1
    for start, end in (((left, top), (right, top)), ((right, top), (right, bottom)),
                       ((right, bottom), (left, bottom)), ((left, bottom), (left, top))):
        _line(canvas, start, end, color)


def _line(canvas: np.ndarray, start: tuple[int, int], end: tuple[int, int], color: str) -> None:
    """In a light casing, so that it shows on dark and on light pictures."""
    width = max(1, round(max(canvas.shape[:2]) / 320))
    cv2.line(canvas, start, end, (255, 255, 255), width + 2 * max(1, width // 2), cv2.LINE_AA)
    cv2.line(canvas, start, end, rgb(color), width, cv2.LINE_AA)
