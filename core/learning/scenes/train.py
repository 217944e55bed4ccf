"""Fit the scene head, measure it on sources that taught nothing, and write its file.

    python -m core.learning.scenes.train --data PACK --cache embeddings.npz --out models/scenes_1.npz

The head is a multinomial logistic regression on 256 half-whitened components of the embeddings, each class of equal
weight; components and regression are one linear layer in the file. What is measured is what ships: it is not fitted
again on the pictures that measured it.
"""

from __future__ import annotations

import argparse
import json
import logging
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.learning.data.pack import read_pack
from core.learning.scenes.pictures import OTHER, SCENES, embeddings, scene_pictures
from core.models import store
from core.nouns.proportion import share_of
from core.settings import Settings
from core.vision.embedding.whitening import fit as fit_whitening

log = logging.getLogger(__name__)
LABELS = (*SCENES, OTHER)
# Whole sources that teach nothing, beside those that the pack keeps for the final report: the second source of rooms,
# of buildings and of dishes. Of shops and sites every fourth source, by the checksum of its name.
LEFT_OUT = ("IvonaTau/style-search", "MachineLearning2020/Homework3-PACS", "psyrille/Filipino-food-classifier")
EVERY = 4
INVERSE_PENALTY = 1.0


def split(pictures: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which pictures teach, which come from sources that teach nothing, and which are the others' validation part.

    Parameters
    ----------
    pictures : pandas.DataFrame
        From `core.learning.scenes.pictures.scene_pictures`.

    Returns
    -------
    teach, left_out, same_source : ndarray of bool, shape (N,)
    """
    many = pictures.groupby("scene")["source"].transform("nunique") > EVERY
    by_sum = pictures["source"].map(lambda source: zlib.crc32(source.encode()) % EVERY == 0) & many
    left_out = (pictures["unseen"] | pictures["source"].isin(LEFT_OUT) | by_sum).to_numpy()
    validation = (pictures["split"] == "val").to_numpy() & ~left_out
    return ~left_out & ~validation, left_out, validation


def fit(vectors: np.ndarray, scenes: np.ndarray, inverse_penalty: float = INVERSE_PENALTY
        ) -> tuple[np.ndarray, np.ndarray]:
    """The head's weights.

    Parameters
    ----------
    vectors : ndarray of float32, shape (N, D)
    scenes : ndarray of str, shape (N,)
        Of `LABELS`.
    inverse_penalty : float
        Large for little regularization.

    Returns
    -------
    weights : ndarray of float32, shape (17, D)
    bias : ndarray of float32, shape (17,)
        In the order of `LABELS`.
    """
    from sklearn.linear_model import LogisticRegression

    change = fit_whitening([vectors])
    points = (vectors - change.mean) @ change.directions
    model = LogisticRegression(C=inverse_penalty, class_weight="balanced", max_iter=300).fit(points, scenes)
    order = [model.classes_.tolist().index(label) for label in LABELS]
    weights = model.coef_[order] @ change.directions.T
    return weights.astype(np.float32), (model.intercept_[order] - weights @ change.mean).astype(np.float32)


def measure(scores: np.ndarray, scenes: np.ndarray, threshold: float) -> dict[str, Any]:
    """How often a written scene is right, and how many pictures of a scene get it.

    Parameters
    ----------
    scores : ndarray of float, shape (N, 17)
        Probabilities.
    scenes : ndarray of str, shape (N,)
        What is right.
    threshold : float
        Least probability of a scene that is written.

    Returns
    -------
    dict
        "all" and each scene: "precision" and "recall" as counts with Wilson's 95 % interval.
    """
    top = np.array(LABELS)[scores.argmax(axis=1)]
    written = (top != OTHER) & (scores.max(axis=1) >= threshold)
    found: dict[str, Any] = {}
    for name in ("all", *SCENES):
        said = written if name == "all" else written & (top == name)
        true = scenes != OTHER if name == "all" else scenes == name
        right = written & (top == scenes) & true
        if true.any() or said.any():
            found[name] = {"precision": _plain(int((said & right).sum()), int(said.sum())),
                           "recall": _plain(int(right.sum()), int(true.sum()))}
    wrong = written & (scenes == OTHER)
    found["other_with_a_scene"] = _plain(int(wrong.sum()), int((scenes == OTHER).sum()))
    return found


def main() -> None:
    """Train, measure, write; prints the figures as JSON."""
    logging.basicConfig(level=logging.INFO)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the picture pack")
    parser.add_argument("--cache", type=Path, required=True, help="file that keeps the embeddings")
    parser.add_argument("--out", type=Path, required=True, help="file to write (.npz)")
    parser.add_argument("--threshold", type=float, default=0.8)
    options = parser.parse_args()
    network = store.entry(Settings().models_dir, "intent")
    pictures = scene_pictures(read_pack(options.data))
    vectors = embeddings(options.data, pictures["path"].tolist(), network.path, options.cache)
    scenes, (teach, left_out, same) = pictures["scene"].to_numpy(str), split(pictures)
    weights, bias = fit(vectors[teach], scenes[teach])
    np.savez(options.out, labels=np.array(LABELS), weights=weights, bias=bias, network=np.array(network.name))
    scores = softmax(vectors @ weights.T + bias)
    print(json.dumps({"teach": int(teach.sum()), "left_out_sources": int(pictures["source"][left_out].nunique()),
                      "left_out": measure(scores[left_out], scenes[left_out], options.threshold),
                      "same_source": measure(scores[same], scenes[same], options.threshold)}, indent=1))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities, row by row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _plain(hits: int, count: int) -> dict[str, Any]:
    share = share_of(hits, count)
    return {"count": hits, "of": count, "interval": [round(share.low, 4), round(share.high, 4)]}


if __name__ == "__main__":
    main()
