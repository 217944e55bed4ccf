"""Score-CAM: channels count by the score that they show, for and against."""

from pathlib import Path

import pytest

from core.explain.scorecam import ScoreCam
from tests.explain.pictures import BLUE, RED, color_network, patch


@pytest.mark.parametrize("color, label", [(RED, "apparel"), (BLUE, "other")])
def test_the_planted_patch_alone_is_hot(color: int, label: str, tmp_path: Path) -> None:
    saliency = ScoreCam(color_network(tmp_path / "colors.tflite")).explain(patch(color, (0, 0, 150, 150)), label)
    assert saliency.map[:150, :150].sum() > 0.85 * saliency.map.sum() > 0


def test_a_channel_that_lowers_the_score_is_cold(tmp_path: Path) -> None:
    saliency = ScoreCam(color_network(tmp_path / "colors.tflite")).explain(patch(RED, (0, 0, 150, 150)), "negative")
    assert not saliency.has_evidence
