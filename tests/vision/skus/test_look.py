"""What is compared of a picture: the product's cells, in any place."""

from __future__ import annotations

import numpy as np
import pytest

from core.vision.skus.look import CELLS, SCALE, cell_means, likeness, mean_look, pooled, product_weights, quantized
from tests.skus.made_up import made_up_look

RNG = np.random.default_rng(0)


def cells(count: int = 1) -> np.ndarray:
    values = RNG.normal(size=(count, CELLS, 16)).astype(np.float32)
    return values / np.linalg.norm(values, axis=2, keepdims=True)


def test_a_picture_is_most_like_itself_also_with_its_cells_moved() -> None:
    shown, weights = cells(5), np.ones((5, CELLS), np.float32)
    alike = likeness((shown, weights), (shown[2], weights[2]))
    assert int(alike.argmax()) == 2 and np.isclose(alike[2], 1, atol=1e-5)
    moved = shown[2][RNG.permutation(CELLS)]
    assert np.isclose(likeness((shown, weights), (moved, weights[2]))[2], 1, atol=1e-5)


def test_what_is_no_product_does_not_count() -> None:
    one, other = cells(1)[0], cells(1)[0]
    mixed = np.concatenate([one[:25], other[25:]])
    weights = np.concatenate([np.ones(25), np.zeros(24)]).astype(np.float32)
    ones = np.ones(CELLS, np.float32)
    product_only = likeness((mixed[None], weights[None]), (one, ones))[0]
    assert product_only > likeness((mixed[None], ones[None]), (one, ones))[0]


def test_weights_find_the_product_on_its_ground_else_the_middle() -> None:
    image = np.full((140, 140, 3), 250, np.uint8)
    image[:, 80:] = (200, 30, 30)
    image[:, 130:] = 250
    weights = product_weights(image).reshape(7, 7)
    assert weights[:, :3].max() == 0 and weights[:, 5].min() == 1
    noise = RNG.integers(0, 255, (70, 70, 3)).astype(np.uint8)
    assert product_weights(noise).reshape(7, 7)[3, 3] == 1 > product_weights(noise).reshape(7, 7)[0, 0] > 0
    assert product_weights(np.full((9, 3, 3), 255, np.uint8)).max() == 1, "an empty picture has no product to cut out"


def test_means_of_cells_cover_any_size() -> None:
    assert cell_means(np.ones((3, 100), np.float32)).shape == (7, 7)
    values = np.arange(49, dtype=np.float32).reshape(7, 7)
    assert np.array_equal(cell_means(np.repeat(np.repeat(values, 3, 0), 2, 1)), values)


def test_regions_and_eight_bits_keep_direction() -> None:
    shown = cells(2)
    regions, shares = pooled(shown, np.ones((2, CELLS), np.float32))
    assert regions.shape == (2, 9, 16) and np.allclose(np.linalg.norm(regions, axis=2), 1, atol=1e-5)
    assert np.allclose(shares, 1)
    nothing, none = pooled(shown, np.zeros((2, CELLS), np.float32))
    assert not nothing.any() and not none.any()
    small = shown * np.float32(0.4)
    assert np.abs(quantized(small) / SCALE - small).max() < 0.003


def test_the_mean_of_looks_is_one_that_is_like_all_of_them() -> None:
    looks = [made_up_look(seed, width=256) for seed in (1, 2, 3)]
    mean = mean_look(looks)
    shown = np.stack([look.cells for look in (*looks, made_up_look(4, width=256))]) / np.float32(SCALE)
    scores = likeness((shown, np.ones((4, CELLS), np.float32)), (mean.cells / np.float32(SCALE), mean.weights))
    assert scores[:3].min() > scores[3] + 0.1 and mean.cells.dtype == np.int8
    lengths = np.linalg.norm(mean.cells / SCALE, axis=1)
    assert np.allclose(lengths, 1, atol=0.02) and np.linalg.norm(mean.color) == pytest.approx(1)
