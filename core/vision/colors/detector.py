"""The colors of the product in a picture, named, with how much of the product each covers.

On a plain background, the product is what differs from the border; elsewhere the middle of the picture stands for it.
Each pixel takes the name of the nearest color of the palette in CIELAB [1]_, where distances go with what people see.

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
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact

FACT = "color"


def open_colors(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function for a palette.

    Parameters
    ----------
    entry : core.models.manifest.Entry
        Of role "colors".

    Raises
    ------
    SetupError
        When the palette's file is not what it should be.
    """
    path = Path(entry.path)
    try:
        values = json.loads(path.read_text("utf-8"))
        names = list(values["palette"])
        palette = np.array([values["palette"][name] for name in names], np.float32).reshape(-1, 3)
        limits = {name: float(values[name]) for name in ("side", "border_spread", "product_distance", "least_share",
                                                         "most_colors", "middle")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupError(f"The palette {path.name} cannot be read: {error}.",
                         "Restore it: git checkout -- models.") from None

    def colors_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        shares = color_shares(image, palette, limits)
        order = np.argsort(-shares)[: int(limits["most_colors"])]
        return tuple(Fact(FACT, names[place], float(shares[place]), entry.name) for place in order
                     if shares[place] >= limits["least_share"])

    return colors_of


def color_shares(image: np.ndarray, palette: np.ndarray, limits: dict[str, float]) -> np.ndarray:
    """How much of the product each color of a palette covers.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    palette : ndarray of float32, shape (N, 3)
        CIELAB: L in [0, 100], a and b around 0.
    limits : dict of str to float
        As in the palette's file.

    Returns
    -------
    ndarray of float64, shape (N,)
        In [0, 1]; they sum to 1.

    Examples
    --------
    >>> import numpy as np
    >>> red = np.zeros((40, 40, 3), np.uint8); red[...] = 255; red[10:30, 10:30] = (200, 20, 20)
    >>> limits = {"side": 64, "border_spread": 6, "product_distance": 12, "middle": 0.6}
    >>> color_shares(red, np.array([[45, 65, 45], [100, 0, 0]], np.float32), limits).round(1).tolist()
    [1.0, 0.0]
    """
    side = int(limits["side"])
    scale = side / max(image.shape[:2])
    size_wh = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA) if scale < 1 else image
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    pixels = lab[product_mask(lab, limits)]
    nearest = ((pixels[:, None] - palette[None]) ** 2).sum(axis=2).argmin(axis=1)
    return np.bincount(nearest, minlength=len(palette)) / len(pixels)


def product_mask(lab: np.ndarray, limits: dict[str, float]) -> np.ndarray:
    """Where the product is: what differs from a plain border, else the middle of the picture.

    Parameters
    ----------
    lab : ndarray of float32, shape (H, W, 3)
        CIELAB.
    limits : dict of str to float
        As in the palette's file.

    Returns
    -------
    ndarray of bool, shape (H, W)
        With at least one pixel.
    """
    border = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    paper = np.median(border, axis=0)
    if np.median(np.linalg.norm(border - paper, axis=1)) <= limits["border_spread"]:
        mask = np.linalg.norm(lab - paper, axis=2) > limits["product_distance"]
        if mask.mean() > 0.01:  # less is dust on the background
            return np.asarray(mask)
    height, width = lab.shape[:2]
    top, left = (int(size * (1 - limits["middle"]) / 2) for size in (height, width))
    mask = np.zeros((height, width), bool)
    mask[top:max(top + 1, height - top), left:max(left + 1, width - left)] = True
    return mask
