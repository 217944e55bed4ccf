"""Edits that a photographer or an editor can repeat: each a pure function of an image, its formula beside it.

`TABLE` says which edits are tried, in which direction and how far. An amount of 0 changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from core.nouns.flip import Edit, Kind
from core.nouns.measures import Box

SIDES = ("left", "top", "right", "bottom")
GAMMA = 2.2  # of sRGB, nearly
INPAINT = 0.006  # radius, of the longer side


@dataclass(frozen=True, eq=False)
class Scene:
    """What edits need to know of a picture, found once on a reduced copy; shares of the picture, so any size fits.

    Attributes
    ----------
    background : ndarray of bool, shape (h, w), or None
        None where the background is not plain, so that the product's outline is unknown.
    color : tuple of float
        Red, green and blue that the picture is padded with.
    border : tuple of float
        Shares to cut off the left, top, right and bottom to remove a border; zeros without one.
    lettering : tuple of Box
        Left, top, right and bottom of lines of text, as shares.
    """

    background: np.ndarray | None = None
    color: tuple[float, float, float] = (255.0, 255.0, 255.0)
    border: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    lettering: tuple[tuple[float, float, float, float], ...] = ()


TABLE = (  # each at the largest amount that is tried; more would make another picture of it
    *(Edit("crop", 0.35, side) for side in (*SIDES, "all")),
    Edit("pad", 0.5),
    Edit("rotate", 15.0), Edit("rotate", -15.0),
    Edit("exposure", 1.0), Edit("exposure", -1.0),
    Edit("contrast", 0.5), Edit("contrast", -0.5),
    Edit("saturation", 0.8), Edit("saturation", -1.0),
    Edit("whiten_background", 1.0), Edit("blur_background", 0.05),
    Edit("remove_border", 1.0), Edit("remove_lettering", 1.0),
)
ON_OFF: tuple[Kind, ...] = ("remove_border", "remove_lettering")  # there is no half of it


def apply(image: np.ndarray, edits: Iterable[Edit], scene: Scene) -> np.ndarray:
    """Apply edits one after the other; those that keep the frame first, so that the scene still fits.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    edits : iterable of Edit
    scene : Scene
        Of the same picture.

    Returns
    -------
    ndarray of uint8, shape (h, w, 3)

    Examples
    --------
    >>> image = np.full((100, 200, 3), 90, np.uint8)
    >>> apply(image, [Edit("crop", 0.1, "left")], Scene()).shape
    (100, 180, 3)
    """
    for edit in sorted(edits, key=lambda edit: edit.kind in ("crop", "pad", "rotate", "remove_border")):
        if edit.amount:
            image = _APPLY[edit.kind](image, edit, scene)
    return np.ascontiguousarray(image)


def scaled(edits: tuple[Edit, ...], share: float) -> tuple[Edit, ...]:
    """The same edits at a share of their amounts.

    Examples
    --------
    >>> scaled((Edit("rotate", -15.0),), 0.2)
    (Edit(kind='rotate', amount=-3.0, side=''),)
    """
    return tuple(edit if edit.kind in ON_OFF else replace(edit, amount=round(edit.amount * share, 4)) for edit in edits)


def why_not(edit: Edit, scene: Scene) -> str:
    """The reason, a key of `core.words.flip.SKIPPED`, for which an edit cannot be tried; "" where it can."""
    if edit.kind in ("whiten_background", "blur_background") and scene.background is None:
        return "no_mask"
    if edit.kind == "remove_border" and not any(scene.border):
        return "no_border"
    return "no_lettering" if edit.kind == "remove_lettering" and not scene.lettering else ""


def _crop(image: np.ndarray, edit: Edit, _scene: Scene) -> np.ndarray:
    """Cut amount x width (or height) off the side; "all" cuts it off each of the four."""
    return _cut(image, tuple(edit.amount * (edit.side in (side, "all")) for side in SIDES))


def _cut(image: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    height, width = image.shape[:2]
    left, top, right, bottom = (round(share * length) for share, length in
                                zip(shares, (width, height, width, height), strict=True))
    return image[min(top, height - 1):max(height - bottom, top + 1), min(left, width - 1):max(width - right, left + 1)]


def _pad(image: np.ndarray, edit: Edit, scene: Scene) -> np.ndarray:
    """Add amount x width left and right, and amount x height above and below, in the background's color."""
    rows, columns = (round(edit.amount * length) for length in image.shape[:2])
    return np.asarray(cv2.copyMakeBorder(image, rows, rows, columns, columns, cv2.BORDER_CONSTANT, value=scene.color))


def _rotate(image: np.ndarray, edit: Edit, _scene: Scene) -> np.ndarray:
    """Turn about the center, and zoom in so far that no empty corner shows: the frame keeps its size.

    The zoom is max(cos a + h/w sin a, cos a + w/h sin a), with |a| the angle.
    """
    height, width = image.shape[:2]
    angle, aspect = math.radians(abs(edit.amount)), max(height / width, width / height)
    zoom = math.cos(angle) + aspect * math.sin(angle)
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -edit.amount, zoom)
    return np.asarray(cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_LINEAR,
                                     borderMode=cv2.BORDER_REPLICATE))


def _exposure(image: np.ndarray, edit: Edit, _scene: Scene) -> np.ndarray:
    """Light times 2^amount: 255 x (2^amount x (v / 255)^2.2)^(1 / 2.2)."""
    levels = np.arange(256) * 2 ** (edit.amount / GAMMA)
    return np.asarray(cv2.LUT(image, np.clip(np.rint(levels), 0, 255).astype(np.uint8)))


def _contrast(image: np.ndarray, edit: Edit, _scene: Scene) -> np.ndarray:
    """m + (1 + amount) x (v - m), with m the picture's mean level."""
    mean = float(image.mean())
    levels = mean + (1 + edit.amount) * (np.arange(256) - mean)
    return np.asarray(cv2.LUT(image, np.clip(np.rint(levels), 0, 255).astype(np.uint8)))


def _saturation(image: np.ndarray, edit: Edit, _scene: Scene) -> np.ndarray:
    """g + (1 + amount) x (v - g), with g the pixel's gray by BT.601."""
    gray = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.addWeighted(image, 1 + edit.amount, gray, -edit.amount, 0))


def _whiten(image: np.ndarray, edit: Edit, scene: Scene) -> np.ndarray:
    """v + amount x (255 - v) where the background is."""
    return _blend(image, np.full_like(image, 255), edit.amount * _mask(image, scene))


def _blur(image: np.ndarray, edit: Edit, scene: Scene) -> np.ndarray:
    """A Gaussian blur of amount x longer side where the background is."""
    blurred = np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.1, edit.amount * max(image.shape[:2]))))
    return _blend(image, blurred, _mask(image, scene))


def _mask(image: np.ndarray, scene: Scene) -> np.ndarray:
    assert scene.background is not None, "`why_not` says that there is no mask"
    height, width = image.shape[:2]
    return np.asarray(cv2.resize(scene.background.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR))


def _blend(image: np.ndarray, other: np.ndarray, weight: np.ndarray) -> np.ndarray:
    share = weight[..., None]
    return np.asarray(np.rint(image * (1 - share) + other * share).astype(np.uint8))


def _remove_border(image: np.ndarray, _edit: Edit, scene: Scene) -> np.ndarray:
    """Cut the border off."""
    return _cut(image, scene.border)


def _remove_lettering(image: np.ndarray, _edit: Edit, scene: Scene) -> np.ndarray:
    """Fill lines of text from around (Telea, 2004): to test what the score depends on, never to publish."""
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    for left, top, right, bottom in scene.lettering:
        box: Box = (int(left * width), int(top * height), math.ceil(right * width), math.ceil(bottom * height))
        mask[box[1]:box[3], box[0]:box[2]] = 255
    return np.asarray(cv2.inpaint(image, mask, max(2.0, INPAINT * max(height, width)), cv2.INPAINT_TELEA))


_APPLY = {"crop": _crop, "pad": _pad, "rotate": _rotate, "exposure": _exposure, "contrast": _contrast,
          "saturation": _saturation, "whiten_background": _whiten, "blur_background": _blur,
          "remove_border": _remove_border, "remove_lettering": _remove_lettering}
