"""One edit that helps many, in words: a sentence for each outcome, none that promises too much."""

from __future__ import annotations

from core.flip.summary import summarize
from core.nouns.flip import Edit
from core.words.flip import KIND_NAMES
from core.words.flip_set import NONE_BORDERLINE, amount_words, edit_name, example_words, headline, lines
from tests.flip.flip_rows import flip_row

LEFT = Edit("crop", 0.04, "left")


def test_the_headline_counts_photos_and_names_the_edit() -> None:
    summary = summarize([flip_row("a", LEFT), flip_row("b", LEFT), flip_row("c")], [], 3)
    assert headline(summary) == \
        "This one edit helps 2 of 3 photos that just miss being shoppable: crop from the left by 4 %."
    assert "2 can become shoppable by one edit, for 1 no edit is enough" in lines(summary)[1]
    assert lines(summary)[2].split() == ["2", "Crop", "from", "the", "left", "by", "4", "%"]
    assert example_words(summary.gained.edits[0]) == \
        "Crop 4 % from the left: No shopping intent (0.45) becomes Shoppable (0.60)"


def test_each_empty_outcome_has_its_sentence() -> None:
    assert lines(summarize([], [], 0)) == [NONE_BORDERLINE]
    assert headline(summarize([], [], 3)) == "No borderline photo is searched yet."
    assert headline(summarize([flip_row("a")], [], 1)).startswith("No edit makes")
    only_lost = lines(summarize([flip_row("a", LEFT, shoppable=True)], [], 1))
    assert only_lost[0] == "No photo just misses being shoppable; 1 is just shoppable."
    assert only_lost[1] == "1 photo is just shoppable: 1 can lose that by one edit."


def test_every_kind_has_a_name_and_an_amount_in_its_unit() -> None:
    for kind in KIND_NAMES:
        assert edit_name(Edit(kind, 0.5, "left"))[0].isupper() and "_" not in edit_name(Edit(kind, -0.5, "all"))
    rows = [flip_row("a", Edit("exposure", 0.25)), flip_row("b", Edit("exposure", 0.75))]
    assert amount_words(summarize(rows, [], 2).gained.edits[0]) == "by 0.25 to 0.75 stops, median 0.5 stops"
    assert amount_words(summarize([flip_row("a", Edit("remove_border", 1.0))], [], 2).gained.edits[0]) == ""
