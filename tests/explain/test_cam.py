"""Class activation maps share one frame: only the formula differs, and the layer can be chosen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import Misuse
from core.explain.cam import Cam
from core.explain.differentiable import DifferentiableModel
from core.explain.gradcam import grad_cam
from tests.explain.pictures import RED, color_network, patch


def test_the_formula_decides_the_map_and_an_open_model_is_shared(tmp_path: Path) -> None:
    model = DifferentiableModel(color_network(tmp_path / "colors.tflite"))
    image = patch(RED, (0, 0, 150, 300))
    left = Cam(model, "left", lambda features, gradient: (np.eye(1, 7, 0).repeat(7, axis=0), 1.0))
    saliency = left.explain(image, "apparel")
    assert saliency.method == "left" and saliency.map[:, 0].min() == 1 and saliency.map[:, 150:].max() == 0
    assert Cam(model, "grad-cam", grad_cam).explain(image, "apparel").score == saliency.score


def test_the_layer_can_be_chosen_by_the_first_of_its_names(tmp_path: Path) -> None:
    model = DifferentiableModel(color_network(tmp_path / "colors.tflite"))
    names, image = model.layers("apparel"), patch(RED, (0, 0, 150, 300))
    assert len(names) == 2, "the pool and the convolution"
    for name in names:
        saliency = Cam(model, "grad-cam", grad_cam).explain(image, "apparel", layer=name.partition(";")[0])
        assert saliency.layer == name and saliency.map[:, :150].sum() > 0.8 * saliency.map.sum()
    with pytest.raises(Misuse, match="no layer 'conv99'") as caught:
        Cam(model, "grad-cam", grad_cam).explain(image, "apparel", layer="conv99")
    assert names[-1].partition(";")[0] in caught.value.hint
