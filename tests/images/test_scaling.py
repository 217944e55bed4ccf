"""Quick copies keep the aspect and look like averaged ones."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.images.scaling import quick_downscale, size_within
from tests.rules.planted import photos


@pytest.mark.parametrize("size_wh", [(1, 1), (9000, 1), (1, 9000), (416, 416), (417, 415), (5000, 3000)])
def test_a_copy_keeps_the_aspect_and_is_never_empty(size_wh: tuple[int, int]) -> None:
    width, height = size_within(*size_wh, 416)
    assert 1 <= width <= min(416, size_wh[0]) and 1 <= height <= min(416, size_wh[1])
    assert max(width, height) == min(416, max(size_wh))
    if min(width, height) > 20:
        assert width / height == pytest.approx(size_wh[0] / size_wh[1], rel=0.05)


@pytest.mark.parametrize("size_wh", [(100, 67), (333, 222), (599, 399), (600, 400)])
def test_a_quick_copy_looks_like_an_averaged_one(size_wh: tuple[int, int]) -> None:
    photo = photos()["coffee"]
    before = photo.copy()
    quick = quick_downscale(photo, size_wh)
    assert quick.shape == (size_wh[1], size_wh[0], 3) and quick.flags.c_contiguous and (photo == before).all()
    exact = cv2.resize(photo, size_wh, interpolation=cv2.INTER_AREA)
    assert np.abs(quick.astype(int) - exact).mean() < 6
