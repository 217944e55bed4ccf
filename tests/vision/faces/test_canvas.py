"""All sizes of the picture on one canvas: apart from each other, and their boxes back in the picture's frame."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.vision.faces.canvas import BUCKET, CELL, LOGIT, SMALLEST_FACE, Tile, best_first, boxes_in, lay_out, paint


@pytest.mark.parametrize("size", [(160, 160), (301, 203), (640, 360), (37, 500)])
def test_the_sizes_lie_apart_on_the_canvas(size):
    tiles, (height, width) = lay_out(*size)
    taken = np.zeros((height, width), int)
    for tile in tiles:
        assert tile.x % 2 == 0 and tile.y % 2 == 0
        # An odd side needs one free line beside it.
        taken[tile.y : tile.y + tile.height + tile.height % 2, tile.x : tile.x + tile.width + tile.width % 2] += 1
        assert tile.y + tile.height <= height and tile.x + tile.width <= width
    assert tiles and taken.max() == 1
    assert height % BUCKET == 0 and width % BUCKET == 0


def test_the_first_size_makes_a_face_of_20_pixels_fill_one_window() -> None:
    tiles, _ = lay_out(400, 300)
    assert tiles[0].scale == pytest.approx(CELL / SMALLEST_FACE)
    assert (np.diff([tile.scale for tile in tiles]) < 0).all()
    assert min(tiles[-1].width, tiles[-1].height) >= CELL


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (11, 11)])
def test_a_picture_without_room_for_a_face_has_no_tile(size: tuple[int, int]) -> None:
    assert lay_out(*size)[0] == []


def test_the_canvas_shows_the_picture_and_marks_the_line_beside_odd_sizes() -> None:
    pixels = np.full((51, 53, 3), 0.5, np.float32)
    tiles, canvas_hw = lay_out(53, 51)
    canvas = paint(pixels, tiles, canvas_hw)
    assert canvas.shape == (1, *canvas_hw, 4) and canvas.dtype == np.float32
    for tile in tiles:
        inside = canvas[0, tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]
        assert inside[..., :3] == pytest.approx(0.5) and not inside[..., 3].any()
        if tile.height % 2:
            assert canvas[0, tile.y + tile.height, tile.x : tile.x + tile.width, 3].all()
        if tile.width % 2:
            assert canvas[0, tile.y : tile.y + tile.height, tile.x + tile.width, 3].all()
    assert any(tile.height % 2 or tile.width % 2 for tile in tiles)


@pytest.mark.parametrize(("height", "width"), [(51, 53), (256, 192), (511, 340), (33, 700)])
def test_each_size_is_the_mean_of_areas_as_in_the_package(height: int, width: int) -> None:
    whole = np.random.default_rng(height).uniform(-1, 1, (height + 7, width + 5, 3)).astype(np.float32)
    pixels = whole[7:, 5:]  # a part of a larger picture, as the closer search passes it
    tiles, canvas_hw = lay_out(width, height)
    canvas = paint(pixels, tiles, canvas_hw)
    for tile in tiles:
        inside = canvas[0, tile.y : tile.y + tile.height, tile.x : tile.x + tile.width, :3]
        expected = cv2.resize(pixels, (tile.width, tile.height), interpolation=cv2.INTER_AREA)
        assert np.abs(inside - expected).max() < 2e-6


def test_a_hit_in_a_tile_is_a_box_in_the_picture() -> None:
    """Cell (2, 3) of a tile at half the size: its window begins at pixel 7, 5 of the tile, 14, 10 of the picture."""
    maps = np.full((40, 40, 5), -9.0, np.float32)
    tile = Tile(16, 8, 60, 50, 0.5)
    maps[tile.y // 2 + 2, tile.x // 2 + 3] = [LOGIT + 1, 0, 0, 0, 0]
    maps[0, 0] = [LOGIT + 5, 0, 0, 0, 0]  # in another tile
    boxes = boxes_in(maps, tile)
    assert boxes.shape == (1, 5)
    assert boxes[0, :4].tolist() == [14, 10, 36, 32]
    assert boxes[0, 4] == pytest.approx(1 / (1 + np.exp(-LOGIT - 1)))


def test_a_hit_in_a_part_of_the_picture_is_a_box_in_the_picture() -> None:
    """The same cell, where the searched part begins at pixel 100, 40 of the picture."""
    maps = np.full((40, 40, 5), -9.0, np.float32)
    maps[6, 11] = [LOGIT + 1, 0, 0, 0, 0]
    assert boxes_in(maps, Tile(16, 8, 60, 50, 0.5, 100, 40))[0, :4].tolist() == [114, 50, 136, 72]


def test_offsets_move_a_box_by_parts_of_its_window() -> None:
    maps = np.full((40, 40, 5), -9.0, np.float32)
    maps[2, 3] = [LOGIT + 1, 1, 0, 0, -1]
    plain = [7, 5, 18, 16]
    assert boxes_in(maps, Tile(0, 0, 60, 50, 1.0))[0, :4].tolist() == [plain[0] + 11, plain[1], plain[2], plain[3] - 11]


def test_rows_come_best_first() -> None:
    boxes = np.column_stack([np.zeros((3, 4)), [0.1, 0.9, 0.5]])
    assert best_first(boxes)[:, 4].tolist() == [0.9, 0.5, 0.1]
    assert best_first(np.zeros((0, 5))).shape == (0, 5)


def test_sizes_where_only_smaller_faces_are_nearest_are_left_out() -> None:
    every = [tile.scale for tile in lay_out(500, 400)[0]]
    assert [tile.scale for tile in lay_out(500, 400, 23)[0]] == every, "20 is within half a step of 23"
    assert [tile.scale for tile in lay_out(500, 400, 25)[0]] == every[1:]
    assert [tile.scale for tile in lay_out(500, 400, 40)[0]] == every[2:]
