"""What changed between two photos of a shelf."""

from __future__ import annotations

from dataclasses import replace

from core.nouns.shelf import ShelfReading
from core.shelf.compare import changes, movements
from tests.shelf.readings import facing, reading


def test_what_stays_goes_comes_and_moves() -> None:
    before, after = (reading(*(facing(100 * at, 0, sku) for at, sku in enumerate(top)),
                             *(facing(100 * at, 1, "D") for at in below))
                     for top, below in (("AABC", (0, 3)), ("ABEC", (1, 3))))
    found = {(one.sku, one.change) for one in changes(before, after)}
    assert found == {("A", "stayed"), ("A", "gone"), ("B", "moved"), ("C", "stayed"), ("D", "moved"), ("D", "stayed"),
                     ("E", "new")}
    lines = {line.sku: (line.before, line.after, line.moved) for line in movements(changes(before, after))}
    assert lines == {"A": (2, 1, 0), "B": (1, 1, 1), "C": (1, 1, 0), "D": (2, 2, 1), "E": (0, 1, 0)}
    assert [line.sku for line in movements(changes(before, after))][:2] == ["A", "E"], "counts that changed come first"


def test_a_photo_from_farther_away_changes_nothing() -> None:
    shelf = reading(*(facing(100 * at, row, sku) for row in (0, 1) for at, sku in enumerate("ABCAB")))

    def farther(one: ShelfReading) -> ShelfReading:
        return replace(one, facings=tuple(replace(item, xyxy=tuple(40 + value * 0.6 for value in item.xyxy))
                                          for item in one.facings))

    assert {one.change for one in changes(shelf, farther(shelf))} == {"stayed"}


def test_another_row_is_a_move_and_an_empty_shelf_lost_everything() -> None:
    one = reading(facing(0, 0, "A"), facing(500, 0, "B"), facing(500, 1, "C"))
    other = reading(facing(0, 1, "A"), facing(500, 0, "B"), facing(500, 1, "C"))
    assert {(item.sku, item.change) for item in changes(one, other)} == {
        ("A", "moved"), ("B", "stayed"), ("C", "stayed")}
    assert {item.change for item in changes(one, reading())} == {"gone"} and changes(reading(), reading()) == []
