"""Score-CAM [1]_: each channel of a feature map shows its part of the picture to the model, and counts by the score.

With A_k channel k enlarged to the input and scaled to [0, 1], x the input, b the picture's mean color and F the label's
score before softmax,

    weight_k = F(b + A_k (x - b)) - F(b),        map = ReLU(sum_k weight_k A_k).

The paper puts the weights through a softmax, which makes them all positive; without it a channel that lowers the score
counts against its places. Of hundreds of channels only the `CHANNELS` that vary most over the picture are asked.

    from core.explain.contract import open_explainer
    saliency = open_explainer("score-cam", "models/shopping_intent_1.tflite").explain(image, "apparel")

References
----------
.. [1] Wang et al., "Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural Networks", CVPR Workshops
   2020, equations 5 and 6.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from core.explain.differentiable import DifferentiableModel, open_model
from core.explain.heat import enlarge, normalize
from core.nouns.saliency import Saliency

METHOD = "score-cam"
CHANNELS = 64


class ScoreCam:
    """One .tflite kept open; an `Explainer` of `core.explain.contract`.

    Parameters
    ----------
    model_path : str, Path or DifferentiableModel
        The .tflite that gives the scores, or the same opened already.
    threads : int
        Threads that one inference may use.

    Raises
    ------
    ModelMissing, WrongContract
        As `DifferentiableModel`.
    """

    def __init__(self, model_path: str | Path | DifferentiableModel, *, threads: int = 1) -> None:
        self._model = open_model(model_path, threads)

    def explain(self, image: np.ndarray, label: str, *, against: str = "", layer: str = "") -> Saliency:
        """Show where the evidence for a label lies; see `core.explain.contract.Explainer`."""
        values = self._model.to_input(image)
        score, features, name = self._model.features(values, label, layer)
        channels = _scaled(features)
        color = np.broadcast_to(values.mean(axis=(0, 1)), values.shape)
        nothing = self._model.score(color, label, against)[1]
        coarse, magnitude = np.zeros(features.shape[:2]), 0.0
        for channel in channels:
            mask = np.clip(cv2.resize(channel, values.shape[1::-1], interpolation=cv2.INTER_LINEAR), 0, 1)
            weight = self._model.score(color + mask[..., None] * (values - color), label, against)[1] - nothing
            coarse += weight * channel
            magnitude += abs(weight)
        full = enlarge(normalize(coarse, max(magnitude, 1.0)), (image.shape[1], image.shape[0]))
        return Saliency(full, coarse.astype(np.float32), label, score, METHOD, name)


def _scaled(features: np.ndarray) -> list[np.ndarray]:
    """The channels that vary most, each scaled to [0, 1]; constant ones show nothing."""
    spread = np.ptp(features, axis=(0, 1))
    order = [k for k in np.argsort(-features.std(axis=(0, 1)), kind="stable")[:CHANNELS] if spread[k] > 0]
    return [((features[..., k] - features[..., k].min()) / spread[k]).astype(np.float32) for k in order]
