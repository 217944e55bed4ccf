"""HiResCAM: behind linear layers its raw values add up to the score."""

from pathlib import Path

import numpy as np
import pytest

from core.explain.differentiable import DifferentiableModel
from core.explain.hirescam import HiResCam, hires_cam
from tests.explain.pictures import RED, color_network, patch


def test_raw_values_add_up_to_the_score_before_softmax(tmp_path: Path) -> None:
    model, image = DifferentiableModel(color_network(tmp_path / "colors.tflite")), patch(RED, (30, 40, 200, 160))
    coarse = HiResCam(model).explain(image, "apparel").coarse
    assert coarse.sum() == pytest.approx(model.score(model.to_input(image), "apparel")[1], rel=1e-5)


def test_a_place_without_gradient_is_cold_although_its_channel_matters() -> None:
    features, gradient = np.ones((1, 2, 1)), np.array([[[1.0], [0.0]]])
    assert hires_cam(features, gradient)[0].tolist() == [[1.0, 0.0]]
