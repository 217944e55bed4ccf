"""LayerCAM [1]_: HiResCAM with positive gradients only; made for early layers, which are fine and noisy.

    map = ReLU(sum_k ReLU(dy/dA_ijk) A_ijk)

    from core.explain.contract import open_explainer
    saliency = open_explainer("layer-cam", "models/shopping_intent_1.tflite").explain(image, "apparel")

References
----------
.. [1] Jiang et al., "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization", IEEE Transactions on
   Image Processing 30, 2021, equations 6 to 8.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from core.explain.cam import Cam

METHOD = "layer-cam"


def layer_cam(features: np.ndarray, gradient: np.ndarray) -> tuple[np.ndarray, float]:
    """Sum positive gradient times value over the channels, equations 6 to 8 of [1]_.

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
    >>> layer_cam(features, gradient)[0].tolist()
    [[3.0, 0.0]]
    """
    parts = np.maximum(gradient, 0) * features
    return parts.sum(axis=2), float(np.abs(parts).sum(axis=2).max())


LayerCam = partial(Cam, method=METHOD, formula=layer_cam)
