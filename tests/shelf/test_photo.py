"""From boxes to facings in their rows, and cutting facings out of a photo."""

from __future__ import annotations

import numpy as np

from core.nouns.detections import Detections
from core.shelf.photo import cut, read_image
from core.vision.products.detector import Detected


def test_a_facing_is_cut_with_a_little_room_and_inside_the_photo() -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    image[20:60, 50:100] = 255
    inner, corner, thin = cut(image, [(50, 20, 100, 60), (150, 60, 200, 100), (199.9, 99.9, 200, 100)])
    assert inner.shape == (42, 52, 3) and inner[1:-1, 1:-1].min() == 255 and inner[0].max() == 0
    assert corner.shape == (41, 51, 3), "no room beyond the border"
    assert thin.size > 0 and inner.flags["C_CONTIGUOUS"]
    assert cut(image, np.zeros((0, 4))) == []


def test_facings_come_row_by_row_with_gaps_and_tags() -> None:
    boxes = np.float32([[120, 110, 160, 190], [70, 10, 110, 90], [10, 10, 50, 90], [10, 110, 50, 190]])
    found = Detected(Detections("product", boxes, np.float32([0.9, 0.8, 0.7, 0.6])),
                     Detections("price_tag", np.float32([[10, 92, 50, 100]]), np.float32([0.5])))
    read = read_image(np.zeros((200, 200, 3), np.uint8), lambda image: found, None)
    assert [(one.row, one.xyxy[0]) for one in read.facings] == [(0, 10), (0, 70), (1, 10), (1, 120)]
    assert [round(one.score, 1) for one in read.facings] == [0.7, 0.8, 0.6, 0.9], "scores follow their boxes"
    assert read.size_wh == (200, 200) and read.tags == ((10.0, 92.0, 50.0, 100.0),) and read.view == b""
    assert read.gaps == ((50.0, 110.0, 120.0, 190.0),) and read.facings[0].answer.matches == ()
