"""A reading as people corrected it."""

from __future__ import annotations

from datetime import UTC, datetime

from core.nouns.correction import Correction
from core.nouns.shelf import NOT_A_PRODUCT, UNKNOWN, FacingWord, ShelfReading, corrected
from tests.shelf.readings import facing, reading


def test_a_reading_survives_json() -> None:
    shelf = reading(facing(0, 0, "A", 0.6, "B"), gaps=((60, 0, 90, 90),))
    assert ShelfReading.from_dict(shelf.to_dict()) == shelf


def test_the_newest_word_about_a_place_counts() -> None:
    shelf = reading(facing(0, 0, "A"), facing(60, 0, "A"), facing(120, 0, "B"))
    first, second, third = (one.xyxy for one in shelf.facings)
    words = (FacingWord(first, "B"), FacingWord(second, NOT_A_PRODUCT), FacingWord(third, UNKNOWN),
             FacingWord(first, "C"), FacingWord((200, 110, 240, 190), "D"), FacingWord((300, 0, 350, 90), "E"),
             FacingWord((300, 0, 350, 90), ""))
    found = corrected(shelf, words)
    assert [(one.sku, one.said) for one in found.facings] == [("C", "C"), ("", UNKNOWN), ("D", "D")]
    assert [one.probability("C") for one in found.facings] == [1.0, 0.0, 0.0]
    assert found.facings[1].probability("") == 1.0
    taken_back = corrected(shelf, (*words, FacingWord(first, "")))
    assert taken_back.facings[0].sku == "A" and taken_back.facings[0].said == ""


def test_a_drawn_facing_stands_in_the_row_beside_it() -> None:
    shelf = reading(facing(0, 0, "A"), facing(0, 1, "B"))
    assert [one.row for one in corrected(shelf, (FacingWord((60, 105, 90, 195), "C"),)).facings] == [0, 1, 1]


def test_a_word_survives_its_correction() -> None:
    word = FacingWord((1.0, 2.0, 3.5, 4.0), "A=B, 1", "A", "Ann", 12.0)
    kept = Correction("p", "facing", word.to_text(), word.before, word.author, datetime.fromtimestamp(12, UTC))
    assert FacingWord.of(kept) == word
