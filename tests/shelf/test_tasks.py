"""Cutting facings out of a photo."""

from __future__ import annotations

import numpy as np

from core.shelf.tasks import cut


def test_a_facing_is_cut_with_a_little_room_and_inside_the_photo() -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    image[20:60, 50:100] = 255
    inner, corner, thin = cut(image, [(50, 20, 100, 60), (150, 60, 200, 100), (199.9, 99.9, 200, 100)])
    assert inner.shape == (42, 52, 3) and inner[1:-1, 1:-1].min() == 255 and inner[0].max() == 0
    assert corner.shape == (41, 51, 3), "no room beyond the border"
    assert thin.size > 0 and inner.flags["C_CONTIGUOUS"]
    assert cut(image, np.zeros((0, 4))) == []
