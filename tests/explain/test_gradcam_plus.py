"""Grad-CAM++: places of a channel count by equation 19, and channels that lower the score not at all."""

import numpy as np
import pytest

from core.explain.gradcam_plus import grad_cam_plus


def test_two_objects_of_one_kind_count_alike() -> None:
    """A small object fires a channel at one place, a large one fires another channel at nine."""
    features, gradient = np.zeros((6, 6, 2)), np.zeros((6, 6, 2))
    features[0, 0, 0], features[3:, 3:, 1] = 1.0, 1.0
    gradient[0, 0, 0], gradient[3:, 3:, 1] = 1.0, 1.0
    coarse, _ = grad_cam_plus(features, gradient)
    small, large = 1 / (2 + 1), 9 / (2 + 9)  # sums of alpha * gradient
    assert coarse[0, 0] == pytest.approx(small) and coarse[4, 4] == pytest.approx(large) and coarse[0, 5] == 0


def test_a_channel_that_lowers_the_score_is_not_seen() -> None:
    coarse, _ = grad_cam_plus(np.ones((2, 2, 1)), np.full((2, 2, 1), -1.0))
    assert (coarse == 0).all()


def test_no_gradient_is_no_evidence_and_no_nan() -> None:
    coarse, magnitude = grad_cam_plus(np.ones((2, 2, 3)), np.zeros((2, 2, 3)))
    assert (coarse == 0).all() and magnitude == 0
