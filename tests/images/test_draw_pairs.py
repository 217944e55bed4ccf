"""Both boxes are seen on the picture, and the picture itself is as it was."""

import numpy as np

from core.images.draw_pairs import pairs
from core.words.colors import OUTLINE_COLORS, rgb


def test_true_boxes_and_those_of_the_model_are_drawn() -> None:
    image = np.full((200, 300, 3), 255, np.uint8)
    drawn = pairs(image, np.array([[20.0, 20, 120, 180]]), np.array([[150.0, 60, 280, 190, 0.87]]), "face")
    assert (image == 255).all(), "the argument is left as it is"
    for color, part in ((rgb(OUTLINE_COLORS["truth"]), drawn[:, :140]), (rgb(OUTLINE_COLORS["face"]), drawn[:, 140:])):
        assert (part == color).all(axis=2).sum() > 50
    assert (pairs(image, np.zeros((0, 4)), np.zeros((0, 5)), "person") == image).all()
