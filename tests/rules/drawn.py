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
