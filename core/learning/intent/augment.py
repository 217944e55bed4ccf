"""Random views of a training picture: crops, colors, re-encoding, and changed backgrounds.

A pack of pictures gives its labels away by sharpness, aspect and white backgrounds. These views blur such
hints: packshots are pasted onto scenes, pets and landscapes are cut out onto white.
"""

from __future__ import annotations

import cv2
import numpy as np

from core.vision.intent.contract import squash

SIDE = 224
MIN_OBJECT = 0.2  # share of a pasted picture that stands out from white
# A pasted product fills such a share of the scene: small as in a photo of a room or a street, or nearly all of it.
SMALL_AREA, LARGE_AREA = (0.08, 0.4), (0.4, 1.0)
SMALL_SHARE = 0.7


def random_view(
    image: np.ndarray, rng: np.random.Generator, *, scene: np.ndarray | None = None, cut_out: bool = False
) -> np.ndarray:
    """Make one random training view.

    Parameters
    ----------
    image : numpy.ndarray
        uint8 RGB (H, W, 3).
    rng : numpy.random.Generator
        Source of chance.
    scene : numpy.ndarray, optional
        uint8 RGB background to paste a packshot on white onto.
    cut_out : bool
        Paste the middle of the picture onto white or one color instead.

    Returns
    -------
    numpy.ndarray
        uint8 RGB (224, 224, 3).
    """
    if scene is not None:
        image = paste_packshot(image, scene, rng)
    else:
        image = _crop(cut_out_middle(image, rng) if cut_out else image, rng)
    if rng.random() < 0.5:
        image = image[:, ::-1]
    image = _color(np.ascontiguousarray(image), rng)
    return squash(_recompress(image, rng))


def product_mask(image: np.ndarray) -> np.ndarray:
    """Find the object of a packshot: everything that white does not reach from the border.

    Parameters
    ----------
    image : numpy.ndarray
        uint8 RGB (H, W, 3) on white.

    Returns
    -------
    numpy.ndarray
        float32 (H, W, 1), 1 on the object, soft at its edge.
    """
    white = (image.min(axis=2) >= 236).astype(np.uint8)
    framed = np.pad(white, 1, constant_values=1)
    _, parts = cv2.connectedComponents(framed, connectivity=4)
    mask = (parts[1:-1, 1:-1] != parts[0, 0]).astype(np.float32)
    return cv2.GaussianBlur(mask, (3, 3), 0)[..., None]


def bounding_box(mask: np.ndarray) -> tuple[slice, slice]:
    """Rows and columns that hold a mask (bool, (H, W)); all of them where it is empty."""
    if not mask.any():
        return slice(None), slice(None)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def paste_packshot(
    image: np.ndarray, scene: np.ndarray, rng: np.random.Generator, *, area: float | None = None
) -> np.ndarray:
    """Paste the object of a packshot onto a scene.

    Parameters
    ----------
    image, scene : numpy.ndarray
        uint8 RGB of any size.
    rng : numpy.random.Generator
        Source of chance.
    area : float, optional
        Share of the scene that the object's bounding box takes, up to 1; by default a random one.

    Returns
    -------
    numpy.ndarray
        uint8 RGB (224, 224, 3); the packshot, cut to its object, where too little of it stands out from white.
    """
    canvas = cv2.resize(_crop(scene, rng), (SIDE, SIDE)).astype(np.float32)
    image = image[bounding_box(product_mask(image)[..., 0] > 0.5)]
    if area is None:
        area = rng.uniform(*(SMALL_AREA if rng.random() < SMALL_SHARE else LARGE_AREA))
    scale = SIDE * np.sqrt(area / (image.shape[0] * image.shape[1]))
    size_wh = [max(8, min(SIDE, round(side * scale))) for side in image.shape[1::-1]]
    item = cv2.resize(image, size_wh)
    mask = product_mask(item)
    if mask.mean() < MIN_OBJECT:  # a white or tiny object would vanish
        return image
    left, top = (int(rng.integers(0, SIDE - side + 1)) for side in size_wh)
    area = canvas[top : top + size_wh[1], left : left + size_wh[0]]
    area[:] = mask * item + (1 - mask) * area
    return canvas.astype(np.uint8)


def cut_out_middle(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Cut the middle of a picture out as an ellipse or a rectangle and put it onto white or one color.

    Parameters
    ----------
    image : numpy.ndarray
        uint8 RGB.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    numpy.ndarray
        uint8 RGB, the size of `image`.
    """
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.float32)
    half_wh = (int(width * rng.uniform(0.3, 0.47)), int(height * rng.uniform(0.3, 0.47)))
    center = (width // 2, height // 2)
    if rng.random() < 0.6:
        cv2.ellipse(mask, center, half_wh, 0, 0, 360, 1.0, -1)
    else:
        corners = [(center[0] + sign * half_wh[0], center[1] + sign * half_wh[1]) for sign in (-1, 1)]
        cv2.rectangle(mask, corners[0], corners[1], 1.0, -1)
    mask = cv2.GaussianBlur(mask, (5, 5), 0)[..., None]
    ground = np.full(3, 255.0) if rng.random() < 0.7 else rng.uniform(120, 255, 3)
    return (mask * image + (1 - mask) * ground).astype(np.uint8)


def _crop(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    height, width = image.shape[:2]
    if rng.random() < 0.2:  # zoom out: a border of the color in the corner
        border = int(max(height, width) * rng.uniform(0.03, 0.25))
        color = [int(value) for value in image[0, 0]]
        return cv2.copyMakeBorder(image, border, border, border, border, cv2.BORDER_CONSTANT, value=color)
    area, aspect = rng.uniform(0.5, 1.0), np.exp(rng.uniform(-0.25, 0.25))
    h = min(height, max(16, round(height * np.sqrt(area * aspect))))
    w = min(width, max(16, round(width * np.sqrt(area / aspect))))
    top, left = int(rng.integers(0, height - h + 1)), int(rng.integers(0, width - w + 1))
    return image[top : top + h, left : left + w]


def _color(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if rng.random() < 0.2:
        return image
    values = image.astype(np.float32) * rng.uniform(0.85, 1.12, 3).astype(np.float32) ** rng.integers(0, 2)
    gray = values.mean(axis=2, keepdims=True)
    values = gray + (values - gray) * (0.0 if rng.random() < 0.06 else rng.uniform(0.6, 1.4))
    values = (values - 128) * rng.uniform(0.75, 1.25) + 128 + rng.uniform(-20, 20)
    return np.clip(values, 0, 255).astype(np.uint8)


def _recompress(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if rng.random() < 0.45:
        scale = rng.uniform(72, 220) / max(image.shape[:2])
        if scale < 1:
            size_wh = [max(8, round(side * scale)) for side in image.shape[1::-1]]
            image = cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.6:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 95))]
        image = cv2.imdecode(cv2.imencode(".jpg", image, quality)[1], cv2.IMREAD_COLOR)
    return image
