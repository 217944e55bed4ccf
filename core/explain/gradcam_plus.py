"""Grad-CAM++ [1]_: each place of a channel has its own weight, so that several products of one kind all count.

With g = dy/dA of the score y = exp(s) behind the exponential, whose higher derivatives are powers of g, equation 19 is

    alpha_ijk = g_ijk^2 / (2 g_ijk^2 + g_ijk^3 sum_ab A_abk),
    weight_k  = sum_ij alpha_ijk ReLU(g_ijk),        map = ReLU(sum_k weight_k A_k).

The factor exp(s) is common to all weights and left out. Weights are never negative: what lowers the score is not seen.

    from core.explain.contract import open_explainer
    saliency = open_explainer("grad-cam++", "models/shopping_intent_1.tflite").explain(image, "apparel")

References
----------
.. [1] Chattopadhay et al., "Grad-CAM++: Generalized Gradient-based Visual Explanations for Deep Convolutional
   Networks", WACV 2018, equations 10 and 19.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from core.explain.cam import Cam

METHOD = "grad-cam++"


def grad_cam_plus(features: np.ndarray, gradient: np.ndarray) -> tuple[np.ndarray, float]:
    """Weight channels by their positive gradients, each place by equation 19 of [1]_.

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
    >>> grad_cam_plus(features, gradient)[0].round(3).tolist()
    [[0.933, 0.0]]
    """
    squares = gradient**2
    below = 2 * squares + gradient**3 * features.sum(axis=(0, 1))
    alphas = np.divide(squares, below, out=np.zeros_like(squares), where=below != 0)
    weights = (alphas * np.maximum(gradient, 0)).sum(axis=(0, 1))
    return features @ weights, float((np.abs(features) @ np.abs(weights)).max())


GradCamPlus = partial(Cam, method=METHOD, formula=grad_cam_plus)
