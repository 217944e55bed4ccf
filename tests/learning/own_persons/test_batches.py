"""Views keep their boxes where the person is, and a batch depends on seed and number alone."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.learning.own_persons.batches import Scene, batch, view  # noqa: E402


def scene(left: int = 20) -> Scene:
    image = np.zeros((80, 100, 3), np.uint8)
    image[10:70, left:left + 30] = 200
    return Scene(image, np.array([[left, 10, left + 30, 70]], np.float32))


def test_boxes_follow_window_and_mirror() -> None:
    for seed in range(30):
        seen = view(scene(), np.random.default_rng(seed))
        for left, top, right, bottom in seen.boxes.astype(int).tolist():
            bright = seen.image[..., 0] > 100
            assert bright[top:bottom, left:right].mean() > 0.95
            bright[top:bottom, left:right] = False
            assert bright.sum() <= 4 * 60, "nothing of the person lies outside the box"


def test_a_batch_is_the_same_again_and_holds_replayed_photos() -> None:
    first, again = (batch([scene()], [scene(60)], 4, number=3, side=64, seed=1) for _ in range(2))
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert first["img"].shape == (4, 3, 64, 64) and first["img"].max() <= 1
    assert len(first["bboxes"]) == len(first["batch_idx"]) == len(first["cls"])
    assert not torch.equal(first["img"], batch([scene()], [scene(60)], 4, number=4, side=64, seed=1)["img"])
    nobody = Scene(scene().image, np.zeros((0, 4), np.float32))
    assert len(batch([nobody], [], 2, number=0, side=64, seed=0)["bboxes"]) == 0
