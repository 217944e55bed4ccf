"""Edits counted over photos: which one helps most, how far, and what is no help."""

from __future__ import annotations

from core.flip.summary import COLUMNS, row_values, summarize
from core.nouns.flip import Edit
from tests.flip.flip_rows import flip_row

LEFT = [Edit("crop", amount, "left") for amount in (0.02, 0.05, 0.3)]
LETTERING = Edit("remove_lettering", 1.0)
ROWS = [
    flip_row("a", LEFT[0], Edit("rotate", 3.0)), flip_row("b", LEFT[1]), flip_row("c", Edit("exposure", 0.4), LEFT[2]),
    flip_row("d", Edit("exposure", -0.4)), flip_row("e", (Edit("crop", 0.1, "top"), Edit("contrast", 0.2))),
    flip_row("f", LETTERING), flip_row("g"), flip_row("h", Edit("rotate", 1.0), shoppable=True),
]


def test_each_photo_counts_once_for_each_edit_and_both_sides_stay_apart() -> None:
    summary = summarize(ROWS, [("x", "The picture's file is gone.")], 20)
    gained, lost = summary.gained, summary.lost
    assert (gained.pictures, gained.by_one, gained.by_two, gained.by_test, gained.by_none) == (7, 4, 1, 1, 1)
    assert (lost.pictures, lost.by_one, lost.edits[0].edit) == (1, 1, Edit("rotate", 1.0))
    assert summary.searched == 8 and summary.borderline == 20 and len(summary.failures) == 1
    best, *others = gained.edits
    assert best.edit == LEFT[1] and best.pictures == 3 and (best.least, best.most) == (0.02, 0.3)
    assert best.example.uri == "b" and best.example.search.flips[0].edits == (LEFT[1],), "nearest to the median"
    assert [one.pictures for one in others] == [1, 1, 1], "brighten and darken are two edits, lettering is none"
    assert LETTERING not in [one.edit for one in others]


def test_a_row_names_the_smallest_edit_or_leaves_the_cells_empty() -> None:
    values = row_values(ROWS[2])
    assert tuple(values) == COLUMNS
    assert values["smallest_edit"] == "Brighten by 0.4 stops" and values["other_edits"] == "Crop 30 % from the left"
    assert (values["score"], values["score_after"], values["shoppable_after"]) == (0.45, 0.6, True)
    for row in (ROWS[5], ROWS[6]):
        assert row_values(row)["smallest_edit"] == row_values(row)["score_after"] == ""
