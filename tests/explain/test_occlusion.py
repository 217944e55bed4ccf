"""Occlusion: hot is where covering the picture lowers the score."""

from pathlib import Path

import pytest

from core.explain.occlusion import CELLS, Occlusion
from tests.explain.pictures import BLUE, RED, color_network, patch


@pytest.mark.parametrize("color, label", [(RED, "apparel"), (BLUE, "other")])
def test_the_planted_patch_alone_is_hot(color: int, label: str, tmp_path: Path) -> None:
    saliency = Occlusion(color_network(tmp_path / "colors.tflite")).explain(patch(color, (0, 150, 150, 300)), label)
    assert saliency.coarse.shape == (CELLS, CELLS) and saliency.layer == ""
    assert saliency.map[120:, :180].sum() > 0.85 * saliency.map.sum() > 0
    assert saliency.coarse[-1, 0] > 0 >= saliency.coarse[0, -1]
