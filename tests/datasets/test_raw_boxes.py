"""Boxes of a label file become boxes of the picture, or a sentence that says why not."""

import pytest

from core.datasets.raw_boxes import RawBoxes, check_classes, unknown_words
from core.errors import Misuse
from core.nouns.box_set import BoxSet


def test_shares_and_pixels_become_pixels_of_the_picture() -> None:
    shares = RawBoxes((("faces", ()), ("persons", ((0.1, 0.25, 0.5, 1.0),))), relative=True)
    assert shares.of((200, 100)) == (("faces", BoxSet((200, 100))),
                                     ("persons", BoxSet((200, 100), ((20, 25, 100, 100),))))
    pixels = RawBoxes((("persons", ((-0.6, 0, 60, 100.9),)),), size_wh=(200, 100))
    assert pixels.of((200, 100))[0][1].xyxy == ((0, 0, 60, 100),), "rounding over the edge is cut"


@pytest.mark.parametrize(("box", "size", "words"), [
    ((10, 10, 220, 50), None, "lies outside the picture of 200 × 100"), ((10, 10, 10, 50), None, "less than a pixel"),
    ((1, 1, 9, 9), (100, 200), "of a picture of 100 × 200 pixels, and it has 200 × 100")])
def test_what_is_no_box_of_the_picture_is_said(box, size, words) -> None:
    with pytest.raises(Misuse, match=words):
        RawBoxes((("persons", (box,)),), size_wh=size).of((200, 100))


def test_classes_that_are_neither_are_named() -> None:
    with pytest.raises(Misuse, match=r"classes.txt names the classes dog, cat"):
        check_classes("classes.txt", ["dog", "cat"])
    check_classes("classes.txt", ["dog", "Person"])
    assert unknown_words({"person": 3}) == "" and "4 boxes of other classes (cat, dog)" in unknown_words(
        {"person": 3, "dog": 3, "cat": 1})
