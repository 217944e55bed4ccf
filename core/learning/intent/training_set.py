"""What the intent model learns from: cached views of the pack, soft targets, and how often each is sampled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.learning.data.pack import INTENTS, picture_weights, restricted_kinds
from core.learning.intent import backbones
from core.learning.intent.tuning import Sampler

# Share of the teacher (the public ImageNet classifiers, their classes mapped to intents) in the targets.
TEACHER_SHARE = 0.2
# Of the pictures that teach restricted goods, so many show some (each kind as many) and so many look alike.
POSITIVE_SHARE, HARD_SHARE = 0.5, 0.15
SHARES = (TEACHER_SHARE, POSITIVE_SHARE, HARD_SHARE)


@dataclass(frozen=True)
class TrainingSet:
    """All views of the pictures that teach.

    Attributes
    ----------
    pack : pandas.DataFrame
        The pictures, N.
    views : list of ndarray of float16, each (N, 2560)
        Pooled features; the first of each picture as it is.
    teacher : ndarray, shape (N, 4)
        The mapped ImageNet classifiers' scores, mean over networks and views.
    """

    pack: pd.DataFrame
    views: list[np.ndarray]
    teacher: np.ndarray

    def targets(self) -> np.ndarray:
        """Soft targets float32 (N, 6): four intents, then restricted goods no and yes; zeros where unknown."""
        y, s = self.pack["y"].to_numpy(), self.pack["s"].to_numpy()
        intents = np.eye(len(INTENTS))[y] * (y >= 0)[:, None] * (1 - TEACHER_SHARE) + TEACHER_SHARE * self.teacher
        sensitive = np.eye(2)[s] * (s >= 0)[:, None]
        return np.concatenate([intents, sensitive], axis=1).astype(np.float32)

    def sampler(self, mask: np.ndarray, views: list[np.ndarray]) -> Sampler:
        """Sample batches from the pictures of a mask, any view of each: half to teach intents, half restricted goods.

        Parameters
        ----------
        mask : ndarray of bool, shape (N,)
            Which pictures may be sampled.
        views : list of ndarray, each (N, K)
            Inputs, made of `self.views`.

        Returns
        -------
        Sampler
            See `core.learning.intent.tuning.fit`.
        """
        taught, rows = self.pack[mask], np.flatnonzero(mask)
        ladders = [np.cumsum(weights.astype(np.float64)) for weights in (picture_weights(taught),
                                                                         sensitive_weights(taught))]
        targets = [self.targets(), self.targets()]
        targets[0][:, len(INTENTS):] = targets[1][:, :len(INTENTS)] = 0

        def sample(rng: np.random.Generator, batch: int) -> tuple[np.ndarray, np.ndarray]:
            drawn = [rows[np.minimum(np.searchsorted(ladder, rng.random(batch // 2) * ladder[-1], side="right"),
                                     len(rows) - 1)] for ladder in ladders]
            chosen = rng.integers(0, len(views), 2 * (batch // 2))
            inputs = [views[view][item] for view, item in zip(chosen, np.concatenate(drawn), strict=True)]
            return np.stack(inputs), np.concatenate([own[items] for own, items in zip(targets, drawn, strict=True)])

        return sample


def sensitive_weights(pack: pd.DataFrame) -> np.ndarray:
    """Weigh pictures to teach restricted goods: each kind as much, look-alikes apart, sources by root of their size.

    Parameters
    ----------
    pack : pandas.DataFrame
        From `core.learning.data.pack.read_pack`.

    Returns
    -------
    ndarray of float64, shape (N,)
        0 where `s` is unknown.
    """
    weights = 1 / np.sqrt(pack.groupby(["source", "s"])["s"].transform("size").to_numpy())
    kinds, harmless, hard = restricted_kinds(pack).to_numpy(), (pack["s"] == 0).to_numpy(), pack["hard"].to_numpy()
    found = sorted(set(kinds) - {""})
    groups = [(kinds == kind, POSITIVE_SHARE / len(found)) for kind in found]
    groups += [(harmless & hard, HARD_SHARE), (harmless & ~hard, 1 - POSITIVE_SHARE - HARD_SHARE)]
    shares = np.zeros(len(pack))
    for members, share in groups:
        if members.any():
            shares[members] = share * weights[members] / weights[members].sum()
    return shares


def build_training_set(pack: pd.DataFrame, views: list[np.ndarray], networks: list, intents: np.ndarray) -> TrainingSet:
    """Add the teacher's scores to the views.

    Parameters
    ----------
    pack : pandas.DataFrame
        The pictures that teach.
    views : list of ndarray, each (N, 2560)
        See `TrainingSet`.
    networks : list of (Form, convolutions)
        From `core.learning.intent.classifier.read_networks`.
    intents : ndarray, shape (1000, 4)
        Which intent each ImageNet class stands for.

    Returns
    -------
    TrainingSet
        With targets and samplers.
    """
    scores = []
    for number, (_, convolutions) in enumerate(networks):
        kernel, bias = convolutions[-1]
        own = slice(number * backbones.FEATURES, (number + 1) * backbones.FEATURES)
        scores += [mapped_scores(view[:, own].astype(np.float32) @ kernel + bias, intents) for view in views]
    return TrainingSet(pack, views, np.mean(scores, axis=0))


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
