"""What the class activation maps share: a feature map and its gradient go in, a map over the picture comes out.

`gradcam`, `gradcam_plus`, `hirescam` and `layercam` differ by one formula each.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.explain.differentiable import DifferentiableModel, open_model
from core.explain.heat import enlarge, normalize
from core.nouns.saliency import Saliency

# (features, gradient), each (rows, columns, channels) -> raw values (rows, columns), and the largest sum of magnitudes
# that one of them was added up from.
Formula = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, float]]


class Cam:
    """One .tflite kept open for a class activation map; an `Explainer` of `core.explain.contract`.

    Parameters
    ----------
    model_path : str, Path or DifferentiableModel
        The .tflite that gives the scores, or the same opened already.
    method : str
        The method's name.
    formula : callable
        The method.
    threads : int
        Threads that one inference may use.

    Raises
    ------
    ModelMissing, WrongContract
        As `DifferentiableModel`.
    """

    def __init__(self, model_path: str | Path | DifferentiableModel, method: str, formula: Formula, *,
                 threads: int = 1) -> None:
        self._model = open_model(model_path, threads)
        self._method, self._formula = method, formula

    def explain(self, image: np.ndarray, label: str, *, against: str = "", layer: str = "") -> Saliency:
        """Show where the evidence for a label lies; see `core.explain.contract.Explainer`."""
        at_map = self._model.differentiate(image, label, against=against, layer=layer)
        coarse, magnitude = self._formula(at_map.features, at_map.gradient)
        full = enlarge(normalize(coarse, magnitude), (image.shape[1], image.shape[0]))
        return Saliency(full, coarse.astype(np.float32), label, at_map.score, self._method, at_map.layer)
