"""A head learns from vague labels too, and an unknown attribute pulls it nowhere."""

from __future__ import annotations

import numpy as np

from core.learning.tags.labels import LEAST
from core.learning.tags.network import Recipe, fit, picture_weights
from core.vision.tags.head import softmax, unit_features
from tests.learning.tags.made_up_pictures import lesson


def test_a_head_learns_from_vague_labels_and_ignores_unknown_ones() -> None:
    _, features, targets, tree = lesson()
    weights, bias = fit(features, targets, tree, recipe=Recipe(epochs=200, rate=1e-2))
    logits = unit_features(features.astype(np.float32)) @ weights + bias
    found = softmax(logits[:, :len(tree.nodes)]) @ tree.below
    assert found[:LEAST, tree.nodes.index("topwear")].min() > found[:LEAST, tree.nodes.index("bottomwear")].max()
    assert (logits[:LEAST, len(tree.nodes)] > logits[:LEAST, len(tree.nodes) + 1]).all(), "those of men"


def test_rare_nodes_weigh_more() -> None:
    _, _, targets, _ = lesson()
    weights = picture_weights(targets, 0.5)
    assert weights[-1] > weights[0] and abs(weights.mean() - 1) < 1e-5, "the tunic stands for rare topwear"
    assert np.allclose(picture_weights(targets, 0.0), 1)
