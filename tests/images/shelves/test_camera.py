"""The photo shows the front from another place, and stays a picture."""

from __future__ import annotations

import numpy as np

from core.images.shelves.camera import moved, photograph, scale_at, viewpoint


def test_the_front_nearly_fills_the_photo() -> None:
    for seed in range(20):
        view = viewpoint((800, 600), (400, 300), np.random.default_rng(seed))
        corners = moved(np.array([[0.0, 0], [800, 0], [800, 600], [0, 600]]), view)
        assert (np.abs(corners - [[0, 0], [400, 0], [400, 300], [0, 300]]) < 80).all()
        assert np.allclose(scale_at(np.array([[400.0, 300]]), view), 0.25, rtol=0.35)


def test_light_and_blur_leave_a_picture() -> None:
    image = np.random.default_rng(0).integers(60, 180, (120, 160, 3), np.uint8)
    for seed in range(8):
        photo = photograph(image, 1.0, np.random.default_rng(seed))
        assert photo.shape == image.shape and photo.dtype == np.uint8
        assert abs(float(photo.mean()) - float(image.mean())) < 110
    assert (photograph(image, 1.0, np.random.default_rng(1)) == photograph(image, 1.0, np.random.default_rng(1))).all()
