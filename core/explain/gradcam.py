"""Grad-CAM [1]_ of the very .tflite that gives the score.

With A the last feature map (rows x columns x channels) and y the label's score before softmax (behind it the gradient
of a sure verdict vanishes), the weight of channel k is the mean of dy/dA_k over all positions,

    weight_k = mean_ij dy/dA_ijk,        map = ReLU(sum_k weight_k A_k),

scaled to [0, 1] and enlarged to the picture. The gradient comes from `core.explain.differentiable`.

    from core.explain.gradcam import GradCam
    saliency = GradCam("models/shopping_intent_1.tflite").explain(image, "apparel")

References
----------
.. [1] Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
   ICCV 2017, equations 1 and 2.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.explain.differentiable import DifferentiableModel
from core.explain.heat import enlarge, normalize
from core.nouns.saliency import Saliency

METHOD = "grad-cam"


class GradCam:
    """One .tflite kept open for Grad-CAM; an `Explainer` of `core.explain.contract`.

    Parameters
    ----------
    model_path : str or Path
        The .tflite that gives the scores.
    threads : int
        Threads that one inference may use.

    Raises
    ------
    ModelMissing, WrongContract
        As `DifferentiableModel`.
    """

    def __init__(self, model_path: str | Path, *, threads: int = 1) -> None:
        self._model = DifferentiableModel(model_path, threads=threads)

    def explain(self, image: np.ndarray, label: str) -> Saliency:
        """Show where the evidence for a label lies; see `core.explain.contract.Explainer`.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.
        label : str
            One of `core.explain.contract.LABELS`.

        Returns
        -------
        Saliency
            `coarse` is the weighted sum of the feature map's channels.

        Raises
        ------
        Misuse, WrongContract
            As `DifferentiableModel.differentiate`.
        """
        at_map = self._model.differentiate(image, label)
        coarse, heat = grad_cam(at_map.features, at_map.gradient)
        full = enlarge(heat, (image.shape[1], image.shape[0]))
        return Saliency(full, coarse.astype(np.float32), label, at_map.score, METHOD, at_map.layer)


def grad_cam(features: np.ndarray, gradient: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weight a feature map's channels by their mean gradient, equations 1 and 2 of [1]_.

    Parameters
    ----------
    features, gradient : ndarray of float64, shape (rows, columns, channels)
        The feature map, and the gradient of the label's score before softmax with respect to it.

    Returns
    -------
    coarse : ndarray of float64, shape (rows, columns)
        Weighted sum of the channels, before ReLU.
    heat : ndarray of float64, shape (rows, columns)
        Its positive part divided by its maximum, in [0, 1]; all zero when there is no evidence above rounding.

    Examples
    --------
    Two positions, two channels: the first channel raises the score, the second one lowers it.

    >>> features = np.array([[[1.0, 0.0], [0.0, 2.0]]])
    >>> gradient = np.array([[[3.0, -1.0], [1.0, -1.0]]])
    >>> coarse, heat = grad_cam(features, gradient)
    >>> coarse.tolist(), heat.tolist()
    ([[2.0, -2.0]], [[1.0, 0.0]])
    """
    weights = gradient.mean(axis=(0, 1))
    coarse = features @ weights
    return coarse, normalize(coarse, magnitude=float((np.abs(features) @ np.abs(weights)).max()))
