"""Occlusion [1]_: cover a part of the picture, and see how far the score falls. Needs no gradient: any model will do.

With x the model's input, x_w the same with window w filled by the picture's mean color, and F the label's score before
softmax, each place shows the mean fall over the windows that cover it,

    raw = mean over w with place in w of F(x) - F(x_w),        map = ReLU(raw).

    from core.explain.contract import open_explainer
    saliency = open_explainer("occlusion", "models/shopping_intent_1.tflite").explain(image, "apparel")

References
----------
.. [1] Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014, section 4.2.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.explain.differentiable import DifferentiableModel, open_model
from core.explain.heat import enlarge, normalize
from core.images.cover import falls
from core.nouns.saliency import Saliency

METHOD = "occlusion"
CELLS = 14  # along each side of the map
WINDOW = 3  # cells along each side of a window: wide enough to cover what a score rests on


class Occlusion:
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
        """Show where the evidence for a label lies; `layer` is not used, only the picture is changed."""
        values = self._model.to_input(image)
        score, logit = self._model.score(values, label, against)
        coarse = falls(values, lambda shown: self._model.score(shown, label, against)[1], cells=CELLS, window=WINDOW)
        full = enlarge(normalize(coarse, max(abs(logit), 1.0)), (image.shape[1], image.shape[0]))
        return Saliency(full, coarse.astype(np.float32), label, score, METHOD, "")
