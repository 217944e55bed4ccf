"""Integrated Gradients: its parts add up to what the picture adds to the score of its mean color."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.explain.differentiable import DifferentiableModel
from core.explain.integrated_gradients import IntegratedGradients
from tests.explain.pictures import RED, TAILS, color_network, noise, patch


@pytest.mark.parametrize("name", TAILS)
def test_parts_add_up_to_the_difference_from_the_mean_color(name: str, tmp_path: Path) -> None:
    model = DifferentiableModel(TAILS[name](tmp_path / "tiny.tflite"))
    values = model.to_input(noise())
    parts = IntegratedGradients(model).parts(values, "apparel", steps=40)
    baseline = np.broadcast_to(values.mean(axis=(0, 1)), values.shape)
    expected = model.score(values, "apparel")[1] - model.score(baseline, "apparel")[1]
    assert parts.shape == values.shape and parts.sum() == pytest.approx(expected, rel=0.03, abs=1e-3)


def test_the_planted_patch_alone_holds_the_parts(tmp_path: Path) -> None:
    explainer = IntegratedGradients(color_network(tmp_path / "colors.tflite"))
    saliency = explainer.explain(patch(RED, (150, 150, 300, 300)), "apparel")
    assert saliency.map[130:, 130:].sum() > 0.9 * saliency.map.sum() > 0


def test_a_picture_of_one_color_has_no_evidence(tmp_path: Path) -> None:
    saliency = IntegratedGradients(color_network(tmp_path / "colors.tflite")).explain(
        np.full((50, 50, 3), 90, np.uint8), "apparel")
    assert not saliency.has_evidence


@pytest.mark.slow
def test_the_whole_shipped_model_is_replayed(photos: dict) -> None:
    from core.images.decode import read_picture
    from core.models import store
    from core.settings import read_settings

    settings = read_settings()
    model = DifferentiableModel(store.entry(settings.models_dir, "intent", settings.intent_model).path)
    values = model.to_input(read_picture(photos["coffee"], "coffee", settings).image)
    at_input = model.differentiate_input(values, "home_decor")
    step = np.zeros_like(values)
    place = np.unravel_index(np.abs(at_input.gradient).argmax(), values.shape)
    step[place] = 0.002  # the network has kinks nearby
    slope = (model.score(values + step, "home_decor")[1] - model.score(values - step, "home_decor")[1]) / 0.004
    assert at_input.gradient[place] == pytest.approx(slope, rel=0.15)
    parts = IntegratedGradients(model).parts(values, "home_decor", steps=64)
    baseline = np.broadcast_to(values.mean(axis=(0, 1)), values.shape)
    expected = at_input.logit - model.score(baseline, "home_decor")[1]
    cells = parts.sum(axis=2).reshape(14, 16, 14, 16).sum(axis=(1, 3))
    assert abs(parts.sum() - expected) < 0.05 * np.abs(cells).sum()
