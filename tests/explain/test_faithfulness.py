"""Deletion, insertion and ROAD: the order that knows where the evidence lies beats those that do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.explain.differentiable import DifferentiableModel
from core.explain.faithfulness import CELLS, _filled, center_blob, measure, order_of, random_map
from tests.explain.pictures import RED, color_network, noise, patch


def test_the_true_order_beats_center_chance_and_its_own_reverse(tmp_path: Path) -> None:
    model = DifferentiableModel(color_network(tmp_path / "colors.tflite"))
    values = model.to_input(patch(RED, (0, 0, 100, 100)))
    truth = np.zeros((30, 30))
    truth[:10, :10] = 1
    own, center, chance, reverse = (measure(model, values, "apparel", order) for order in (
        order_of(truth), order_of(center_blob()), order_of(random_map(3)), order_of(truth)[::-1]))
    for other in (center, chance, reverse):
        assert own.deletion < other.deletion and own.insertion > other.insertion and own.road > other.road
    assert own.road > 0 > reverse.road
    assert all(0 <= value <= 1 for value in (own.deletion, own.insertion, chance.deletion, chance.insertion))


def test_cells_that_are_equally_hot_follow_by_chance_and_always_the_same() -> None:
    flat = np.zeros((50, 80))
    assert (order_of(flat) == order_of(flat)).all()
    assert sorted(order_of(flat)) == list(range(CELLS * CELLS))
    assert not (np.diff(order_of(flat)) > 0).all()
    flat[:, 40:] = 0.5
    assert (order_of(flat)[: CELLS * CELLS // 2] % CELLS >= CELLS // 2).all()


def test_a_hole_is_filled_from_around_it() -> None:
    values = np.zeros((224, 224, 3), np.float32)
    values[:, 112:] = 1
    hole = [row * CELLS + column for row in range(10, 14) for column in range(20, 24)]
    filled = _filled(np.array(hole), values)
    assert filled[85:105, 165:185].mean() == pytest.approx(1, abs=0.05) and (filled[:, :100] == 0).all()
    everything = _filled(np.arange(CELLS * CELLS), values)
    assert everything.mean() == pytest.approx(0.5, abs=0.02)


def test_blank_pictures_have_no_nan(tmp_path: Path) -> None:
    model = DifferentiableModel(color_network(tmp_path / "colors.tflite"))
    for image in (np.full((3, 500, 3), 255, np.uint8), noise((1, 1))):
        measures = measure(model, model.to_input(image), "other", order_of(center_blob()))
        assert np.isfinite([measures.deletion, measures.insertion, measures.road]).all()
