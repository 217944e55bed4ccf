"""A product is cut out of a plain ground, and nothing else."""

from __future__ import annotations

import cv2
import numpy as np

from core.vision.mask.cutout import cut_out


def test_a_product_with_a_white_middle_stays_whole() -> None:
    image = np.full((200, 160, 3), 255, np.uint8)
    cv2.rectangle(image, (40, 30), (119, 179), (20, 60, 160), 12)  # a frame, white inside like the paper
    rgba = cut_out(image)
    assert rgba is not None and abs(rgba.shape[0] - 160) <= 4 and abs(rgba.shape[1] - 90) <= 4
    assert rgba[80, 45, 3] == 255 and (rgba[80, 45, :3] == 255).all()


def test_what_is_no_packshot_is_none() -> None:
    busy = np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8)
    assert cut_out(busy) is None and cut_out(np.full((50, 50, 3), 200, np.uint8)) is None
    two = np.full((100, 200, 3), 255, np.uint8)
    two[20:80, 20:80] = two[20:80, 120:180] = (10, 90, 40)
    assert cut_out(two) is None, "two products are no packshot"


def test_a_mask_may_come_from_elsewhere() -> None:
    busy = np.random.default_rng(0).integers(0, 255, (90, 60, 3), np.uint8)
    mask = np.zeros((45, 30), bool)
    mask[10:35, 5:25] = True
    rgba = cut_out(busy, mask)
    assert rgba is not None and abs(rgba.shape[0] - 46) <= 4 and abs(rgba.shape[1] - 36) <= 4
    assert cut_out(busy, np.zeros((9, 9), bool)) is None
