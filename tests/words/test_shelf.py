"""What people read of shelves."""

from __future__ import annotations

from dataclasses import replace

from core.nouns.shelf import UNKNOWN
from core.words.colors import SHELF_COLORS, SHELF_STROKES
from core.words.shelf import CERTAINTY_WORDS, certainty, facing_title, lines, summary
from tests.shelf.readings import facing, reading


def test_a_facing_says_how_sure_it_is() -> None:
    sure, unsure = facing(0, 0, "A", 0.8), facing(0, 0, "", 0.4)
    assert facing_title(sure) == "A (0.80)" and facing_title(replace(sure, said="B")) == "B"
    assert facing_title(unsure) == "Not in the catalog, perhaps  (0.40)" or "perhaps" in facing_title(unsure)
    assert facing_title(replace(sure, said=UNKNOWN)) == "Not in the catalog"
    assert [certainty(sure, False), certainty(sure, True), certainty(unsure, False),
            certainty(replace(sure, said="A"), True)] == ["sure", "close", "unknown", "said"]


def test_every_certainty_has_a_color_and_a_stroke() -> None:
    assert set(CERTAINTY_WORDS) == set(SHELF_COLORS) == set(SHELF_STROKES)


def test_a_summary_counts_and_an_empty_shelf_says_what_to_do() -> None:
    shelf = reading(facing(0, 0, "A"), facing(60, 0, "A"), facing(0, 1, ""), gaps=((0, 0, 1, 1),))
    assert summary(shelf) == "3 facings in 2 rows; 67 % recognized, 1 product, 1 gap."
    assert "take it closer" in summary(reading())
    assert lines(shelf, [{"facings": 2, "low": 2, "high": 3, "sku": "A", "title": "A tea"}])[1].split() == [
        "2", "(2", "to", "3)", "A", "A", "tea"]
