"""Endless random training squares of labeled pictures: zoomed, mirrored, relit, alone or four in a mosaic."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import torch

from core.learning.objects.detectors import CLASSES, Found
from core.learning.objects.labels import PERSON, Labeled, read
from core.learning.persons.boxes import area
from core.learning.persons.scenes import any_part, part_window, relight
from core.vision.persons.detector import GRAY

MOSAIC = 0.4
KEEP = 0.3  # a thing of which less is left, and that covers less of its cell, is no longer there
WORN = ("streetwear/", "magento/")  # one person who stands: parts of the body are cut from these
SEEN, FREQUENT = 0.3, 0.02  # a class counts in a picture from this score; one in fewer pictures is drawn more often


@dataclass(frozen=True, eq=False)
class Batch:
    """Squares with their soft labels.

    Attributes
    ----------
    images : torch.Tensor, uint8 (B, 3, S, S)
        RGB.
    found : list of Found
        In pixels of each square.
    watched : list of ndarray or None
        Where the labels of each square are complete, as `loss` takes it; empty: everywhere.
    """

    images: torch.Tensor
    found: list[Found]
    watched: list[np.ndarray | None] = field(default_factory=list)


def draw_weights(labeled: Sequence[Labeled]) -> np.ndarray:
    """How often each picture is drawn, summing to 1: more often with a rare class (repeat factors [1]_).

    References
    ----------
    .. [1] Gupta, Dollar and Girshick, "LVIS", 2019, section 5.2.
    """
    seen = np.zeros((len(labeled), len(CLASSES)), bool)
    for row, entry in enumerate(labeled):
        seen[row, entry.found.classes[entry.found.scores >= SEEN]] = True
    factors = np.sqrt(FREQUENT / np.maximum(seen.mean(0), 1 / len(labeled)))
    weights = np.maximum(1, (seen * factors).max(1))
    return weights / weights.sum()


def fill(canvas: np.ndarray, cell: tuple[int, int, int, int], image: np.ndarray, found: Found, *,
         zoom: float, rng: np.random.Generator) -> Found:
    """Draw a picture into a cell of a square, at a random place.

    Parameters
    ----------
    canvas : ndarray of uint8, shape (S, S, 3)
        Changed.
    cell : tuple of int
        Left, top, right, bottom.
    image : ndarray of uint8, shape (H, W, 3)
    found : Found
        In its frame.
    zoom : float
        1 fits the picture into the cell; of a larger one a part is seen.
    rng : numpy.random.Generator

    Returns
    -------
    Found
        What is still seen, in pixels of the square.

    Examples
    --------
    >>> square, picture = np.zeros((40, 40, 3), np.uint8), np.full((10, 20, 3), 9, np.uint8)
    >>> cup = Found(np.float32([[0, 0, 10, 10]]), np.array([41]), np.float32([0.8]))
    >>> there = fill(square, (0, 0, 40, 20), picture, cup, zoom=1, rng=np.random.default_rng(0))
    >>> there.xyxy.tolist(), int(square[:20].min()), int(square[20:].max())
    ([[0.0, 0.0, 20.0, 20.0]], 9, 0)
    """
    x0, y0, x1, y1 = cell
    scale = min((x1 - x0) / image.shape[1], (y1 - y0) / image.shape[0]) * zoom
    size_wh = max(8, round(image.shape[1] * scale)), max(8, round(image.shape[0] * scale))
    image = cv2.resize(image, size_wh, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    left, top = (int(rng.integers(min(0, free), max(0, free) + 1))
                 for free in (x1 - x0 - size_wh[0], y1 - y0 - size_wh[1]))  # fmt: skip
    cut = image[max(0, -top) : y1 - y0 - top, max(0, -left) : x1 - x0 - left]
    height, width = cut.shape[:2]
    into = (x0 + max(0, left), y0 + max(0, top))
    canvas[into[1] : into[1] + height, into[0] : into[0] + width] = cut
    moved = Found(found.xyxy * np.float32(scale) + np.float32([x0 + left, y0 + top] * 2), found.classes, found.scores)
    return seen(moved, (into[0], into[1], into[0] + width, into[1] + height))


def seen(found: Found, window: tuple[int, int, int, int]) -> Found:
    """What of the things is seen in a window (left, top, right, bottom), in the same frame."""
    xyxy = np.clip(found.xyxy, np.float32(window[:2] * 2), np.float32(window[2:] * 2))
    whole = (window[2] - window[0]) * (window[3] - window[1])
    stays = (area(xyxy) > KEEP * area(found.xyxy)) | (area(xyxy) > KEEP * whole)
    stays &= (xyxy[:, 2:] - xyxy[:, :2]).min(axis=1, initial=1e9) > 3
    return Found(xyxy, found.classes, found.scores).take(stays)


def body_part(image: np.ndarray, found: Found, rng: np.random.Generator) -> tuple[np.ndarray, Found]:
    """Crop to a random part of the largest person; a picture without one, or a window under 24 px, stays as it is."""
    persons = found.of_class(PERSON)[0]
    if not len(persons):
        return image, found
    window = part_window(persons[area(persons).argmax()], any_part(rng), rng)
    x0, y0 = (max(0, round(float(value))) for value in window[:2])
    x1, y1 = (min(most, round(float(value))) for most, value in zip(image.shape[1::-1], window[2:], strict=True))
    if min(x1 - x0, y1 - y0) < 24:
        return image, found
    there = seen(found, (x0, y0, x1, y1))
    return image[y0:y1, x0:x1], Found(there.xyxy - np.float32([x0, y0] * 2), there.classes, there.scores)


class Squares:
    """Endless random batches.

    Parameters
    ----------
    data : Path
        The picture pack.
    labeled : sequence of Labeled
        Pictures that teach; at least one.
    batch, seed : int
        Squares in a batch; random seed.
    """

    def __init__(self, data: Path, labeled: Sequence[Labeled], batch: int, seed: int = 14) -> None:
        self.data, self.labeled, self.batch, self.seed = data, labeled, batch, seed
        self.weights = draw_weights(labeled)

    def picture(self, rng: np.random.Generator) -> tuple[np.ndarray, Found]:
        """One random picture, relit, mirrored every other time."""
        entry = self.labeled[rng.choice(len(self.labeled), p=self.weights)]
        image, found = read(self.data, entry.path), entry.found
        if entry.path.startswith(WORN) and rng.random() < 0.7:
            image, found = body_part(image, found, rng)
        image = relight(image, rng)
        if rng.random() < 0.5:
            return np.ascontiguousarray(image[:, ::-1]), found.mirrored(image.shape[1])
        return image, found

    def square(self, rng: np.random.Generator, size: int) -> tuple[np.ndarray, Found]:
        """One training square: a picture, mostly as large as in the product, or four of them around a point."""
        canvas = np.full((size, size, 3), GRAY, np.uint8)
        if rng.random() >= MOSAIC:
            zoom = 1.0 if rng.random() < 0.5 else float(rng.uniform(0.5, 1.5))
            return canvas, fill(canvas, (0, 0, size, size), *self.picture(rng), zoom=zoom, rng=rng)
        x, y = (int(size * share) for share in rng.uniform(0.35, 0.65, 2))
        parts = [fill(canvas, cell, *self.picture(rng), zoom=float(rng.uniform(0.8, 1.5)), rng=rng)
                 for cell in ((0, 0, x, y), (x, 0, size, y), (0, y, x, size), (x, y, size, size))]  # fmt: skip
        return canvas, Found(*(np.concatenate([getattr(part, name) for part in parts])
                               for name in ("xyxy", "classes", "scores")))  # fmt: skip

    def make(self, number: int, sizes: tuple[int, ...]) -> Batch:
        """Batch number k; depends on the seed and k alone."""
        rng = np.random.default_rng((self.seed, number))
        squares = [self.square(rng, int(size)) for size in [rng.choice(sizes)] * self.batch]
        images = np.stack([image for image, _ in squares]).transpose(0, 3, 1, 2)
        return Batch(torch.from_numpy(np.ascontiguousarray(images)), [found for _, found in squares])

    def stream(self, sizes: tuple[int, ...], start: int = 0) -> Iterator[Batch]:
        """Batches from number `start` on, each of one of `sizes`, made ahead by a background thread."""
        ready: queue.Queue[Batch] = queue.Queue(maxsize=4)

        def work() -> None:
            number = start
            while True:
                ready.put(self.make(number, sizes))
                number += 1

        threading.Thread(target=work, daemon=True).start()
        while True:
            yield ready.get()

