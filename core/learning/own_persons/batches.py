"""Random views of photos with boxes, as batches for the loss of a detector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from core.learning.persons.boxes import letterbox

LEAST_WINDOW = 0.6  # of a side that a random window keeps
LEAST_SEEN = 0.3  # of a box's area that must lie in the window; else the box is left out
REPLAYED = 0.5  # of a batch, where there are photos to replay


@dataclass(frozen=True, eq=False)
class Scene:
    """A photo with all its persons.

    Attributes
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    boxes : ndarray of float32, shape (M, 4)
        xyxy in pixels of the image.
    """

    image: np.ndarray
    boxes: np.ndarray


def batch(own: Sequence[Scene], replayed: Sequence[Scene], size: int, *, number: int, side: int,
          seed: int) -> dict[str, torch.Tensor]:
    """Batch `number`: it depends on the seed and its number alone, so that a training that was killed goes on alike.

    Parameters
    ----------
    own, replayed : sequence of Scene
        Boxed photos, at least one; photos on which the model is to go on saying what it says.
    size : int
        Views of the batch.
    number, seed : int
    side : int
        Of the square, in pixels.

    Returns
    -------
    dict
        img float32 (B, 3, S, S) in [0, 1], bboxes (M, 4) relative center boxes, batch_idx (M,), cls (M, 1).
    """
    rng = np.random.default_rng((seed, number))
    images, boxes, owners = [], [], []
    for place in range(size):
        pool = replayed if replayed and rng.random() < REPLAYED else own
        scene = view(pool[int(rng.integers(len(pool)))], rng)
        square = letterbox(scene.image, side)
        xyxy = square.to_square(scene.boxes) / side
        images.append(square.image.transpose(2, 0, 1))
        boxes.append(np.concatenate([(xyxy[:, :2] + xyxy[:, 2:]) / 2, xyxy[:, 2:] - xyxy[:, :2]], axis=1))
        owners += [place] * len(xyxy)
    found = np.concatenate(boxes).astype(np.float32)
    return {"img": torch.from_numpy(np.stack(images)).float() / 255, "bboxes": torch.from_numpy(found),
            "batch_idx": torch.tensor(owners, dtype=torch.float32), "cls": torch.zeros(len(found), 1)}


def view(scene: Scene, rng: np.random.Generator) -> Scene:
    """A random window, mirrored or not, in another light."""
    image, boxes = _window(scene, rng)
    if rng.random() < 0.5:
        image = image[:, ::-1]
        boxes = np.stack([image.shape[1] - boxes[:, 2], boxes[:, 1], image.shape[1] - boxes[:, 0], boxes[:, 3]], axis=1)
    gain, shift = rng.uniform(0.8, 1.2), rng.uniform(-20, 20)
    return Scene(np.clip(image * gain + shift, 0, 255).astype(np.uint8), boxes)


def _window(scene: Scene, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    height, width = scene.image.shape[:2]
    part = rng.uniform(LEAST_WINDOW, 1, 2) if rng.random() < 0.7 else np.ones(2)
    wide, high = max(1, round(width * part[0])), max(1, round(height * part[1]))
    left, top = int(rng.integers(width - wide + 1)), int(rng.integers(height - high + 1))
    moved = scene.boxes - np.array([left, top] * 2, np.float32)
    inside = np.clip(moved, 0, np.array([wide, high] * 2, np.float32))
    areas = [(each[:, 2:] - each[:, :2]).prod(axis=1) for each in (inside, moved)]
    seen = areas[0] >= LEAST_SEEN * np.maximum(areas[1], 1e-9)
    return scene.image[top:top + high, left:left + wide], inside[seen]
