"""Drawn pictures whose truth is known, and the day on which tests check them."""

from __future__ import annotations

from datetime import date

import cv2
import numpy as np

from core.nouns.measures import FileFacts, Measures
from core.nouns.verdict import Verdict
from core.rules.check import check
from core.rules.measures.measure import measure
from core.rules.rule_packs import packs

TODAY = date(2026, 11, 24)
OUTLINES = (  # of a shirt, a mug, a plate and a box, in shares of width and height
    ((0.3, 0), (0.7, 0), (1, 0.3), (0.85, 0.4), (0.85, 1), (0.15, 1), (0.15, 0.4), (0, 0.3)),
    ((0, 0), (0.75, 0), (0.75, 0.2), (1, 0.3), (1, 0.7), (0.75, 0.8), (0.75, 1), (0, 1)),
    ((0.5, 0), (0.85, 0.15), (1, 0.5), (0.85, 0.85), (0.5, 1), (0.15, 0.85), (0, 0.5), (0.15, 0.15)),
    ((0, 0), (1, 0), (1, 1), (0, 1)))
FACTS = FileFacts("jpeg", 1234, (10, 10), "RGB")


def sheet(level: int = 255, side: int = 800) -> np.ndarray:
    """Nothing but background."""
    return np.full((side, side, 3), level, np.uint8)


def with_block(image: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """A product with stripes inside, so that it has edges of its own; drawn into the image."""
    left, top, right, bottom = box
    image[top:bottom, left:right] = (40, 70, 120)
    for x in range(left + 10, right - 10, 40):
        image[top + 10:bottom - 10, x:x + 15] = (150, 90, 60)
    return image


def shot(level: int = 255, side: int = 1700, reach: float = 0.9) -> np.ndarray:
    """A packshot with edges inside the product."""
    image = sheet(level, side)
    gap = round(side * (1 - reach) / 2)
    image[gap:side - gap, gap:side - gap] = (40, 70, 120)
    for x in range(gap + 40, side - gap - 60, 120):
        image[gap + 30:side - gap - 30, x:x + 40] = (150, 90, 60)
    return image


def pale_product(draw: np.random.Generator, level: int, delta: float) -> tuple[np.ndarray, np.ndarray]:
    """A product of nearly the color of its background with a dark print, through JPEG; and its mask."""
    side = int(draw.integers(420, 900))
    wide, high = (round(side * share) for share in draw.uniform(0.4, 0.75, 2))
    left, top = (round(draw.uniform(0.05, 0.95 - size / side) * side) for size in (wide, high))
    cover = np.zeros((side, side), np.uint8)
    corners = np.array(OUTLINES[int(draw.integers(len(OUTLINES)))])
    cv2.fillPoly(cover, [np.int32(corners * (wide, high) + (left, top))], 255, cv2.LINE_AA)
    image = np.full((side, side, 3), float(level)) - (cover / 255 * delta)[..., None]
    body = cv2.erode(cover, np.ones((5, 5), np.uint8)) > 0
    cv2.circle(image, (left + wide // 2, top + high // 2), min(wide, high) // 9, (30.0, 40.0, 160.0), -1, cv2.LINE_AA)
    image += draw.normal(0, draw.choice([0, 0.6, 1.5]), image.shape)
    options = [cv2.IMWRITE_JPEG_QUALITY, int(draw.integers(82, 98))]
    data = cv2.imencode(".jpg", np.rint(image).clip(0, 255).astype(np.uint8)[..., ::-1], options)[1]
    return cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), body


def written(image: np.ndarray, words: str, at: tuple[int, int], size: int,
            color: tuple[int, int, int] = (200, 30, 30)) -> np.ndarray:
    """A copy with words laid over it, their baseline at `at`."""
    copy = image.copy()
    cv2.putText(copy, words, at, color, cv2.FontFace("sans"), size, 600)
    return copy


def measured(image: np.ndarray, kind: str = "jpeg", size: int = 200_000) -> Measures:
    """The measures of an image that lies in a file of this format and size."""
    return measure(image, FileFacts(kind, size, (image.shape[1], image.shape[0]), "RGB"))


def verdicts(measures: Measures, pack: str, today: date = TODAY) -> dict[str, Verdict]:
    """Rule -> verdict of a bundled pack."""
    return {verdict.rule: verdict for verdict in check(measures, packs()[pack], today)}
