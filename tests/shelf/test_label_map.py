"""Facings as numbered pixels: masks end at their boxes, the surer of two wins, and each facing has a place."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.models import store
from core.settings import ROOT
from core.shelf.label_map import label_map, tinted
from core.vision.mask.detector import ProductMask, mask_model


def everything(image: np.ndarray) -> ProductMask:
    return ProductMask(np.ones((10, 10), bool), True)


def test_a_disk_on_a_plain_ground_is_not_its_box() -> None:
    image = np.full((200, 300, 3), 235, np.uint8)
    for x in (80, 220):
        cv2.circle(image, (x, 100), 50, (30, 90, 160), cv2.FILLED)
    boxes = np.array([[170, 50, 270, 150], [30, 50, 130, 150]], float)
    labels = label_map(image, boxes, np.array([0.9, 0.8]), mask_model(store.entry(ROOT / "models", "mask")).of)
    assert labels.dtype == np.uint16 and set(np.unique(labels)) == {0, 1, 2}
    assert labels[100, 220] == 1 and labels[100, 80] == 2 and labels[53, 33] == labels[10, 10] == 0
    assert (labels == 1).sum() == pytest.approx(np.pi * 50**2, rel=0.1)
    canvas = tinted(image, labels)
    assert canvas.shape == image.shape and (canvas[5, 5] == image[5, 5]).all()
    assert not (canvas[100, 220] == canvas[100, 80]).all(), "each has a color of its own"
    larger = cv2.resize(labels, (600, 400), interpolation=cv2.INTER_NEAREST)
    assert (tinted(image, larger)[100, 80] == canvas[100, 80]).all()


def test_the_surer_of_two_overlapping_facings_counts() -> None:
    image = np.zeros((100, 100, 3), np.uint8)
    boxes = np.array([[0, 0, 60, 100], [40, 0, 100, 100]], float)
    assert label_map(image, boxes, np.array([0.9, 0.5]), everything)[50, [10, 50, 90]].tolist() == [1, 1, 2]
    assert label_map(image, boxes, np.array([0.5, 0.9]), everything)[50, [10, 50, 90]].tolist() == [1, 2, 2]


def test_a_product_that_no_mask_finds_has_its_box_and_an_empty_box_nothing() -> None:
    boxes = np.array([[10, 10, 50, 50], [70.2, 70.2, 70.4, 70.4], [90, 90, 300, 300]], float)
    labels = label_map(np.zeros((100, 100, 3), np.uint8), boxes, np.ones(3),
                       lambda image: ProductMask(np.zeros((10, 10), bool), False))
    assert (labels == 1).sum() == 1600 and not (labels == 2).any() and labels[99, 99] == 3
    none = label_map(np.zeros((9, 9, 3), np.uint8), np.zeros((0, 4)), np.zeros(0), everything)
    assert not none.any() and (tinted(np.zeros((9, 9, 3), np.uint8), none) == 0).all()
