"""HiResCAM [1]_: each value of the feature map is weighted by its own gradient.

    map = ReLU(sum_k dy/dA_ijk A_ijk)

Where only linear layers follow the feature map, the raw values add up to the score but for the bias: the map then shows
what the model used, and nothing else. Grad-CAM averages the gradient and can show places that the model did not use.

    from core.explain.contract import open_explainer
    saliency = open_explainer("hires-cam", "models/shopping_intent_1.tflite").explain(image, "apparel")

References
----------
.. [1] Draelos and Carin, "Use HiResCAM instead of Grad-CAM for faithful explanations of convolutional neural
   networks", 2020, equation 4.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from core.explain.cam import Cam

METHOD = "hires-cam"


def hires_cam(features: np.ndarray, gradient: np.ndarray) -> tuple[np.ndarray, float]:
    """Sum gradient times value over the channels, equation 4 of [1]_.

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
    >>> hires_cam(features, gradient)[0].tolist()
    [[3.0, -2.0]]
    """
    parts = gradient * features
    return parts.sum(axis=2), float(np.abs(parts).sum(axis=2).max())


HiResCam = partial(Cam, method=METHOD, formula=hires_cam)
