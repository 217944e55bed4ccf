"""Grad-CAM: the weights are mean gradients, and the map is hot where the evidence is."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import ModelMissing
from core.explain.gradcam import GradCam, grad_cam
from core.explain.heat import normalize
from core.vision.intent.classifier import IntentModel
from tests.explain.pictures import BLUE, GREEN, RED, color_network, patch

BOXES = [(0, 0, 150, 300), (150, 0, 300, 300), (0, 0, 300, 150), (150, 150, 300, 300)]


def test_weights_are_means_of_the_gradient() -> None:
    features = np.arange(12, dtype=float).reshape(2, 3, 2)
    gradient = np.stack([np.full((2, 3), 1.0), np.arange(6).reshape(2, 3) - 4.5], axis=2)
    coarse, magnitude = grad_cam(features, gradient)
    assert coarse == pytest.approx(features[..., 0] - 2 * features[..., 1])
    assert (normalize(coarse, magnitude) == 0).all()
    coarse, magnitude = grad_cam(features, -gradient)
    assert normalize(coarse, magnitude) == pytest.approx(coarse / coarse.max())


def test_what_rounding_leaves_is_no_evidence() -> None:
    features = np.random.default_rng(0).uniform(1, 2, (7, 7, 1))
    both = np.concatenate([features, features * (1 - 1e-9)], axis=2)
    gradient = np.ones((7, 7, 2)) * [1.0, -1.0]
    coarse, magnitude = grad_cam(both, gradient)
    assert coarse.max() > 0 and (normalize(coarse, magnitude) == 0).all()


@pytest.mark.parametrize("color, label", [(RED, "apparel"), (GREEN, "home_decor"), (BLUE, "other")])
@pytest.mark.parametrize("box", BOXES)
def test_the_map_is_hot_where_the_object_is(tmp_path: Path, color: int, label: str, box: tuple) -> None:
    saliency = GradCam(color_network(tmp_path / "colors.tflite")).explain(patch(color, box), label)
    left, top, right, bottom = box
    assert saliency.has_evidence and saliency.map.max() == pytest.approx(1, abs=1e-3)
    assert saliency.map[top:bottom, left:right].sum() > 0.85 * saliency.map.sum()


def test_each_label_has_its_own_place(tmp_path: Path) -> None:
    image = patch(RED, (0, 0, 150, 300))
    image[:, 150:] = patch(BLUE, (0, 0, 150, 300))[:, :150]
    explainer = GradCam(color_network(tmp_path / "colors.tflite"))
    red, blue = explainer.explain(image, "apparel").map, explainer.explain(image, "other").map
    assert red[:, :130].mean() > 0.9 and red[:, 170:].mean() < 0.1
    assert blue[:, :130].mean() < 0.1 and blue[:, 170:].mean() > 0.9


@pytest.mark.parametrize("size_wh", [(300, 300), (1200, 90), (64, 500)])
def test_a_squashed_picture_keeps_its_places(tmp_path: Path, size_wh: tuple[int, int]) -> None:
    wide, high = size_wh
    box = (wide * 5 // 7, 0, wide, high * 2 // 7)  # the cells at the top right
    explainer = GradCam(color_network(tmp_path / "colors.tflite"))
    saliency = explainer.explain(patch(RED, box, size_wh), "apparel")
    assert saliency.map.shape == (high, wide) and saliency.map.dtype == np.float32
    assert saliency.map[: high // 7, -wide // 7:].min() > 0.9
    assert saliency.map[high // 2:].max() == 0 and saliency.map[:, : wide // 2].max() == 0


def test_no_positive_evidence_is_all_zero_and_says_so(tmp_path: Path) -> None:
    explainer = GradCam(color_network(tmp_path / "colors.tflite"))
    against = explainer.explain(patch(RED, (0, 0, 150, 300)), "negative")
    assert not against.has_evidence
    assert (against.map == 0).all() and against.coarse.min() < 0
    assert explainer.explain(patch(BLUE, (0, 0, 150, 300)), "other").has_evidence


@pytest.mark.slow
def test_bundled_model_looks_at_the_object(photos: dict) -> None:
    """A cut-out coat on the left half of a white picture; its evidence for apparel lies on the left."""
    from core.models import store
    from core.settings import ROOT

    try:
        entry = store.entry(ROOT / "models", "intent")
    except ModelMissing:
        pytest.skip("the bundled model of shopping intent is not here yet")
    bus = cv2.cvtColor(cv2.imread(str(photos["bus"])), cv2.COLOR_BGR2RGB)
    coat = bus[430:700, 55:240]
    explainer, model = GradCam(entry.path), IntentModel(entry)
    for flip in (False, True):
        image = np.full((400, 500, 3), 255, np.uint8)
        image[65:335, 30:215] = coat
        image = np.ascontiguousarray(image[:, ::-1]) if flip else image
        saliency = explainer.explain(image, "apparel")
        assert saliency.score == pytest.approx(model.classify(image).shopping.score("apparel"), abs=1e-6)
        inside = saliency.map[:, 250:] if flip else saliency.map[:, :250]
        assert saliency.has_evidence and inside.sum() > 0.6 * saliency.map.sum()
