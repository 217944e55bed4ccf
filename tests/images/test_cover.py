"""The score falls where what it needs is covered; nothing else is marked."""

from __future__ import annotations

import numpy as np

from core.images.cover import falls


def test_the_fall_lies_where_the_score_comes_from() -> None:
    image = np.zeros((40, 60, 3), np.uint8)
    image[20:30, 45:60] = 240
    found = falls(image, lambda shown: float(shown[20:30, 45:60].mean()), cells=4, window=2)
    assert found.shape == (4, 4) and found.argmax() // 4 in (2, 3) and found.argmax() % 4 == 3
    assert found[0, 0] == 0 and image.max() == 240, "the picture stays"
