"""Integrated Gradients [1]_ of the very .tflite that gives the score, through the replay of all its operations.

With x the model's input, b a baseline without information and F the label's score before softmax,

    part_i = (x_i - b_i) * mean over t in (0, 1) of dF/dx_i at b + t (x - b),     map = ReLU(sum over colors of part).

All parts add up to F(x) - F(b): nothing that the score rests on is left out. The baseline is the picture's mean color,
not black: on a photo with a white ground, black would make the ground the strongest evidence.

    from core.explain.contract import open_explainer
    saliency = open_explainer("integrated-gradients", "models/shopping_intent_1.tflite").explain(image, "apparel")

References
----------
.. [1] Sundararajan et al., "Axiomatic Attribution for Deep Networks", ICML 2017, equation 3; mean over the middles of
   equal steps of sqrt(t): a network sees most of a picture at a tenth of its contrast, so the score changes fastest
   near the baseline, and equal steps of t would need four times as many.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from core.explain.differentiable import DifferentiableModel, open_model
from core.explain.heat import enlarge, normalize
from core.nouns.saliency import Saliency

METHOD = "integrated-gradients"
STEPS = 24
# Single pixels of a gradient are noise: the mean over a cell of 16 pixels is what a person can read.
CELL = 16


class IntegratedGradients:
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
        """Show where the evidence for a label lies; `layer` is not used, the parts belong to the picture itself."""
        values = self._model.to_input(image)
        score, logit = self._model.score(values, label, against)
        parts = self.parts(values, label, against).sum(axis=2)
        rows, columns = (max(1, length // CELL) for length in parts.shape)
        cells = cv2.resize(parts, (columns, rows), interpolation=cv2.INTER_AREA) * CELL**2
        full = enlarge(normalize(cells, max(abs(logit), 1.0)), (image.shape[1], image.shape[0]))
        return Saliency(full, parts.astype(np.float32), label, score, METHOD, "")

    def parts(self, values: np.ndarray, label: str, against: str = "", steps: int = STEPS) -> np.ndarray:
        """What each number of the input adds to the score.

        Parameters
        ----------
        values : ndarray of float32, shape (rows, columns, 3)
            The model's input.
        label, against : str
            As `explain`.
        steps : int
            Of the integral.

        Returns
        -------
        ndarray of float64, shape (rows, columns, 3)
            They add up to the score before softmax minus that of the mean color, but for the steps' error.
        """
        baseline = np.broadcast_to(values.mean(axis=(0, 1), dtype=np.float64), values.shape)
        gradient = np.zeros(values.shape, np.float64)
        for root in (np.arange(steps) + 0.5) / steps:
            at = baseline + root**2 * (values - baseline)
            gradient += 2 * root / steps * self._model.differentiate_input(at, label, against).gradient
        return (values - baseline) * gradient
