"""From the copy that is measured to the picture's own pixels, and back."""

from __future__ import annotations

from core.nouns.text import TextLine
from core.rules.measures.scaling import Scaling


def line(text: str, left: float, top: float) -> TextLine:
    return TextLine(text, 0.9, (left, top, left + 100, top + 20))


def test_lines_go_from_the_copy_that_was_read_to_the_one_that_is_measured_and_back() -> None:
    scaling = Scaling((4.0, 4.0), (10, 5), (1600, 1200))  # the picture is 1600 wide, the copy 400 with a border of 10
    moved = scaling.lines_in_copy([line("x", left=100, top=60)], 800)[0]
    assert moved.xyxy == (40, 25, 90, 35)
    assert scaling.box_in_picture((40, 25, 90, 35)) == (200, 120, 400, 160)


def test_a_box_stays_inside_the_picture() -> None:
    assert Scaling((4.0, 4.0), (0, 0), (1600, 1199)).box_in_picture((-3, 0, 400, 300)) == (0, 0, 1600, 1199)
