"""Squares of own photos and of replayed shelves take turns; batches repeat."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import cv2  # noqa: E402

from core.learning.own_shelves.training import Mixed  # noqa: E402
from core.learning.shelves.shelves import Kept  # noqa: E402

NONE = np.zeros((0, 4), np.float32)


def kept(path: Path, gray: int) -> Kept:
    cv2.imwrite(str(path), np.full((300, 400, 3), gray, np.uint8))
    boxes = np.array([(x, y, x + 40, y + 60) for x in range(0, 360, 50) for y in range(0, 240, 80)], np.float32)
    return Kept(path, boxes, NONE, NONE, np.zeros(len(boxes), np.int64), "own")


def test_both_are_drawn_and_a_batch_is_the_same_each_time(tmp_path: Path) -> None:
    squares = Mixed([kept(tmp_path / "own.png", 40)], [kept(tmp_path / "made.png", 200)], 16, 0)
    batch = squares.make(3, (96,))
    again = squares.make(3, (96,))
    assert torch.equal(batch.images, again.images) and batch.images.shape == (16, 3, 96, 96)
    seen = {int(image.float().median()) for image in batch.images}
    assert {40, 200} <= seen and any(len(found.scores) for found in batch.found)
    alone = Mixed([kept(tmp_path / "own.png", 40)], [], 4, 0).make(0, (96,))
    assert 200 not in {int(image.float().median()) for image in alone.images}
