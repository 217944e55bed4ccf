"""Random views keep what a picture shows, and blur what would give its label away."""

from __future__ import annotations

import numpy as np
import pytest

from core.learning.intent import augment


def test_packshot_is_pasted_and_scene_replaces_the_white() -> None:
    packshot = np.full((100, 80, 3), 255, np.uint8)
    packshot[20:80, 15:65] = (200, 30, 30)
    packshot[40:60, 30:50] = 255  # white inside the object belongs to it
    mask = augment.product_mask(packshot)[..., 0]
    assert mask[50, 40] == 1
    assert mask[5, 5] == 0
    scene = np.full((60, 60, 3), (0, 90, 0), np.uint8)
    pasted = augment.paste_packshot(packshot, scene, np.random.default_rng(0), area=0.3)
    assert pasted.shape == (224, 224, 3)
    is_object = (pasted != (0, 90, 0)).any(axis=2)
    assert is_object.mean() == pytest.approx(0.3, abs=0.02), "the object fills its box here"
    assert (np.abs(pasted.astype(int) - (200, 30, 30)).sum(axis=2) < 30).mean() > 0.2
    assert augment.paste_packshot(packshot, scene, np.random.default_rng(0)).shape == (224, 224, 3)


def test_a_white_object_is_left_on_its_white() -> None:
    packshot = np.full((50, 50, 3), 250, np.uint8)
    out = augment.paste_packshot(packshot, np.zeros((9, 9, 3), np.uint8), np.random.default_rng(0))
    assert (out == packshot).all()


def test_cut_out_whitens_the_border_and_keeps_the_middle() -> None:
    image = np.full((90, 120, 3), 50, np.uint8)
    out = augment.cut_out_middle(image, np.random.default_rng(1))
    assert (out[45, 60] == 50).all()
    assert (out[0, 0] > 100).all()


@pytest.mark.parametrize("size_hw", [(1, 1), (40, 300), (500, 333)])
def test_random_view_is_a_square_and_repeatable(size_hw: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 256, (*size_hw, 3), dtype=np.uint8)
    first, second = (augment.random_view(image, np.random.default_rng(5)) for _ in range(2))
    assert first.shape == (224, 224, 3)
    assert first.dtype == np.uint8
    assert (first == second).all()


@pytest.mark.parametrize("options", [{}, {"scene": np.full((60, 90, 3), 80, np.uint8)}, {"cut_out": True}])
def test_views_of_any_kind_are_pictures_and_differ_from_seed_to_seed(options: dict) -> None:
    image = np.full((120, 100, 3), 255, np.uint8)
    image[20:100, 20:80] = (200, 60, 20)
    views = [augment.random_view(image, np.random.default_rng(seed), **options) for seed in range(6)]
    assert {view.shape for view in views} == {(224, 224, 3)} and {view.dtype for view in views} == {np.dtype(np.uint8)}
    assert len({view.tobytes() for view in views}) > 3
    assert all(np.ptp(view) > 30 for view in views), "the product stays in view"
    assert (image[0, 0] == 255).all() and (image[50, 50] == (200, 60, 20)).all(), "the original is not changed"


def test_a_mask_is_soft_at_its_edge_and_empty_on_white() -> None:
    assert augment.product_mask(np.full((20, 20, 3), 250, np.uint8)).max() == 0
    image = np.full((20, 20, 3), 255, np.uint8)
    image[5:15, 5:15] = 0
    mask = augment.product_mask(image)
    assert mask.shape == (20, 20, 1) and 0 < mask[5, 5, 0] < 1 and mask[10, 10, 0] == 1
