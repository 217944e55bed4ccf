"""What the intent model learns from: cached views of the pack, soft targets, and how often each is sampled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import pandas as pd

from core.learning.data.pack import INTENTS, picture_weights
from core.learning.intent import mobilenet
from core.learning.intent.features import View
from core.learning.intent.tuning import Sampler

# Share of the teacher (the public ImageNet head, its classes mapped to intents) in the targets.
TEACHER_SHARE = 0.2
# Weight of the restricted-goods loss beside the intent loss; and of its positives and look-alikes.
SENSITIVE_WEIGHT, POSITIVE_WEIGHT, HARD_WEIGHT = 0.5, 3.0, 2.0
TARGET_WEIGHTS = (TEACHER_SHARE, SENSITIVE_WEIGHT, POSITIVE_WEIGHT, HARD_WEIGHT)


@dataclass(frozen=True)
class TrainingSet:
    """All views of all pictures, flattened to items.

    Attributes
    ----------
    pack : pandas.DataFrame
        The pictures.
    views : list of View
        Cached maps.
    pooled : list of ndarray, each (M, 1280)
        The untouched network's pooled features of each view.
    teacher : ndarray, shape (N, 4)
        The mapped ImageNet head's scores, mean over a picture's views.
    meanings : (ndarray, ndarray)
        Which intent, and which restricted goods, each ImageNet class stands for.
    """

    pack: pd.DataFrame
    views: list[View]
    pooled: list[np.ndarray]
    teacher: np.ndarray
    meanings: tuple[np.ndarray, np.ndarray]

    def targets(self) -> np.ndarray:
        """Soft targets float32 (N, 6): four intents, then restricted goods no and yes; zeros where unknown."""
        y, s = self.pack["y"].to_numpy(), self.pack["s"].to_numpy()
        intents = np.eye(len(INTENTS))[y] * (y >= 0)[:, None] * (1 - TEACHER_SHARE) + TEACHER_SHARE * self.teacher
        weight = np.where(s == 1, POSITIVE_WEIGHT, np.where(self.pack["hard"], HARD_WEIGHT, 1.0)) * (s >= 0)
        sensitive = np.eye(2)[s] * weight[:, None] * SENSITIVE_WEIGHT
        return np.concatenate([intents, sensitive], axis=1).astype(np.float32)

    def samplers(self, mask: np.ndarray) -> tuple[Sampler, Sampler]:
        """The two ways to sample a batch from the pictures of a mask: pooled features, and maps.

        Parameters
        ----------
        mask : ndarray of bool, shape (N,)
            Which pictures may be sampled.

        Returns
        -------
        tuple of Sampler
            See `core.learning.intent.tuning.fit`.
        """
        rows = np.concatenate([view.rows for view in self.views])
        number = np.repeat(np.arange(len(self.views)), [len(view.rows) for view in self.views])
        place = np.concatenate([np.arange(len(view.rows)) for view in self.views])
        weights = picture_weights(self.pack)[rows] / np.bincount(rows, minlength=len(self.pack))[rows] * mask[rows]
        ladder, targets = np.cumsum(weights) / weights.sum(), self.targets()

        def pick(rng: np.random.Generator, batch: int) -> np.ndarray:
            return np.minimum(np.searchsorted(ladder, rng.random(batch), side="right"), len(ladder) - 1)

        def from_pooled(rng: np.random.Generator, batch: int) -> tuple[np.ndarray, np.ndarray]:
            items = pick(rng, batch)
            return np.stack([self.pooled[number[i]][place[i]] for i in items]), targets[rows[items]]

        def from_maps(rng: np.random.Generator, batch: int) -> tuple[np.ndarray, np.ndarray]:
            items = pick(rng, batch)
            maps = np.stack([self.views[number[i]].maps[place[i]] for i in items]).astype(np.float32)
            return maps, targets[rows[items]]

        return from_pooled, from_maps


def build_training_set(
    pack: pd.DataFrame, views: list[View], convolutions: list, *, meanings: tuple, cache: Path
) -> TrainingSet:
    """Compute what training needs besides the maps.

    Parameters
    ----------
    pack : pandas.DataFrame
        The pictures.
    views : list of View
        Cached maps; the first holds every picture as it is.
    convolutions : list of (kernel, bias)
        Of the public network.
    meanings : (ndarray, ndarray)
        From `core.learning.data.pack.read_imagenet_map`.
    cache : Path
        Folder for the pooled features.

    Returns
    -------
    TrainingSet
        With targets and samplers.
    """
    trunk = mobilenet.build(mobilenet.CUT + 1)
    mobilenet.load_weights(trunk, convolutions[:-1])
    pool = keras.Model(trunk.input, keras.layers.GlobalAveragePooling2D()(trunk.output))
    pooled = [_pooled(pool, view, cache / f"pooled{number}.npy") for number, view in enumerate(views)]
    kernel, bias = mobilenet.imagenet_head(convolutions)
    rows = np.concatenate([view.rows for view in views])
    teacher = np.zeros((len(pack), len(INTENTS)))
    np.add.at(
        teacher, rows, np.concatenate([mapped_scores(features @ kernel + bias, meanings[0]) for features in pooled])
    )
    return TrainingSet(pack, views, pooled, teacher / np.bincount(rows, minlength=len(pack))[:, None], meanings)


def mapped_scores(logits: np.ndarray, intents: np.ndarray) -> np.ndarray:
    """Sum the probabilities of the ImageNet classes of each intent.

    Parameters
    ----------
    logits : ndarray, shape (N, 1000)
        Of the public head.
    intents : ndarray, shape (1000, 4)
        One 1 a row.

    Returns
    -------
    ndarray, shape (N, 4)
        Probabilities.

    Examples
    --------
    >>> mapped_scores(np.zeros((1, 3)), np.eye(4)[[0, 1, 1]]).round(3).tolist()
    [[0.333, 0.667, 0.0, 0.0]]
    """
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exps @ intents / exps.sum(axis=1, keepdims=True)


def _pooled(pool: keras.Model, view: View, path: Path) -> np.ndarray:
    if path.exists() and len(features := np.load(path)) == len(view.rows):
        return features
    features = np.concatenate(
        [pool.predict_on_batch(view.maps[i : i + 256].astype(np.float32)) for i in range(0, len(view.rows), 256)]
    )
    np.save(path, features)
    return features
