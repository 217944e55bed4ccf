"""Trains the head of the intent network, once or fold by fold, and calibrates its scores."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from core.learning.intent import classifier
from core.learning.intent.training_set import SHARES, TrainingSet
from core.learning.intent.tuning import Schedule, fit
from core.vision.intent.head import softmax

log = logging.getLogger(__name__)
HEAD = Schedule(steps=800, batch=640, rate=1e-3, decay=0.01)
# The head learns from so many principal components, each divided by the root of its deviation, so that the few
# strong ones do not drown the rest; the exported file has them folded into the hidden layer.
COMPONENTS = 512
# A score of 0.5 for restricted goods is put where this share of harmless product photos of held-out sources is flagged.
FALSE_ALARMS = 0.02


def recipe_key() -> str:
    """A key of everything in the code that changes what is learned, so that a changed recipe trains again.

    Returns
    -------
    str
        12 hex digits.
    """
    parts = (HEAD, COMPONENTS, SHARES, classifier.HIDDEN, classifier.DROPOUT)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def components(pooled: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Principal components of features, half whitened.

    Parameters
    ----------
    pooled : ndarray, shape (N, D)
        Pooled features.
    count : int
        How many components, at most D; fewer where there are no more than so many pictures.

    Returns
    -------
    tuple of ndarray
        Mean float32 (D,), and matrix float32 (D, count): (features - mean) @ matrix has the square roots of the
        components' deviations as deviations, over the mean one.
    """
    from scipy.linalg import eigh

    mean = pooled.mean(axis=0, dtype=np.float64).astype(np.float32)
    centered = pooled.astype(np.float32) - mean
    width, count = centered.shape[1], min(count, len(centered) - 1)
    variances, axes = eigh(centered.T @ centered / len(centered), subset_by_index=(width - count, width - 1))
    deviations = np.sqrt(np.maximum(variances, 1e-6))
    return mean, (axes / np.sqrt(deviations) / np.sqrt(deviations.mean())).astype(np.float32)


def train_head(training_set: TrainingSet, mask: np.ndarray, seed: int) -> keras.Model:
    """Train the dense layers on the public networks' features.

    Parameters
    ----------
    training_set : TrainingSet
        Views and targets.
    mask : ndarray of bool, shape (N,)
        Pictures to learn from.
    seed : int
        Random seed.

    Returns
    -------
    keras.Model
        From `core.learning.intent.classifier.build_head`; its inputs are pooled features.
    """
    keras.utils.set_random_seed(seed)
    mean, matrix = components(training_set.views[0][mask], COMPONENTS)
    inputs = [(view.astype(np.float32) - mean) @ matrix for view in training_set.views]
    small = classifier.build_head(matrix.shape[1])
    fit(small, training_set.sampler(mask, inputs), replace(HEAD, seed=seed))
    head = classifier.build_head()
    for layer in small.layers:
        if isinstance(layer, keras.layers.Dense):
            head.get_layer(layer.name).set_weights(_unfolded(*layer.get_weights(), mean, matrix)
                                                   if layer.name.endswith("_hidden") else layer.get_weights())
    return head


def _unfolded(kernel: np.ndarray, bias: np.ndarray, mean: np.ndarray, matrix: np.ndarray) -> list[np.ndarray]:
    """A dense layer on components, as one on the features themselves."""
    whole = matrix @ kernel
    return [whole, bias - mean @ whole]


def cross_validate(training_set: TrainingSet, folds: np.ndarray, *, count: int, cache: Path, seed: int) -> dict:
    """Score each picture with a model that never saw its source.

    Parameters
    ----------
    training_set : TrainingSet
        As for `train_head`.
    folds : ndarray of int, shape (N,)
        The fold of each picture.
    count : int
        How many folds are left out in turn.
    cache : Path
        Results of each fold are stored here.
    seed : int
        Random seed.

    Returns
    -------
    dict of ndarray
        Logits by output; rows of pictures in no such fold are zeros.
    """
    logits = {name: np.zeros((len(folds), len(labels)), np.float32) for name, labels in classifier.OUTPUTS.items()}
    for fold in range(count):
        path = cache / f"fold{fold}of{folds.max() + 1}_{len(training_set.views)}views_{recipe_key()}.npz"
        rows = np.flatnonzero(folds == fold)
        if not path.exists():
            log.info("fold %d: %d pictures held out", fold, len(rows))
            model = train_head(training_set, folds != fold, seed)
            np.savez(path, **predict(model, training_set.views[0], rows))
        scores = np.load(path)
        for name in logits:
            logits[name][rows] = scores[name]
    return logits


def predict(model: keras.Model, inputs: np.ndarray, rows: np.ndarray, batch: int = 256) -> dict[str, np.ndarray]:
    """Compute the logits of some pictures.

    Parameters
    ----------
    model : keras.Model
        A head.
    inputs : ndarray, shape (N, 2560)
        Pooled features of all pictures.
    rows : ndarray of int
        Which.
    batch : int
        Pictures at a time.

    Returns
    -------
    dict of ndarray
        Logits by output.
    """
    parts = [model.predict_on_batch(inputs[rows[i : i + batch]].astype(np.float32)) for i in range(0, len(rows), batch)]
    return {name: np.concatenate([part[name] for part in parts]) for name in classifier.OUTPUTS}


def temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature that makes held-out scores most likely [1]_.

    .. [1] Guo et al., "On Calibration of Modern Neural Networks", 2017, section 4.2.

    Parameters
    ----------
    logits : ndarray, shape (N, K)
        Of models that did not see these pictures' sources.
    labels : ndarray of int, shape (N,)
        -1 is left out, as are pictures without logits.

    Returns
    -------
    float
        In [0.5, 4].
    """
    labeled = (labels >= 0) & logits.any(axis=1)
    logits, labels = logits[labeled], labels[labeled]
    grid = np.geomspace(0.5, 4, 61)
    losses = [-np.log(softmax(logits / t)[np.arange(len(labels)), labels] + 1e-9).mean() for t in grid]
    return round(float(grid[int(np.argmin(losses))]), 4)


def operating_point(logits: np.ndarray, harmless: np.ndarray) -> float:
    """The shift of the positive logit that puts 0.5 at `FALSE_ALARMS`.

    Parameters
    ----------
    logits : ndarray, shape (N, 2)
        Of models that did not see these pictures' sources.
    harmless : ndarray of bool, shape (N,)
        Product photos without restricted goods; pictures without logits are left out.

    Returns
    -------
    float
        To be added to the positive logit.
    """
    labeled = harmless & logits.any(axis=1)
    margins = logits[labeled, 1] - logits[labeled, 0]
    return round(-float(np.quantile(margins, 1 - FALSE_ALARMS)), 4)
