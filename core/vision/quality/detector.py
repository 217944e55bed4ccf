"""How a picture is as a photo: sharp or blurred, dark or bright, with much or little contrast.

Of the whole picture, as people first see it; a marketplace's rules measure the product alone (`core.rules.measures`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from core.errors import SetupError
from core.images.sharpness import edge_width
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact

FACTS = ("sharpness", "brightness", "contrast")
SHARPEST = 2.0  # pixels that the edge of a step takes


def open_quality(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function.

    Parameters
    ----------
    entry : core.models.manifest.Entry
        Of role "quality": its file holds the longest side that is measured and, for each fact, the limits between its
        values.

    Raises
    ------
    SetupError
        When the file is not what it should be.
    """
    path = Path(entry.path)
    try:
        values = json.loads(path.read_text("utf-8"))
        side = int(values["side"])
        limits = {name: tuple(float(limit) for limit in values[name]) for name in FACTS}
        if any(len(pair) != 2 or pair[0] >= pair[1] for pair in limits.values()):
            raise ValueError("two limits, the lower one first, divide each fact")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupError(f"The limits {path.name} cannot be read: {error}.",
                         "Restore them: git checkout -- models.") from None

    def quality_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        width, brightness, contrast = measured(image, side)
        facts = [] if width is None else [
            Fact("sharpness", _word(width, limits["sharpness"], ("sharp", "soft", "blurred")),
                 min(1.0, SHARPEST / width), entry.name)]
        return (*facts, Fact("brightness", _word(brightness, limits["brightness"], ("dark", "medium", "bright")),
                             brightness, entry.name),
                Fact("contrast", _word(contrast, limits["contrast"], ("low", "medium", "high")), contrast, entry.name))

    return quality_of


def measured(image: np.ndarray, side: int) -> tuple[float | None, float, float]:
    """Sharpness, brightness and contrast of a picture.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    side : int
        Longest side of the copy that is measured.

    Returns
    -------
    width : float or None
        Pixels that the sharpest edges of the copy take; None where there are too few edges.
    brightness : float
        Mean level, in [0, 1].
    contrast : float
        From the level that 5 % of the pixels stay under to the one that 5 % exceed, in [0, 1].

    Examples
    --------
    >>> width, brightness, contrast = measured(np.full((50, 50, 3), 51, np.uint8), 832)
    >>> width, brightness, contrast
    (None, 0.2, 0.0)
    """
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    scale = side / max(gray.shape)
    if scale < 1:
        gray = cv2.resize(gray, (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale))),
                          interpolation=cv2.INTER_AREA)
    low, high = np.percentile(gray, (5, 95))
    return edge_width(gray), float(gray.mean()) / 255, float(high - low) / 255


def _word(value: float, limits: tuple[float, ...], words: tuple[str, str, str]) -> str:
    return words[int(value > limits[0]) + int(value > limits[1])]
