"""Small products are found in tiles, each once and whole; nothing is found where nothing is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.nouns.detections import overlaps
from core.vision.products.tiles import Boxes, joined, next_scale, search, suppressed

SIDE = 416


def look(square: np.ndarray) -> Boxes:
    """Finds red things of at least 10 px, as a network would."""
    red = ((square[..., 0] > 180) & (square[..., 1] < 80)).astype(np.uint8)
    boxes = [cv2.boundingRect(each) for each in cv2.findContours(red, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]]
    kept = [(x, y, x + w, y + h) for x, y, w, h in boxes if min(w, h) >= 10]
    return Boxes(np.array(kept, np.float32).reshape(-1, 4), np.full(len(kept), 0.9, np.float32),
                 np.zeros(len(kept), np.int64))


def shelf(size_wh: tuple[int, int], side: int, step: int) -> tuple[np.ndarray, np.ndarray]:
    image, boxes = np.full((size_wh[1], size_wh[0], 3), 120, np.uint8), []
    for y in range(step // 2, size_wh[1] - side, step):
        for x in range(step // 2, size_wh[0] - side, step):
            image[y : y + side, x : x + side] = (220, 20, 30)
            boxes.append((x, y, x + side, y + side))
    return image, np.array(boxes, float)


@pytest.mark.parametrize(("size_wh", "side", "step"), [
    ((300, 200), 60, 90), ((1600, 1200), 90, 130), ((4000, 3000), 120, 190), ((2000, 300), 70, 110),
])
def test_each_product_is_found_once_and_whole(size_wh: tuple[int, int], side: int, step: int) -> None:
    image, truth = shelf(size_wh, side, step)
    found = search(look, image, SIDE, score=0.5, iou=0.5)
    assert len(found.scores) == len(truth)
    assert all(overlaps(found.xyxy, box).max() > 0.85 for box in truth)


def test_a_large_product_is_kept_beside_small_ones() -> None:
    image, _ = shelf((1600, 1200), 60, 100)
    image[500:1100, 600:1300] = 120
    image[520:1080, 620:1280] = (220, 20, 30)
    found = search(look, image, SIDE, score=0.5, iou=0.5)
    assert overlaps(found.xyxy, np.array([620, 520, 1280, 1080])).max() > 0.9


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 900, 3), (700, 700, 3), (2000, 1500, 3)])
def test_nothing_is_a_result(shape: tuple[int, int, int]) -> None:
    found = search(look, np.zeros(shape, np.uint8), SIDE, score=0.5, iou=0.5)
    assert found.xyxy.shape == (0, 4) and not len(found.scores)


def test_the_next_look_follows_from_the_size_of_products() -> None:
    def of(sizes: list[float]) -> Boxes:
        xyxy = np.array([(0, 0, size, size) for size in sizes], np.float32).reshape(-1, 4)
        return Boxes(xyxy, np.ones(len(sizes), np.float32), np.zeros(len(sizes), np.int64))

    assert next_scale(of([152.0] * 9), 0.1, (4000, 3000), 0.5) == pytest.approx(0.5)
    assert next_scale(of([20.0] * 9), 0.5, (800, 600), 0.5) == 1.0, "nothing is enlarged"
    assert next_scale(of([600.0]), 0.4, (1000, 800), 0.5) == 0.4, "one large product fills the photo"
    assert next_scale(of([]), 0.1, (4000, 3000), 0.5) > 0.2


def test_a_box_over_many_products_gives_way_to_them() -> None:
    coarse = Boxes(np.float32([[0, 0, 400, 100]]), np.float32([0.9]), np.array([0]))
    fine = Boxes(np.float32([[0, 0, 90, 90], [100, 0, 190, 90]]), np.float32([0.4, 0.4]), np.array([0, 0]))
    assert len(joined(coarse, fine, 150).scores) == 2 and len(joined(coarse, fine.take(np.array([0])), 150).scores) == 2


def test_a_price_tag_on_a_product_stays() -> None:
    both = Boxes(np.float32([[0, 0, 9, 9], [0, 0, 9, 9]]), np.float32([0.5, 0.9]), np.array([0, 1]))
    assert sorted(suppressed(both, 0.5).classes.tolist()) == [0, 1]
