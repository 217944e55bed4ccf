"""Training squares: labels lie on products, and boxed photos are watched only where they are boxed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")

from core.learning.shelves.shelves import make  # noqa: E402
from core.learning.shelves.sources import Boxed  # noqa: E402
from core.learning.shelves.squares import ShelfSquares, Teachers  # noqa: E402
from tests.images.shelves.made import packshots  # noqa: E402


@pytest.fixture
def squares(tmp_path: Path) -> ShelfSquares:
    cv2.imwrite(str(tmp_path / "photo.png"), np.full((200, 300, 3), (40, 90, 200), np.uint8))
    cv2.imwrite(str(tmp_path / "sea.png"), np.full((120, 160, 3), (200, 90, 40), np.uint8))
    shelves = make(packshots(), ("gondola",), tmp_path / "shelves", count=1, seed=1, log=lambda line: None)
    photos = [Boxed("photo.png", np.float32([[60, 40, 180, 160]]), "a")]
    return ShelfSquares(tmp_path, Teachers(shelves, photos, packshots(), ["sea.png"]), batch=6)


def test_labels_lie_inside_their_square_and_a_batch_is_the_same_again(squares: ShelfSquares) -> None:
    for number in range(4):
        batch, again = squares.make(number, (96, 128)), squares.make(number, (96, 128))
        size = batch.images.shape[-1]
        assert (batch.images == again.images).all() and len(batch.found) == len(batch.watched) == 6
        for found in batch.found:
            assert ((found.xyxy >= 0) & (found.xyxy <= size)).all() and (found.xyxy[:, 2:] > found.xyxy[:, :2]).all()
            assert set(found.classes.tolist()) <= {0, 1} and len(found.scores) == len(found.xyxy)


def test_a_window_of_a_shelf_has_its_products_and_tags(squares: ShelfSquares) -> None:
    seen = [squares.shelf(np.random.default_rng(seed), 416) for seed in range(8)]
    assert all(watched is None for _, _, watched in seen)
    assert {0, 1} <= {number for _, found, _ in seen for number in found.classes.tolist()}
    boxes = [found.xyxy for _, found, _ in seen if len(found.xyxy)]
    sizes = [float(np.median(each[:, 3] - each[:, 1])) for each in boxes]
    assert max(sizes) > 2 * min(sizes), "near and far"


def test_a_boxed_photo_is_watched_around_its_boxes_only(squares: ShelfSquares) -> None:
    image, found, watched = squares.photo(np.random.default_rng(3), 128)
    assert watched is not None and len(watched) == len(found.xyxy) == 1
    assert (watched[0, :2] <= found.xyxy[0, :2]).all() and (watched[0, 2:] >= found.xyxy[0, 2:]).all()
    area = np.prod(watched[0, 2:] - watched[0, :2]) / np.prod(found.xyxy[0, 2:] - found.xyxy[0, :2])
    assert 1 < area < 1.2


def test_loose_packshots_have_a_box_each(squares: ShelfSquares) -> None:
    for seed in range(6):
        image, found, watched = squares.loose(np.random.default_rng(seed), 160)
        assert image.shape == (160, 160, 3) and watched is None and len(found.xyxy) <= 5
