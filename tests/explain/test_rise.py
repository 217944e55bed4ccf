"""RISE: slopes of the score over random masks, with chance taken out."""

from pathlib import Path

import numpy as np
import pytest

from core.explain.rise import MASKS, Rise, masks, slopes
from tests.explain.pictures import RED, color_network, patch


def test_masks_are_the_same_at_every_size_and_show_half() -> None:
    small, large = masks(28), masks(224)
    assert small.shape == (MASKS, 28, 28) and large.min() >= 0 and large.max() <= 1
    assert large.mean() == pytest.approx(0.5, abs=0.02)
    alike = large.reshape(MASKS, 28, 8, 28, 8).mean(axis=(2, 4))
    assert np.abs(alike - small).mean() < 0.05


def test_a_place_that_decides_is_found_and_chance_is_not() -> None:
    shown = masks(14)
    coarse = slopes(3.0 * shown[:, 5, 8].astype(float), shown)
    assert np.unravel_index(coarse.argmax(), coarse.shape) == (5, 8) and coarse.max() == pytest.approx(3.0)
    by_chance = slopes(np.random.default_rng(1).normal(size=MASKS), shown)
    assert (by_chance != 0).mean() < 0.05


def test_the_planted_patch_is_hot(tmp_path: Path) -> None:
    saliency = Rise(color_network(tmp_path / "colors.tflite")).explain(patch(RED, (150, 0, 300, 150)), "apparel")
    assert saliency.map[:180, 120:].sum() > 0.8 * saliency.map.sum() > 0
