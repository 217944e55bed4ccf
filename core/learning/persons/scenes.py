"""A picture with person boxes, and the random changes that training makes to it: crops, mosaics, light, margins."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from core.learning.persons.boxes import area, clip, intersection
from core.vision.persons.detector import GRAY

# Parts of a standing body: (top, bottom) range of the crop in heights of the person's box, and how often.
BODY_PARTS = {
    "whole": ((-0.4, 0.0), (1.0, 1.4), 0.35),
    "no_head": ((0.14, 0.3), (0.9, 1.1), 0.20),
    "torso": ((0.1, 0.25), (0.45, 0.65), 0.15),
    "lower": ((0.45, 0.7), (0.95, 1.1), 0.13),
    "bust": ((-0.15, 0.0), (0.25, 0.5), 0.12),
    "piece": ((0.15, 0.7), (0.0, 0.0), 0.05),
}
KEEP_PART = 0.25  # a box cut to less than this share of itself and of the crop is no longer a person
MARGINS = ((GRAY, 0.7), (255, 0.2), (-1, 0.1))  # -1: any gray level


@dataclass
class Scene:
    """A picture with its persons.

    Attributes
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    boxes : ndarray of float32, shape (N, 4)
        Persons, xyxy in pixels of the image.
    """

    image: np.ndarray
    boxes: np.ndarray


def crop(scene: Scene, window_xyxy: tuple[float, float, float, float]) -> Scene:
    """Cut a window out of a scene; persons of whom little remains lose their box.

    Parameters
    ----------
    scene : Scene
        Not changed.
    window_xyxy : (float, float, float, float)
        In pixels of the scene; parts outside it are ignored, and a window under 24 pixels leaves the scene as it is.

    Examples
    --------
    >>> scene = Scene(np.zeros((300, 200, 3), np.uint8), np.array([[50, 20, 150, 280]], np.float32))
    >>> crop(scene, (100, 100, 200, 300)).boxes.tolist()
    [[0.0, 0.0, 50.0, 180.0]]
    """
    height, width = scene.image.shape[:2]
    x0, y0, x1, y1 = (int(round(v)) for v in window_xyxy)
    x0, y0, x1, y1 = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
    if x1 - x0 < 24 or y1 - y0 < 24:
        return scene
    inside = clip(scene.boxes - np.array([x0, y0, x0, y0], np.float32), (x1 - x0, y1 - y0))
    remaining = area(inside)
    is_person = (remaining > KEEP_PART * area(scene.boxes)) | (remaining > KEEP_PART * (x1 - x0) * (y1 - y0))
    return Scene(scene.image[y0:y1, x0:x1], inside[is_person & (remaining > 9)])


def body_part(scene: Scene, rng: np.random.Generator) -> Scene:
    """Crop to a random part of the largest person: no head, torso, lower body, bust, a piece, or all of it."""
    return cut_part(scene, any_part(rng), rng)


def any_part(rng: np.random.Generator) -> str:
    """A random key of `BODY_PARTS`, as often as each should be."""
    names = list(BODY_PARTS)
    return names[rng.choice(len(names), p=[BODY_PARTS[name][2] for name in names])]


def cut_part(scene: Scene, part: str, rng: np.random.Generator) -> Scene:
    """Crop to one part (a key of `BODY_PARTS`) of the largest person."""
    return crop(scene, part_window(scene.boxes[area(scene.boxes).argmax()], part, rng))


def part_window(box: np.ndarray, part: str, rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Where one part (a key of `BODY_PARTS`) of a standing person is: left, top, right, bottom; may reach beyond it.

    Parameters
    ----------
    box : ndarray, shape (4,)
        The person, xyxy in pixels.
    part : str
    rng : numpy.random.Generator
    """
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    top, bottom, _ = BODY_PARTS[part]
    upper = y0 + height * rng.uniform(*top)
    if bottom == (0.0, 0.0):  # a piece: a window in the middle of the body
        side = height * rng.uniform(0.25, 0.45)
        center = x0 + width * rng.uniform(0.35, 0.65)
        return center - side / 2, upper, center + side / 2, upper + side
    margins = width * rng.uniform(-0.05, 0.8, 2)
    return x0 - margins[0], upper, x1 + margins[1], y0 + height * rng.uniform(*bottom)


def window(scene: Scene, rng: np.random.Generator) -> Scene:
    """Crop a random window of 50 to 100 % of each side."""
    height, width = scene.image.shape[:2]
    new_w, new_h = width * rng.uniform(0.5, 1), height * rng.uniform(0.5, 1)
    x, y = rng.uniform(0, width - new_w), rng.uniform(0, height - new_h)
    return crop(scene, (x, y, x + new_w, y + new_h))


def place(scene: Scene, size: int, rng: np.random.Generator) -> Scene:
    """Scale into a square: mostly letterboxed as in the product, sometimes smaller and off center."""
    zoom = 1.0 if rng.random() < 0.5 else rng.uniform(0.35, 1.0)
    height, width = scene.image.shape[:2]
    scale = size * zoom / max(height, width)
    new_w, new_h = max(8, round(width * scale)), max(8, round(height * scale))
    image = cv2.resize(scene.image, (new_w, new_h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    levels, shares = zip(*MARGINS, strict=True)
    level = levels[rng.choice(len(levels), p=shares)]
    canvas = np.full((size, size, 3), rng.integers(256) if level < 0 else level, np.uint8)
    left, top = (size - new_w) // 2, (size - new_h) // 2
    if zoom < 1:
        left, top = rng.integers(size - new_w + 1), rng.integers(size - new_h + 1)
    canvas[top : top + new_h, left : left + new_w] = image
    ratio = np.array([new_w / width, new_h / height] * 2, np.float32)
    return Scene(canvas, scene.boxes * ratio + np.array([left, top] * 2, np.float32))


def mosaic(scenes: list[Scene], size: int, rng: np.random.Generator) -> Scene:
    """Four pictures around a random point."""
    canvas = np.full((size, size, 3), GRAY, np.uint8)
    x, y = (int(size * v) for v in rng.uniform(0.35, 0.65, 2))
    boxes = []
    quarters = ((0, 0, x, y), (x, 0, size, y), (0, y, x, size), (x, y, size, size))
    for scene, (x0, y0, x1, y1) in zip(scenes, quarters, strict=True):
        height, width = scene.image.shape[:2]
        fit = min((x1 - x0) / width, (y1 - y0) / height) * rng.uniform(0.8, 1.3)
        new_w, new_h = max(8, round(width * fit)), max(8, round(height * fit))
        image = cv2.resize(scene.image, (new_w, new_h), interpolation=cv2.INTER_AREA if fit < 1 else cv2.INTER_LINEAR)
        scaled = Scene(image, scene.boxes * np.array([new_w / width, new_h / height] * 2, np.float32))
        dx, dy = (rng.integers(max(1, a - b + 1)) for a, b in ((new_w, x1 - x0), (new_h, y1 - y0)))
        scaled = crop(scaled, (dx, dy, dx + x1 - x0, dy + y1 - y0))
        height, width = (min(a, b) for a, b in zip(scaled.image.shape[:2], (y1 - y0, x1 - x0), strict=True))
        canvas[y0 : y0 + height, x0 : x0 + width] = scaled.image[:height, :width]
        boxes.append(clip(scaled.boxes, (width, height)) + np.array([x0, y0] * 2, np.float32))
    return Scene(canvas, np.concatenate(boxes))


def hide(image: np.ndarray, doubtful: list, boxes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Paint regions that may hold a person in one color, unless that would hide a certain person."""
    for region in np.array(doubtful, np.float32).reshape(-1, 1, 4):
        if (intersection(region, boxes)[0] < 0.3 * area(boxes)).all():
            x0, y0, x1, y1 = region[0].round().astype(int)
            image[y0:y1, x0:x1] = rng.integers(256, size=3)
    return image


def stretch(scene: Scene, aspect: float) -> Scene:
    """Squeeze a scene to `aspect` of its width: gives square shop pictures their true shape back."""
    height, width = scene.image.shape[:2]
    narrow = max(1, round(width * aspect))
    image = cv2.resize(scene.image, (narrow, height), interpolation=cv2.INTER_AREA)
    return Scene(image, scene.boxes * np.array([narrow / width, 1] * 2, np.float32))


def flip(scene: Scene, rng: np.random.Generator) -> Scene:
    """Mirror every other scene."""
    if rng.random() < 0.5:
        return scene
    width = scene.image.shape[1]
    boxes = scene.boxes[:, [2, 1, 0, 3]] * np.array([-1, 1, -1, 1], np.float32)
    return Scene(scene.image[:, ::-1], boxes + np.array([width, 0, width, 0], np.float32))


def relight(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Random light, color, sharpness and compression: the source must not give the answer away."""
    gain, shift = rng.uniform(0.65, 1.35), rng.uniform(-25, 25)
    tint = rng.uniform(0.9, 1.1, 3)
    image = np.clip(image * (gain * tint).astype(np.float32) + np.float32(shift), 0, 255).astype(np.uint8)
    if rng.random() < 0.08:
        image = np.repeat(image.mean(2, keepdims=True).astype(np.uint8), 3, 2)
    if rng.random() < 0.25:
        small = rng.uniform(0.4, 0.9)
        size = (max(16, int(image.shape[1] * small)), max(16, int(image.shape[0] * small)))
        image = cv2.resize(cv2.resize(image, size, interpolation=cv2.INTER_AREA), image.shape[1::-1])
    if rng.random() < 0.2:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 90))]
        image = cv2.imdecode(cv2.imencode(".jpg", image, quality)[1], cv2.IMREAD_COLOR)
    return np.ascontiguousarray(image)
