"""Ways of taking confirmed views are compared on the same photos; views and asked photos share no group."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.learning.skus.photos import ShopPhotos
from core.learning.skus.prototypes import WAYS, Protocol, difference, drawn_views
from core.vision.skus.look import Look
from tests.skus.made_up import made_up_look


def near(seed: int, noise: float, draw: int) -> Look:
    """A look that differs from another one by noise."""
    look, rng = made_up_look(seed, width=64), np.random.default_rng((seed, draw))
    cells = np.clip(look.cells + noise * rng.normal(0, 30, look.cells.shape), -127, 127)
    return Look(cells.astype(np.int8), look.weights, look.color, look.points, look.descriptors)


def made_up_photos(classes: int, each: int) -> ShopPhotos:
    truth = np.repeat(np.arange(classes), each)
    return ShopPhotos(tuple(map(str, range(classes))), (Path(),) * classes, (Path(),) * len(truth), truth,
                      tuple(f"g{row}" for row in range(len(truth))), np.zeros(classes, bool), np.zeros(classes, bool))


def test_views_help_and_no_asked_photo_is_a_view() -> None:
    photos = made_up_photos(4, 6)
    looks = [near(int(truth), 1.0, row) for row, truth in enumerate(photos.truth)]
    packshots = [near(number, 4.0, 99) for number in range(4)]
    protocol = Protocol(photos, (packshots, looks), {"plain": {"look": 10.0, "color": 0.0}})
    found = protocol.right([0, 1, 2, 3], {0, 1}, 3, 0)
    used = {row for number in range(4) for row in drawn_views(photos, number, 0)[:3]}
    assert used.isdisjoint(found["rows"].tolist()) and set(photos.truth[found["rows"]]) == {0, 1}
    assert found["prototype with packshot"].mean() >= found["packshot alone"].mean()
    assert set(WAYS) <= set(found)


def test_a_difference_that_all_photos_share_is_sure() -> None:
    assert difference(np.ones(20), [str(row) for row in range(20)]) == [1.0, 1.0]
    low, high = difference(np.tile([1.0, -1.0], 10), [str(row) for row in range(20)])
    assert low < 0 < high
