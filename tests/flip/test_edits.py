"""Each edit: amount 0 changes nothing, the largest amount stays a picture, and the formula holds."""

from __future__ import annotations

import numpy as np
import pytest

from core.flip.edits import ON_OFF, TABLE, Scene, apply, scaled, why_not
from core.nouns.flip import Edit

MASK = np.zeros((60, 80), bool)
MASK[:20] = True
SCENE = Scene(MASK, (255.0, 255.0, 255.0), (0.1, 0.0, 0.1, 0.0), ((0.1, 0.1, 0.4, 0.3),))


def noise(size_wh: tuple[int, int] = (80, 60)) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (size_wh[1], size_wh[0], 3)).astype(np.uint8)


@pytest.mark.parametrize("edit", TABLE, ids=lambda edit: f"{edit.kind}{edit.side}{edit.amount:+g}")
def test_amount_0_is_the_picture_and_the_largest_is_another_picture(edit):
    image = noise()
    assert (apply(image, [Edit(edit.kind, 0.0, edit.side)], SCENE) == image).all()
    most = apply(image, [edit], SCENE)
    assert most.dtype == np.uint8 and most.shape[2] == 3 and min(most.shape[:2]) > 0
    assert most.shape != image.shape or (most != image).any()


@pytest.mark.parametrize("size_wh", [(1, 1), (1, 200), (200, 1)])
def test_no_edit_fails_on_a_strip(size_wh):
    for edit in TABLE:
        assert min(apply(noise(size_wh), [edit], SCENE).shape) > 0


def test_formulas():
    image = np.full((100, 200, 3), (100, 120, 140), np.uint8)
    assert apply(image, [Edit("crop", 0.1, "all")], SCENE).shape == (80, 160, 3)
    assert apply(image, [Edit("pad", 0.25)], SCENE).shape == (150, 300, 3)
    assert apply(image, [Edit("exposure", 1.0)], SCENE)[0, 0].tolist() == [137, 164, 192]
    gray = apply(image, [Edit("saturation", -1.0)], SCENE)[0, 0]
    assert np.ptp(gray) == 0 and abs(int(gray[0]) - 116) <= 1
    white = apply(image, [Edit("whiten_background", 1.0)], SCENE)
    assert (white[0] == 255).all() and (white[99] == image[99]).all()
    assert apply(image, [Edit("remove_border", 1.0)], SCENE).shape == (100, 160, 3)


def test_a_positive_rotation_is_clockwise_and_shows_no_corner():
    image = np.full((101, 101, 3), 200, np.uint8)
    image[:50, 48:53] = 0  # a hand that points up
    turned = apply(image, [Edit("rotate", 15.0)], SCENE)
    columns = np.flatnonzero(turned[10, :, 0] < 100)
    assert columns.mean() > 55 and turned[0, 0].min() == 200


def test_a_share_of_an_edit_and_what_cannot_be_tried():
    assert scaled((Edit("crop", 0.4, "top"), Edit("remove_border", 1.0)), 0.5) == (
        Edit("crop", 0.2, "top"), Edit("remove_border", 1.0))
    assert {why_not(edit, Scene()) for edit in TABLE} == {"", "no_mask", "no_border", "no_lettering"}
    assert not any(why_not(edit, SCENE) for edit in TABLE) and "crop" not in ON_OFF
