"""Boxes of a picture: checked, rounded, the same text for the same boxes, and changed one by one."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import Misuse
from core.nouns.box_set import MOST_BOXES, BoxSet
from core.nouns.detections import Detections

SIZE = (640, 480)


def test_the_same_boxes_are_the_same_text_whatever_their_order() -> None:
    one, two = [10.04, 20, 110, 220], [300, 0, 640, 480]
    boxes = BoxSet.made(SIZE, [two, one, one])
    assert boxes.to_text() == BoxSet.made(SIZE, [one, two]).to_text() and len(boxes) == 2
    assert BoxSet.from_text(boxes.to_text()) == boxes
    assert BoxSet.from_text('{"size_wh": [640, 480], "xyxy": []}') == BoxSet(SIZE)


@pytest.mark.parametrize(("box", "message"), [
    ([10, 10, 10.4, 50], "less than a pixel"), ([50, 10, 20, 50], "less than a pixel"),
    ([-1, 0, 20, 20], "outside the picture of 640 × 480"), ([0, 0, 641, 20], "outside"), ([0, 0, 20, 481], "outside"),
    ([0, 0, float("nan"), 20], "four numbers"), ([0, 0, float("inf"), 20], "four numbers"),
    ([0, 0, 20], "four numbers"),
    (["a", 0, 1, 2], "four numbers"), (7, "four numbers"), ([0, 0, 10**400, 20], "four numbers"),
])
def test_what_is_no_box_of_the_picture_is_refused(box, message: str) -> None:
    with pytest.raises(Misuse, match=message):
        BoxSet.made(SIZE, [box])


@pytest.mark.parametrize("text", [
    "", "faces", "[]", "[" * 15_000, '{"xyxy": []}', '{"size_wh": [640, 480]}', '{"size_wh": [0, 480], "xyxy": []}',
    '{"size_wh": [640.5, 480], "xyxy": []}', '{"size_wh": [true, 480], "xyxy": []}', " " * 30_000,
])
def test_what_is_no_set_of_boxes_is_refused(text: str) -> None:
    with pytest.raises(Misuse, match="Boxes are JSON such as"):
        BoxSet.from_text(text)


def test_there_is_a_most() -> None:
    rows = [[x, 0, x + 1, 2] for x in range(MOST_BOXES + 1)]
    assert BoxSet.from_text(BoxSet.made(SIZE, rows[:-1]).to_text()) == BoxSet.made(SIZE, rows[:-1])
    with pytest.raises(Misuse, match="at most 300 boxes"):
        BoxSet.made(SIZE, rows)


def test_one_box_goes_and_another_comes() -> None:
    boxes = BoxSet.made(SIZE, [[0, 0, 10, 10]])
    moved = boxes.changed([0, 0, 10, 10], [5, 5, 20, 20])
    assert moved.xyxy == ((5, 5, 20, 20),) and moved.changed(was=[5, 5, 20, 20]) == BoxSet(SIZE)
    assert moved.changed(now=[0, 0, 1, 1]).xyxy == ((0, 0, 1, 1), (5, 5, 20, 20))
    with pytest.raises(Misuse, match="not there any more"):
        moved.changed(was=[0, 0, 10, 10])


def test_every_box_of_a_detector_is_a_box() -> None:
    draw = np.random.default_rng(0)
    corners = draw.uniform(-2, 642, (100, 2, 2)).astype(np.float32)
    xyxy = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    xyxy[:20, 2:] = xyxy[:20, :2] + draw.uniform(0, 2, (20, 2)).astype(np.float32)  # some of about a pixel
    found = BoxSet.of(Detections("face", xyxy, np.ones(100, np.float32)), SIZE)
    assert 60 < len(found) <= 100 and BoxSet.from_text(found.to_text()) == found
