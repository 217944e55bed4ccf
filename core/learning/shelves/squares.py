"""Endless random training squares: windows of synthetic shelves, boxed photos, packshots on any ground, no product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from core.images.shelves.arrangement import Packshot
from core.learning.data.pictures import read_rgb
from core.learning.objects.detectors import Found
from core.learning.objects.squares import Batch, Squares, fill
from core.learning.persons.scenes import relight
from core.learning.shelves.shelves import Kept
from core.learning.shelves.sources import Boxed
from core.vision.persons.detector import GRAY

PRODUCT, PRICE_TAG = CLASSES = (0, 1)
SHELF, PHOTO, LOOSE = 0.6, 0.22, 0.13  # how often each kind is drawn; the rest shows no product
SIZES = (22.0, 170.0)  # of a shelf's median product in the square, in pixels: what the detector is shown
LARGEST = 1.6  # a window is enlarged at most so much
BORDER = 0.03  # in sizes of a box: around it, too, its photo's labels are complete
LEFT = 0.4  # a product of which a window leaves less is not asked for there


@dataclass(frozen=True, eq=False)
class Teachers:
    """All that teaches.

    Attributes
    ----------
    shelves : sequence of Kept
    photos : sequence of Boxed
    packshots : sequence of Packshot
    empty : sequence of str
        Paths of pictures without a product.
    """

    shelves: Sequence[Kept]
    photos: Sequence[Boxed]
    packshots: Sequence[Packshot]
    empty: Sequence[str]


Square = tuple[np.ndarray, Found, np.ndarray | None]


class ShelfSquares(Squares):
    """Endless random batches.

    Parameters
    ----------
    data : Path
        The picture pack.
    teachers : Teachers
    batch, seed : int
        Squares in a batch; random seed.
    """

    def __init__(self, data: Path, teachers: Teachers, batch: int, seed: int = 16) -> None:
        self.data, self.teachers, self.batch, self.seed = data, teachers, batch, seed

    def make(self, number: int, sizes: tuple[int, ...]) -> Batch:
        """Batch number k; depends on the seed and k alone."""
        rng = np.random.default_rng((self.seed, number))
        squares = [self.drawn(rng, int(size)) for size in [rng.choice(sizes)] * self.batch]
        images = np.stack([each[0] for each in squares]).transpose(0, 3, 1, 2)
        return Batch(torch.from_numpy(np.ascontiguousarray(images)), [each[1] for each in squares],
                     [each[2] for each in squares])

    def drawn(self, rng: np.random.Generator, size: int) -> Square:
        """One training square, its labels, and where they are complete (None: everywhere)."""
        kind = rng.random()
        if kind < SHELF:
            image, found, watched = self.shelf(rng, size)
        elif kind < SHELF + PHOTO:
            image, found, watched = self.photo(rng, size)
        elif kind < SHELF + PHOTO + LOOSE:
            image, found, watched = self.loose(rng, size)
        else:
            image, found, watched = self.ground(rng, size), _found([], []), None
        if rng.random() < 0.5:
            image, found = np.ascontiguousarray(image[:, ::-1]), found.mirrored(size)
            watched = None if watched is None else _found(watched, np.zeros(len(watched))).mirrored(size).xyxy
        return image, found, watched

    def shelf(self, rng: np.random.Generator, size: int) -> Square:
        """A window of a synthetic shelf."""
        kept = self.teachers.shelves[int(rng.integers(len(self.teachers.shelves)))]
        image = kept.image
        usual = float(np.sqrt(np.median(np.prod(kept.xyxy[:, 2:] - kept.xyxy[:, :2], axis=1))))
        scale = min(LARGEST, float(np.exp(rng.uniform(*np.log(SIZES)))) / usual)
        scale = max(scale, size / max(image.shape[:2]) * float(rng.uniform(0.8, 1.0)))
        side = size / scale
        x0, y0 = (float(rng.uniform(min(0, free), max(0, free))) for free in
                  (image.shape[1] - side, image.shape[0] - side))  # fmt: skip
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        cut = _cut(image, (x0, y0), round(side))
        xyxy = (np.concatenate([kept.xyxy, kept.price_tags]) - np.float32([x0, y0] * 2)) * np.float32(scale)
        classes = np.repeat(CLASSES, [len(kept.xyxy), len(kept.price_tags)])
        return cv2.resize(cut, (size, size), interpolation=way), _seen(xyxy, classes, size), None

    def photo(self, rng: np.random.Generator, size: int) -> Square:
        """A boxed photo, whole or zoomed; what has no box in it may be a product."""
        boxed = self.teachers.photos[int(rng.integers(len(self.teachers.photos)))]
        canvas = np.full((size, size, 3), GRAY, np.uint8)
        there = _found(boxed.xyxy, np.zeros(len(boxed.xyxy)))
        zoom = float(rng.uniform(0.6, 1.8))
        seen = fill(canvas, (0, 0, size, size), relight(read_rgb(self.data / boxed.path), rng), there, zoom=zoom,
                    rng=rng)
        around = (seen.xyxy[:, 2:] - seen.xyxy[:, :2]) * BORDER
        return canvas, seen, np.concatenate([seen.xyxy[:, :2] - around, seen.xyxy[:, 2:] + around], 1)

    def ground(self, rng: np.random.Generator, size: int) -> np.ndarray:
        """A picture without a product that fills the square."""
        image = relight(read_rgb(self.data / self.teachers.empty[int(rng.integers(len(self.teachers.empty)))]), rng)
        side = min(image.shape[:2])
        x0, y0 = (int(rng.integers(free + 1)) for free in (image.shape[1] - side, image.shape[0] - side))
        return cv2.resize(image[y0 : y0 + side, x0 : x0 + side], (size, size), interpolation=cv2.INTER_LINEAR)

    def loose(self, rng: np.random.Generator, size: int) -> Square:
        """One to five packshots on such a ground, or one on white."""
        number = int(rng.choice([1, 1, 2, 3, 5]))
        paper = np.full((size, size, 3), int(rng.integers(200, 256)), np.uint8)
        image = paper if number == 1 and rng.random() < 0.4 else self.ground(rng, size)
        boxes, covered = np.zeros((0, 4), np.float32), np.zeros((size, size), bool)
        for _ in range(number):
            rgba = self.teachers.packshots[int(rng.integers(len(self.teachers.packshots)))].rgba
            scale = size * float(rng.uniform(0.5, 0.9) if number == 1 else rng.uniform(0.15, 0.5)) / max(rgba.shape[:2])
            turn = cv2.getRotationMatrix2D((rgba.shape[1] / 2, rgba.shape[0] / 2), float(rng.normal(0, 12)), scale)
            turn[:, 2] += rng.uniform(0.2, 0.8, 2) * size - [rgba.shape[1] / 2, rgba.shape[0] / 2]
            rgba = cv2.warpAffine(rgba, turn, (size, size), flags=cv2.INTER_LINEAR)
            y, x = np.nonzero(rgba[..., 3] > 127)
            if len(x) < 100 or (covered[y, x]).mean() > 0.05:
                continue
            covered[y, x] = True
            image = ((rgba[..., :3] * (rgba[..., 3:] / 255)) + image * (1 - rgba[..., 3:] / 255)).astype(np.uint8)
            boxes = np.vstack([boxes, np.float32([[x.min(), y.min(), x.max() + 1, y.max() + 1]])])
        return relight(image, rng), _found(boxes, np.zeros(len(boxes))), None


def _found(xyxy: np.ndarray | list, classes: np.ndarray | list) -> Found:
    boxes = np.asarray(xyxy, np.float32).reshape(-1, 4)
    return Found(boxes, np.asarray(classes, np.int64), np.ones(len(classes), np.float32))


def _cut(image: np.ndarray, corner: tuple[float, float], side: int) -> np.ndarray:
    """A square window; gray where it lies outside."""
    x0, y0 = round(corner[0]), round(corner[1])
    canvas = np.full((side, side, 3), GRAY, np.uint8)
    part = image[max(0, y0) : y0 + side, max(0, x0) : x0 + side]
    top, left = max(0, -y0), max(0, -x0)
    part = part[: side - top, : side - left]
    canvas[top : top + part.shape[0], left : left + part.shape[1]] = part
    return canvas


def _seen(xyxy: np.ndarray, classes: np.ndarray, size: int) -> Found:
    """What lies in the square, cut at its border."""
    cut = np.clip(xyxy, 0, size)
    whole, left = (np.prod(np.maximum(each[:, 2:] - each[:, :2], 0), axis=1) for each in (xyxy, cut))
    large = (cut[:, 2:] - cut[:, :2]).min(axis=1, initial=1e9) >= 5
    asked = (left >= LEFT * whole) & large
    return _found(cut[asked], classes[asked])
