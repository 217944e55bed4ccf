"""Endless random batches of training squares, made of labeled pictures by background threads."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from core.learning.data.pictures import read_rgb
from core.learning.persons.labels import Sample
from core.learning.persons.scenes import Scene, body_part, flip, hide, mosaic, place, relight, stretch, window

# How often each role of a picture is sampled.
SHARES = {"street": 0.16, "legs": 0.11, "worn": 0.11, "people": 0.22, "coco": 0.12, "thing": 0.23, "bare": 0.05}
MOSAIC = 0.35


class Batches:
    """Endless random batches, made by background threads.

    Parameters
    ----------
    data : Path
        The picture pack.
    samples : list of Sample
        Labeled pictures; at least one.
    batch, seed : int
        Squares in a batch; random seed.
    """

    def __init__(self, data: Path, samples: list[Sample], batch: int, seed: int) -> None:
        self.data, self.batch, self.seed = data, batch, seed
        self.pools: dict[str, list[Sample]] = {role: [] for role in SHARES}
        for sample in samples:
            role = sample.role if sample.boxes else "thing" if sample.role in ("worn", "thing") else "bare"
            self.pools[role].append(sample)
        self.roles = [role for role in SHARES if self.pools[role]]
        weights = np.array([SHARES[role] for role in self.roles])
        self.weights = weights / weights.sum()

    def scene(self, rng: np.random.Generator) -> Scene:
        """One random picture, cropped and relit."""
        role = self.roles[rng.choice(len(self.roles), p=self.weights)]
        sample = self.pools[role][rng.integers(len(self.pools[role]))]
        image = read_rgb(self.data / sample.path)
        boxes = np.array(sample.boxes, np.float32).reshape(-1, 4)
        scene = Scene(hide(image, sample.doubtful, boxes, rng), boxes)
        if sample.path.startswith("fashion/") and rng.random() < 0.7:
            scene = stretch(scene, 0.75)
        if role in ("street", "worn") and len(boxes):
            scene = body_part(scene, rng)
        elif rng.random() < 0.5:
            scene = window(scene, rng)
        return flip(Scene(relight(scene.image, rng), scene.boxes), rng)

    def square(self, rng: np.random.Generator, size: int) -> Scene:
        """One training square: a picture, or four of them as a mosaic."""
        if rng.random() < MOSAIC:
            return mosaic([self.scene(rng) for _ in range(4)], size, rng)
        return place(self.scene(rng), size, rng)

    def stream(self, sizes: tuple[int, ...], start: int = 0, workers: int = 2) -> Iterator[dict[str, torch.Tensor]]:
        """Batches from number `start` on; batch k depends on the seed and k alone.

        Parameters
        ----------
        sizes : tuple of int
            Sides of the square; each batch takes one at random.
        start : int
            Number of the first batch.
        workers : int
            Background threads.

        Yields
        ------
        dict
            img uint8 (B, 3, S, S) RGB, bboxes (M, 4) relative center boxes, batch_idx (M,), cls (M, 1).
        """
        ready = [queue.Queue(maxsize=4) for _ in range(workers)]

        def work(worker: int) -> None:
            number = start + worker
            while True:
                rng = np.random.default_rng((self.seed, number))
                size = int(rng.choice(sizes))
                ready[worker].put(collate([self.square(rng, size) for _ in range(self.batch)]))
                number += workers

        for worker in range(workers):
            threading.Thread(target=work, args=(worker,), daemon=True).start()
        number = 0
        while True:
            yield ready[number % workers].get()
            number += 1


def collate(squares: list[Scene]) -> dict[str, torch.Tensor]:
    """Stack squares of one size to the dict that the detection loss reads."""
    size = squares[0].image.shape[0]
    boxes = np.concatenate([scene.boxes for scene in squares])
    center = np.concatenate([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]], 1) / size
    owner = np.repeat(np.arange(len(squares)), [len(scene.boxes) for scene in squares])
    images = np.stack([scene.image for scene in squares]).transpose(0, 3, 1, 2)
    return {
        "img": torch.from_numpy(np.ascontiguousarray(images)),
        "bboxes": torch.from_numpy(center.astype(np.float32)),
        "batch_idx": torch.from_numpy(owner.astype(np.float32)),
        "cls": torch.zeros(len(boxes), 1),
    }
