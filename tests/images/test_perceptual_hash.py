"""Copies of a picture share their hash, other pictures do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.images.near_duplicates import near_duplicates
from core.images.perceptual_hash import perceptual_hash
from tests.rules.planted import photos


def test_copies_have_near_hashes_and_others_have_not() -> None:
    grays = {name: cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for name, image in photos().items()}
    hashes, origin = [], []
    for name, gray in grays.items():
        smaller = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        coarse = cv2.imdecode(cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_GRAYSCALE)
        hashes += [perceptual_hash(item) for item in (gray, smaller, coarse)]
        origin += [name] * 3
    groups = near_duplicates(hashes)
    assert len(groups) == len(grays)
    assert all(len(group) == 3 and len({origin[row] for row in group}) == 1 for group in groups)


def bits_apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize("name", ["coffee", "chelsea", "astronaut"])
def test_brightness_and_blur_change_few_bits_and_turning_many(name: str) -> None:
    gray = cv2.cvtColor(photos()[name], cv2.COLOR_RGB2GRAY)
    original = perceptual_hash(gray)
    assert len(original) == 16
    assert bits_apart(original, perceptual_hash(cv2.add(gray, 15))) <= 6
    assert bits_apart(original, perceptual_hash(cv2.GaussianBlur(gray, None, 2))) <= 4
    assert bits_apart(original, perceptual_hash(cv2.rotate(gray, cv2.ROTATE_180))) > 12


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (64, 64), (900, 2)])
def test_a_picture_of_one_color_has_no_hash(shape: tuple[int, int]) -> None:
    assert perceptual_hash(np.full(shape, 200, np.uint8)) == ""
