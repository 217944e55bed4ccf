"""Metrics of the intent classifier by slices, each with its count and its 95 % interval."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.learning.data.pack import INTENTS, restricted_kinds
from core.models.tflite.metadata import read_metadata
from core.nouns.proportion import wilson

THRESHOLD = 0.5


def proportion(right: np.ndarray) -> dict[str, Any]:
    """A proportion with its interval.

    Parameters
    ----------
    right : ndarray of bool, shape (N,)
        One entry for each trial.

    Returns
    -------
    dict
        `n`, `share` and `interval` (95 %, Wilson), rounded to 4 digits; share is None without trials.

    Examples
    --------
    >>> proportion(np.array([True, True, False, True]))
    {'n': 4, 'share': 0.75, 'interval': [0.3006, 0.9544]}
    """
    hits, count = int(np.sum(right)), len(right)
    low, high = wilson(hits, count)
    return {
        "n": count,
        "share": round(hits / count, 4) if count else None,
        "interval": [round(low, 4), round(high, 4)],
    }


def intent_metrics(rows: pd.DataFrame, scores: np.ndarray) -> dict[str, Any]:
    """Accuracy of the top label by class, background and source.

    Parameters
    ----------
    rows : pandas.DataFrame
        Pictures with `y`, `background` and `source`; those without a label are left out.
    scores : ndarray of float, shape (N, 4)
        Probabilities in the order of `INTENTS`.

    Returns
    -------
    dict
        `accuracy`, `balanced` (mean recall of the classes present), `by_class`, `by_background`,
        `by_source`, `mean_of_sources`, `confusion` (rows: truth), `shoppable` (the browser's rule against truth not
        negative), `calibration_error` (expected, 10 bins).
    """
    labeled = (rows["y"] >= 0).to_numpy()
    rows, scores = rows[labeled], scores[labeled]
    truth, guess = rows["y"].to_numpy(), scores.argmax(axis=1)
    right = truth == guess
    by_class = {name: proportion(right[truth == k]) for k, name in enumerate(INTENTS) if (truth == k).any()}
    shoppable = scores[:, 1:].max(axis=1) > THRESHOLD
    by_source = {name: proportion(right[(rows["source"] == name).to_numpy()]) for name in sorted(set(rows["source"]))}
    confusion = np.zeros((len(INTENTS), len(INTENTS)), int)
    np.add.at(confusion, (truth, guess), 1)
    return {
        "accuracy": proportion(right),
        "balanced": round(float(np.mean([value["share"] for value in by_class.values()])), 4),
        "by_class": by_class,
        "by_background": {
            name: proportion(right[(rows["background"] == name).to_numpy()]) for name in ("white", "plain", "natural")
        },
        "by_source": by_source,
        "mean_of_sources": mean_of_sources(by_source),
        "confusion": confusion.tolist(),
        "shoppable": proportion(shoppable == (truth > 0)),
        "calibration_error": calibration_error(scores, right),
    }


def mean_of_sources(by_source: dict[str, dict[str, Any]], least: int = 5) -> dict[str, Any]:
    """The mean accuracy of sources, each counting once: what a new shop may expect.

    Parameters
    ----------
    by_source : dict
        A proportion of each source.
    least : int
        Sources with fewer pictures are left out.

    Returns
    -------
    dict
        `n` (sources), `share`, and `interval` (95 %, percentiles of 2,000 resamples of sources).

    Examples
    --------
    >>> mean_of_sources({"a": {"n": 9, "share": 0.5}, "b": {"n": 900, "share": 0.5}, "c": {"n": 1, "share": 0.0}})
    {'n': 2, 'share': 0.5, 'interval': [0.5, 0.5]}
    """
    shares = np.array([value["share"] for value in by_source.values() if value["n"] >= least])
    if not len(shares):
        return {"n": 0, "share": None, "interval": [0.0, 1.0]}
    means = np.random.default_rng(0).choice(shares, (2000, len(shares))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return {"n": len(shares), "share": round(float(shares.mean()), 4),
            "interval": [round(float(low), 4), round(float(high), 4)]}


def calibration_error(scores: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """How far the top score is from the share of right top labels, on average (expected calibration error [1]_).

    .. [1] Guo et al., "On Calibration of Modern Neural Networks", 2017, equation 3.

    Parameters
    ----------
    scores : ndarray, shape (N, K)
        Probabilities.
    right : ndarray of bool, shape (N,)
        Whether the top label was right.
    bins : int
        Bins of equal width.

    Returns
    -------
    float
        In [0, 1].

    Examples
    --------
    >>> calibration_error(np.array([[0.9, 0.1], [0.9, 0.1]]), np.array([True, False]))
    0.4
    """
    top = scores.max(axis=1)
    slot = np.minimum((top * bins).astype(int), bins - 1)
    gaps = [abs(top[slot == b].sum() - right[slot == b].sum()) for b in range(bins)]
    return round(float(np.sum(gaps) / max(len(top), 1)), 4)


def sensitive_metrics(rows: pd.DataFrame, scores: np.ndarray) -> dict[str, Any]:
    """Recall and false alarms of the restricted-goods score.

    Parameters
    ----------
    rows : pandas.DataFrame
        Pictures with `s` (-1 is left out), `hard`, `source`, `label`, `y` and `background`.
    scores : ndarray of float, shape (N,)
        Probability of restricted goods.

    Returns
    -------
    dict
        `auc`; `recall` overall, by source and by kind of goods at 0.5; `false_alarms` on all harmless pictures, on the
        look-alikes, and on product pictures.
    """
    checked = (rows["s"] >= 0).to_numpy()
    rows, scores = rows[checked], scores[checked]
    truth, alarm = rows["s"].to_numpy() == 1, scores > THRESHOLD
    positive = rows[truth]
    harmless = {
        "all": ~truth,
        "look_alikes": ~truth & rows["hard"].to_numpy(),
        "product_photos": ~truth & (rows["y"] > 0).to_numpy(),
    }
    return {
        "auc": _auc(truth, scores),
        "recall": proportion(alarm[truth]),
        "recall_by_source": {
            name: proportion(alarm[truth][(positive["source"] == name).to_numpy()])
            for name in sorted(set(positive["source"]))
        },
        "recall_by_kind": {
            name: proportion(alarm[truth][(restricted_kinds(positive) == name).to_numpy()])
            for name in ("weapons", "alcohol", "tobacco")
        },
        "false_alarms": {name: proportion(alarm[mask]) for name, mask in harmless.items()},
    }


def _auc(truth: np.ndarray, scores: np.ndarray) -> float | None:
    if truth.all() or not truth.any():
        return None
    ranks = pd.Series(scores).rank().to_numpy()
    positives = int(truth.sum())
    wins = ranks[truth].sum() - positives * (positives + 1) / 2
    return round(float(wins / (positives * (len(truth) - positives))), 4)


def run_tflite(path: str | Path, pictures: Iterable[np.ndarray], *, threads: int = 1) -> dict[str, np.ndarray]:
    """Run a classifier with the contract of shopping intent over pictures.

    Parameters
    ----------
    path : str or Path
        A .tflite file; it is normalized as its own metadata says.
    pictures : iterable of ndarray
        uint8 RGB (224, 224, 3), already squashed.
    threads : int
        Processor threads.

    Returns
    -------
    dict of ndarray
        Scores by output name, each (N, K).
    """
    from ai_edge_litert.interpreter import Interpreter

    metadata = read_metadata(path)
    mean = np.array((metadata and metadata.mean) or 127.5, np.float32)
    std = np.array((metadata and metadata.std) or 127.5, np.float32)
    runner = Interpreter(str(path), num_threads=threads).get_signature_runner()
    name = next(iter(runner.get_input_details()))
    results = [
        {key: value[0].copy() for key, value in runner(**{name: (picture[None] - mean) / std}).items()}
        for picture in pictures
    ]
    return {key: np.stack([result[key] for result in results]) for key in results[0]}
