"""The colors of the product and of the background in a picture, named, with how much of each they cover.

The mask (`core.vision.mask`) says which is which; where it marks nothing, the middle of the picture stands for the
product. Each pixel takes the name of the nearest color of the palette in CIELAB [1]_, where distances go with what
people see.

References
----------
.. [1] CIE 15:2018, Colorimetry; the palette's names are those of basic color terms (Berlin and Kay, 1969), and beige.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from core.errors import SetupError
from core.models import store
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.mask.detector import DUST, mask_model

FACT, BACKGROUND = "color", "background_color"


def open_colors(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function for a palette; the mask is that of the same folder.

    Parameters
    ----------
    entry : core.models.manifest.Entry
        Of role "colors".

    Raises
    ------
    SetupError
        When the palette's file is not what it should be, or there is no mask.
    """
    path = Path(entry.path)
    try:
        values = json.loads(path.read_text("utf-8"))
        names = list(values["palette"])
        palette = np.array([values["palette"][name] for name in names], np.float32).reshape(-1, 3)
        limits = {name: float(values[name]) for name in ("side", "least_share", "most_colors", "middle")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupError(f"The palette {path.name} cannot be read: {error}.",
                         "Restore it: git checkout -- models.") from None
    model = mask_model(store.entry(path.parent, "mask"))

    def colors_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        found = model.of(image)
        product = found.mask
        if found.share <= DUST:
            product = middle(product.shape, limits["middle"])
        facts: list[Fact] = []
        for name, mask in ((FACT, product), (BACKGROUND, ~product)):
            shares = color_shares(image, mask, palette, int(limits["side"]))
            order = np.argsort(-shares)[: int(limits["most_colors"])]
            facts += [Fact(name, names[place], float(shares[place]), entry.name) for place in order
                      if shares[place] >= limits["least_share"]]
        return tuple(facts)

    return colors_of


def color_shares(image: np.ndarray, mask: np.ndarray, palette: np.ndarray, side: int) -> np.ndarray:
    """How much of a part of a picture each color of a palette covers.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    mask : ndarray of bool, shape (h, w)
        The part, on a copy of any size.
    palette : ndarray of float32, shape (N, 3)
        CIELAB: L in [0, 100], a and b around 0.
    side : int
        Longest side of the copy whose pixels are counted.

    Returns
    -------
    ndarray of float64, shape (N,)
        In [0, 1]; they sum to 1, or are all 0 for a part without a pixel.

    Examples
    --------
    >>> import numpy as np
    >>> red = np.zeros((40, 40, 3), np.uint8); red[...] = 255; red[10:30, 10:30] = (200, 20, 20)
    >>> part = np.zeros((40, 40), bool); part[10:30, 10:30] = True
    >>> color_shares(red, part, np.array([[45, 65, 45], [100, 0, 0]], np.float32), 64).round(1).tolist()
    [1.0, 0.0]
    """
    scale = min(1.0, side / max(image.shape[:2]))
    size_wh = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA) if scale < 1 else image
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    pixels = lab[cv2.resize(mask.view(np.uint8), size_wh, interpolation=cv2.INTER_NEAREST) > 0]
    if not len(pixels):
        return np.zeros(len(palette))
    nearest = ((pixels[:, None] - palette[None]) ** 2).sum(axis=2).argmin(axis=1)
    return np.bincount(nearest, minlength=len(palette)) / len(pixels)


def middle(shape_hw: tuple[int, ...], share: float) -> np.ndarray:
    """The middle of a picture.

    Parameters
    ----------
    shape_hw : tuple of int
    share : float
        Of each side, in [0, 1].

    Returns
    -------
    ndarray of bool, shape (h, w)
        With at least one pixel.
    """
    height, width = shape_hw[:2]
    top, left = (int(size * (1 - share) / 2) for size in (height, width))
    mask = np.zeros((height, width), bool)
    mask[top:max(top + 1, height - top), left:max(left + 1, width - left)] = True
    return mask
