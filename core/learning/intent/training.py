"""Trains the tail of the intent network, once or fold by fold, and calibrates its scores."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from core.learning.intent import classifier, mobilenet
from core.learning.intent.training_set import TARGET_WEIGHTS, TrainingSet
from core.learning.intent.tuning import Schedule, fit

log = logging.getLogger(__name__)
HEAD = Schedule(steps=400, batch=256, rate=1e-3, pull=5.0)
TAIL = Schedule(steps=450, batch=64, rate=2e-4, trunk_rate=1.5e-4, pull=1.0)
# The tuned convolutions are mixed with the public ones, which helps on pictures unlike those of the training
# (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
TUNED_SHARE = 0.7
# A score of 0.5 for restricted goods is put where this share of harmless product photos of held-out sources is flagged.
FALSE_ALARMS = 0.01


def recipe_key() -> str:
    """A key of everything in the code that changes what is learned, so that a changed recipe trains again.

    Returns
    -------
    str
        12 hex digits.
    """
    parts = (HEAD, TAIL, TUNED_SHARE, TARGET_WEIGHTS, classifier.HIDDEN, classifier.DROPOUT, classifier.VOTE)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def train_head(training_set: TrainingSet, convolutions: list, mask: np.ndarray, seed: int) -> keras.Model:
    """Train the dense layers on the untouched network's features, beginning as the ImageNet classifier.

    Parameters
    ----------
    training_set : TrainingSet
        Views and targets.
    convolutions : list of (kernel, bias)
        Of the public network.
    mask : ndarray of bool, shape (N,)
        Pictures to learn from.
    seed : int
        Random seed.

    Returns
    -------
    keras.Model
        From `core.learning.intent.classifier.build_head`.
    """
    keras.utils.set_random_seed(seed)
    head = classifier.build_head()
    classifier.start_from_imagenet(head, mobilenet.imagenet_head(convolutions), training_set.meanings)
    fit(head, training_set.samplers(mask)[0], HEAD)
    return head


def tune(
    head: keras.Model, training_set: TrainingSet, convolutions: list, *, mask: np.ndarray, steps: int
) -> keras.Model:
    """Train the dense layers and the last blocks together, and mix the result with where they began.

    Parameters
    ----------
    head : keras.Model
        Trained, from `train_head`.
    training_set, convolutions, mask
        As for `train_head`.
    steps : int
        0 leaves the last blocks as they are.

    Returns
    -------
    keras.Model
        From `core.learning.intent.classifier.build_tail`.
    """
    tail = classifier.build_tail()
    mobilenet.load_weights(tail, convolutions[:-1])
    classifier.copy_dense(head, tail)
    if steps:
        before = tail.get_weights()
        fit(tail, training_set.samplers(mask)[1], replace(TAIL, steps=steps))
        pairs = zip(tail.get_weights(), before, strict=True)
        tail.set_weights([TUNED_SHARE * new + (1 - TUNED_SHARE) * old for new, old in pairs])
    return tail


def cross_validate(
    training_set: TrainingSet, convolutions: list, folds: np.ndarray, *, count: int, steps: int, cache: Path, seed: int
) -> dict[str, np.ndarray]:
    """Score each picture with a model that never saw its source.

    Parameters
    ----------
    training_set, convolutions
        As for `train_head`.
    folds : ndarray of int, shape (N,)
        -1 belongs to no fold.
    count : int
        How many folds are left out in turn.
    steps : int
        As for `tune`.
    cache : Path
        Results of each fold are stored here.
    seed : int
        Random seed.

    Returns
    -------
    dict of ndarray
        Logits by output, rows of pictures in no such fold are zeros.
    """
    learnable = (training_set.pack["split"] == "train").to_numpy() & (folds >= 0)
    logits = {name: np.zeros((len(folds), len(labels)), np.float32) for name, labels in classifier.OUTPUTS.items()}
    for fold in range(count):
        path = cache / f"fold{fold}of{folds.max() + 1}_tuned{steps}_seed{seed}_{recipe_key()}.npz"
        rows, mask = np.flatnonzero(folds == fold), learnable & (folds != fold)
        if not path.exists():
            log.info("fold %d: %d pictures held out", fold, len(rows))
            model, inputs = train_head(training_set, convolutions, mask, seed), training_set.pooled[0]
            if steps:
                model = tune(model, training_set, convolutions, mask=mask, steps=steps)
                inputs = training_set.views[0].maps
            np.savez(path, **predict(model, inputs, rows))
        scores = np.load(path)
        for name in logits:
            logits[name][rows] = scores[name]
    return logits


def predict(model: keras.Model, inputs: np.ndarray, rows: np.ndarray, batch: int = 256) -> dict[str, np.ndarray]:
    """Compute the logits of some pictures.

    Parameters
    ----------
    model : keras.Model
        A head or a tail.
    inputs : ndarray, shape (N, ...)
        Pooled features or maps of all pictures.
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


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn logits (N, K) into probabilities.

    Parameters
    ----------
    logits : ndarray, shape (N, K)
        Any range.

    Returns
    -------
    ndarray, shape (N, K)
        Rows sum to 1.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0], [1000.0, 0.0]])).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1, keepdims=True)
