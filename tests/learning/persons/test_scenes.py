"""Random changes to a picture keep its boxes on its persons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core.learning.persons import scenes as module
from core.learning.persons.scenes import BODY_PARTS, Scene, crop, cut_part
from core.vision.persons.detector import GRAY


def test_crops_keep_boxes_inside_and_drop_persons_that_are_gone():
    scene = Scene(np.zeros((300, 200, 3), np.uint8), np.array([[50, 20, 150, 280], [0, 0, 20, 60]], np.float32))
    assert len(crop(scene, (100, 100, 200, 300)).boxes) == 1
    for part in BODY_PARTS:
        for seed in range(20):
            cut = cut_part(scene, part, np.random.default_rng(seed))
            height, width = cut.image.shape[:2]
            assert (cut.boxes >= 0).all()
            assert (cut.boxes <= [width, height, width, height]).all()


@pytest.fixture
def scene() -> Scene:
    """A white person on black."""
    image = np.zeros((300, 200, 3), np.uint8)
    image[20:280, 50:150] = 255
    return Scene(image, np.array([[50, 20, 150, 280]], np.float32))


CHANGES: dict[str, Callable[[Scene, np.random.Generator], Scene]] = {
    "window": module.window, "flip": module.flip, "body part": module.body_part,
    "place": lambda scene, rng: module.place(scene, 320, rng),
    "stretch": lambda scene, rng: module.stretch(scene, 0.75),
    "mosaic": lambda scene, rng: module.mosaic([scene] * 4, 320, rng),
}


@pytest.mark.parametrize("name", CHANGES)
def test_boxes_follow_their_persons(scene: Scene, name: str) -> None:
    original = scene.image.copy()
    for seed in range(15):
        changed = CHANGES[name](Scene(scene.image.copy(), scene.boxes.copy()), np.random.default_rng(seed))
        height, width = changed.image.shape[:2]
        assert changed.image.dtype == np.uint8 and changed.boxes.shape[1] == 4
        for box in changed.boxes:
            x0, y0, x1, y1 = box.round().astype(int)
            assert 0 <= x0 < x1 <= width + 1 and 0 <= y0 < y1 <= height + 1
            inside = changed.image[y0 + 2:max(y0 + 3, y1 - 2), x0 + 2:max(x0 + 3, x1 - 2)]
            assert inside.mean() > 220, "the box holds the white person"
    assert np.array_equal(scene.image, original)


def test_a_square_has_its_size_and_its_margins(scene: Scene) -> None:
    squares = [module.place(scene, 320, np.random.default_rng(seed)) for seed in range(40)]
    assert {square.image.shape for square in squares} == {(320, 320, 3)}
    corners = [int(square.image[0, 0, 0]) for square in squares]
    assert corners.count(GRAY) > len(corners) / 2


def test_doubtful_regions_are_painted_over_unless_they_hide_a_certain_person(scene: Scene) -> None:
    rng = np.random.default_rng(0)
    hidden = module.hide(scene.image.copy(), [[0, 0, 40, 40]], scene.boxes, rng)
    assert (hidden[:40, :40] != 0).any() and (hidden[150, 100] == 255).all()
    assert np.array_equal(module.hide(scene.image.copy(), [[40, 10, 160, 290]], scene.boxes, rng), scene.image)


def test_light_changes_and_shape_stays(scene: Scene) -> None:
    lit = [module.relight(scene.image, np.random.default_rng(seed)) for seed in range(10)]
    assert all(image.shape == scene.image.shape and image.dtype == np.uint8 for image in lit)
    assert len({image.tobytes() for image in lit}) == 10


def test_a_window_that_is_too_small_changes_nothing(scene: Scene) -> None:
    assert crop(scene, (0, 0, 10, 300)) is scene
