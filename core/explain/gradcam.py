"""Grad-CAM [1]_ of the very .tflite that gives the score.

With A the explained feature map (rows x columns x channels) and y the label's score before softmax (behind it the
gradient of a sure verdict vanishes), the weight of channel k is the mean of dy/dA_k over all positions,

    weight_k = mean_ij dy/dA_ijk,        map = ReLU(sum_k weight_k A_k),

scaled to [0, 1] and enlarged to the picture. The gradient comes from `core.explain.differentiable`.

    from core.explain.contract import open_explainer
    saliency = open_explainer("grad-cam", "models/shopping_intent_1.tflite").explain(image, "apparel")

References
----------
.. [1] Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
   ICCV 2017, equations 1 and 2.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from core.explain.cam import Cam

METHOD = "grad-cam"


def grad_cam(features: np.ndarray, gradient: np.ndarray) -> tuple[np.ndarray, float]:
    """Weight a feature map's channels by their mean gradient, equations 1 and 2 of [1]_.

    Parameters
    ----------
    features, gradient : ndarray of float64, shape (rows, columns, channels)
        The feature map, and the gradient of the label's score before softmax with respect to it.

    Returns
    -------
    coarse : ndarray of float64, shape (rows, columns)
        Raw values, before ReLU and scaling.
    magnitude : float
        The largest sum of absolute terms at one place.

    Examples
    --------
    Two positions, two channels: the first channel raises the score, the second one lowers it.

    >>> features = np.array([[[1.0, 0.0], [0.0, 2.0]]])
    >>> gradient = np.array([[[3.0, -1.0], [1.0, -1.0]]])
    >>> grad_cam(features, gradient)[0].tolist()
    [[2.0, -2.0]]
    """
    weights = gradient.mean(axis=(0, 1))
    return features @ weights, float((np.abs(features) @ np.abs(weights)).max())


GradCam = partial(Cam, method=METHOD, formula=grad_cam)
