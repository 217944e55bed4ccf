"""LayerCAM: only places whose gradient is positive count."""

import numpy as np

from core.explain.layercam import layer_cam


def test_negative_gradients_do_not_take_away_from_positive_ones() -> None:
    features, gradient = np.array([[[2.0, 5.0], [1.0, 1.0]]]), np.array([[[1.0, -1.0], [-3.0, 0.5]]])
    assert layer_cam(features, gradient)[0].tolist() == [[2.0, 0.5]]
