"""Planted groups stay apart on the sheet, the same points give the same sheet, and odd sets do not fail."""

from __future__ import annotations

import numpy as np
import pytest

from core.explore.projection import components, flatten, neighbors


def groups(size: int = 40, dimensions: int = 64) -> tuple[np.ndarray, np.ndarray]:
    """Three groups of unit vectors around directions of their own, and which group each is of."""
    random = np.random.default_rng(1)
    group = np.repeat(np.arange(3), size)
    values = np.eye(dimensions)[group] + random.normal(0, 0.05, (3 * size, dimensions))
    return (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32), group


def test_components_are_those_of_the_singular_values_whatever_the_batches() -> None:
    vectors, _ = groups()
    centered = vectors - vectors.mean(axis=0)
    left, singular, _ = np.linalg.svd(centered.astype(np.float64), full_matrices=False)
    for size in (7, 200):
        points = components(lambda size=size: (vectors[at:at + size] for at in range(0, len(vectors), size)))
        assert np.abs(points[:, :2]) == pytest.approx(np.abs(left[:, :2] * singular[:2]), abs=1e-5)


def test_groups_stay_apart_and_the_same_points_give_the_same_sheet() -> None:
    vectors, group = groups()
    points = components(lambda: [vectors])
    places, method = flatten(points)
    assert method == "t-sne" and np.array_equal(places, flatten(points)[0])
    assert (group[neighbors(points)] == group[:, None]).all()
    away = np.linalg.norm(places[:, None] - places[None], axis=2) + 1e9 * np.eye(len(places))
    assert (group[away.argmin(axis=1)] == group).mean() > 0.98


def test_few_equal_and_no_pictures_have_places_too() -> None:
    for count in (0, 1, 4):
        places, method = flatten(components(lambda count=count: [np.eye(8, dtype=np.float32)[:count]]))
        assert places.shape == (count, 2) and method == "pca" and np.isfinite(places).all()
    same = components(lambda: [np.ones((30, 8), np.float32)])
    assert np.isfinite(flatten(same)[0]).all() and flatten(same)[1] == "pca"
    assert neighbors(components(lambda: [np.eye(8, dtype=np.float32)[:4]])).shape == (4, 0)
