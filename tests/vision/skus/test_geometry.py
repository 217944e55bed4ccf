"""Points of a package lie in a photo of it as on the packshot, and not on another package."""

from __future__ import annotations

import cv2
import numpy as np

from core.vision.skus.geometry import LEAST, SIDE, agreeing, points_of


def package(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    image = np.full((260, 180, 3), 255, np.uint8)
    for _ in range(40):
        corner = rng.integers(0, (170, 250))
        color = tuple(int(value) for value in rng.integers(0, 255, 3))
        cv2.putText(image, chr(rng.integers(65, 91)), tuple(map(int, corner)), cv2.FONT_HERSHEY_DUPLEX,
                    float(rng.uniform(0.5, 1.6)), color, 2)
    return image


def test_a_turned_and_smaller_photo_agrees_and_another_package_does_not() -> None:
    shown, other = package(1), package(2)
    turned = cv2.warpAffine(shown, cv2.getRotationMatrix2D((90, 130), 12, 0.7), (200, 280), borderValue=(90, 90, 90))
    own = points_of(turned)
    assert agreeing(points_of(shown), own) > 5 * max(LEAST, agreeing(points_of(other), own))


def test_a_plain_picture_has_no_points_and_agrees_with_nothing() -> None:
    places, descriptors = points_of(np.full((50, 80, 3), 128, np.uint8))
    assert places.shape == (0, 2) and descriptors.shape == (0, 128)
    assert agreeing((places, descriptors), points_of(package(1))) == 0


def test_places_are_those_of_a_bounded_copy() -> None:
    places, descriptors = points_of(cv2.resize(package(3), (900, 1300)))
    assert places.max() <= SIDE and len(places) == len(descriptors)
