"""Tiles of a photo: lines come once, in pixels of the photo; those that a border cuts come from the neighbor."""

from __future__ import annotations

import numpy as np
import pytest

from core.nouns.text import TextLine
from core.vision.text.tiles import read_tiles

EVERYWHERE = np.array([[x, y, x + 10, y + 10] for x in range(0, 1000, 10) for y in range(0, 600, 10)], float)


def bright(tile: np.ndarray) -> tuple[TextLine, ...]:
    """The bright rectangles of a tile as lines: what a reader that misses nothing finds."""
    import cv2

    number, _, stats, _ = cv2.connectedComponentsWithStats((tile[..., 0] > 100).astype(np.uint8))
    return tuple(TextLine(f"{tile[y + high // 2, x + wide // 2, 0]}", 0.9, (x, y, x + wide, y + high))
                 for x, y, wide, high, _ in stats[1:number])


@pytest.mark.parametrize("side", [200, 300, 5000])
def test_each_line_comes_once_and_where_it_stands(side: int) -> None:
    image = np.zeros((600, 1000, 3), np.uint8)
    places = [(5, 5, 60, 20), (170, 130, 225, 150), (480, 300, 520, 320), (940, 570, 995, 595)]
    for number, (left, top, right, bottom) in enumerate(places):
        image[top:bottom, left:right] = 200 + number
    lines = read_tiles(bright, image, side, EVERYWHERE)
    assert [line.text for line in lines] == ["200", "201", "202", "203"]
    assert [line.xyxy for line in lines] == [tuple(map(float, place)) for place in places]


def test_tiles_without_a_product_are_not_looked_at() -> None:
    asked = []

    def count(tile: np.ndarray) -> tuple[TextLine, ...]:
        asked.append(tile.shape)
        return ()

    image = np.zeros((600, 1000, 3), np.uint8)
    assert read_tiles(count, image, 200, np.array([[10, 10, 30, 30]])) == () and asked == [(200, 200, 3)]
    read_tiles(count, image, 200, np.zeros((0, 4)))
    assert len(asked) == 1


def test_of_two_readings_of_one_line_the_surer_counts() -> None:
    def twice(tile: np.ndarray) -> tuple[TextLine, ...]:
        return (TextLine("COCOA", 0.7, (20, 20, 80, 40)), TextLine("COCOA 50 g", 0.9, (20, 21, 90, 41)),
                TextLine("", 0.0, (20, 60, 80, 80)))

    (line,) = read_tiles(twice, np.zeros((100, 100, 3), np.uint8), 640, np.array([[0, 0, 100, 100]]))
    assert line.text == "COCOA 50 g"
