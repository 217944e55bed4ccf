"""Batches for Keras: views of photos, labels, and what the teacher says of them. The same seed gives the same views."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from core.errors import MerchlensError
from core.images.decode import read_picture
from core.images.draw import downscale
from core.learning.intent.augment import random_view
from core.learning.transfer.order import Order
from core.nouns.dataset import Sample
from core.nouns.intent import INTENT_LABELS
from core.settings import Settings
from core.vision.intent.classifier import IntentModel
from core.vision.intent.contract import squash, to_input

MEAN = STD = np.float32([127.5])
MOST_WEIGHT = 10.0  # of a photo of a rare label
KEPT_SIDE = 320  # pixels of the long side that are decoded for views


def pixels(settings: Settings, sample: Sample) -> np.ndarray:
    """A sample's picture, ndarray of uint8, shape (H, W, 3), of at most 320 pixels; raises InputError."""
    picture = read_picture(Path(sample.path), sample.path, settings, picture_id=sample.picture_id)
    return downscale(picture.image, side=KEPT_SIDE)


def class_weights(labels: Sequence[str]) -> dict[str, float]:
    """What a photo of each label counts, so that all labels count the same together, up to ten times.

    Examples
    --------
    >>> class_weights(["apparel", "apparel", "apparel", "other"])
    {'apparel': 0.6666666666666666, 'other': 2.0}
    """
    counts = {label: labels.count(label) for label in sorted(set(labels))}
    return {label: min(MOST_WEIGHT, len(labels) / (len(counts) * number)) for label, number in counts.items()}


def readable(settings: Settings, samples: Sequence[Sample], teacher: IntentModel,
             progress: Any) -> tuple[dict[str, float], list[tuple[str, str]]]:
    """What the teacher says of *sensitive* for each photo that can be read, and why others cannot."""
    says: dict[str, float] = {}
    left_out = []
    for number, sample in enumerate(samples):
        progress("Reading photos", number / len(samples))
        try:
            says[sample.picture_id] = teacher.classify(pixels(settings, sample)).sensitive_score
        except MerchlensError as error:
            left_out.append((sample.path, error.message))
    return says, left_out


class Batches(keras.utils.PyDataset):
    """Photos in batches: random views in a random order of each epoch, or the photos as they are.

    Parameters
    ----------
    settings : Settings
    samples : sequence of Sample
        All were readable a moment ago.
    says : dict of str to float
        From `readable`.
    order : Order
    epoch : int or None
        Of the views and their order; None for the photos as they are.
    """

    def __init__(self, settings: Settings, samples: Sequence[Sample], says: dict[str, float], order: Order, *,
                 epoch: int | None = None) -> None:
        super().__init__()
        self._settings, self._says, self._order, self._epoch = settings, says, order, epoch
        places = np.arange(len(samples)) if epoch is None else np.random.default_rng(
            (order.seed, epoch)).permutation(len(samples))
        self._samples = [samples[place] for place in places]
        self._weights = class_weights([sample.label for sample in samples])

    def __len__(self) -> int:
        return math.ceil(len(self._samples) / self._order.batch)

    def __getitem__(self, index: int) -> tuple[np.ndarray, dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Pictures float32 (N, 224, 224, 3), targets and weights by output."""
        chosen = self._samples[index * self._order.batch:(index + 1) * self._order.batch]
        views = [self._view(sample, (index, place)) for place, sample in enumerate(chosen)]
        places = [INTENT_LABELS.index(item.label) for item in chosen]
        intent = np.eye(len(INTENT_LABELS), dtype=np.float32)[places]
        positive = np.array([self._says[item.picture_id] for item in chosen], np.float32)
        sensitive = np.stack([1 - positive, positive], axis=1)
        weights = np.array([self._weights[item.label] if self._epoch is not None else 1.0 for item in chosen],
                           np.float32)
        return (np.concatenate([to_input(view, MEAN, STD) for view in views]),
                {"shopping_intent": intent, "sensitive": sensitive},
                {"shopping_intent": weights, "sensitive": np.ones(len(chosen), np.float32)})

    def _view(self, sample: Sample, place: tuple[int, int]) -> np.ndarray:
        image = pixels(self._settings, sample)
        if self._epoch is None:
            return squash(image)
        return random_view(image, np.random.default_rng((self._order.seed, self._epoch, *place)))
