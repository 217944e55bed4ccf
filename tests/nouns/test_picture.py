"""A picture knows its size, width first."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.nouns.picture import Picture


def test_the_size_is_width_and_height_as_plain_numbers() -> None:
    picture = Picture("a" * 64, "photo.jpg", np.zeros((30, 40, 3), np.uint8))
    assert picture.size_wh == (40, 30) and all(type(side) is int for side in picture.size_wh)


def test_a_picture_is_frozen() -> None:
    picture = Picture("a" * 64, "photo.jpg", np.zeros((1, 1, 3), np.uint8))
    with pytest.raises(dataclasses.FrozenInstanceError):
        picture.uri = "other.jpg"  # type: ignore[misc]
