"""Where a picture was taken: a linear head on the embedding of an intent model.

The head names the model that it reads, and goes on reading that one when another is promoted.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import SetupError
from core.models import store
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.intent.embedding import EmbeddingModel

FACT, OTHER = "scene", "other"


def open_scenes(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function.

    Parameters
    ----------
    entry : core.models.manifest.Entry
        Of role "scenes": its file holds `labels`, `weights` (K, D), `bias` (K,) and `network`, the name of the intent
        model in the same folder; its threshold "scene" is the least probability of a scene that is written.

    Raises
    ------
    SetupError
        When the file is not what it should be, or that model is missing.
    """
    path = Path(entry.path)
    try:
        with np.load(path, allow_pickle=False) as stored:
            labels, network = stored["labels"].tolist(), str(stored["network"])
            weights, bias = stored["weights"].astype(np.float32), stored["bias"].astype(np.float32)
        if weights.shape[:1] != bias.shape or len(labels) != len(bias):
            raise ValueError(f"{len(labels)} labels for weights of shape {weights.shape}")
    except (OSError, ValueError, KeyError) as error:
        raise SetupError(f"The head {path.name} cannot be read: {error}.",
                         "Restore it: git checkout -- models.") from None
    model, threshold = EmbeddingModel(store.entry(path.parent, "intent", network).path), entry.threshold("scene")

    def scene_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        scores = probabilities(model.embed(image), weights, bias)
        best = int(scores.argmax())
        if labels[best] == OTHER or scores[best] < threshold:
            return ()
        return (Fact(FACT, labels[best], float(scores[best]), entry.name),)

    return scene_of


def probabilities(vector: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Softmax of a linear layer.

    Parameters
    ----------
    vector : ndarray of float32, shape (D,)
    weights : ndarray of float32, shape (K, D)
    bias : ndarray of float32, shape (K,)

    Returns
    -------
    ndarray of float32, shape (K,)
        In [0, 1]; they sum to 1.
    """
    logits = weights @ vector + bias
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), np.float32)
