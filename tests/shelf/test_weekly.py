"""How the matcher does on the user's own shelves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.nouns.shelf import UNKNOWN, FacingWord
from core.shelf.weekly import by_week, doubts, hardest, rivals, struggles, weeks
from tests.shelf.readings import facing, reading

DAY = 86_400.0


def test_weeks_count_what_was_recognized_and_what_people_confirmed() -> None:
    right, wrong = replace(facing(0, 0, "A", 0.8), said="A"), replace(facing(60, 0, "A", 0.6), said="B")
    found = weeks([reading(right, wrong, facing(120, 0, "C", 0.4), created=10 * DAY),
                   reading(facing(0, 0, "A"), created=3 * DAY, number=2)])
    assert [week.week for week in found] == ["1970-W02", "1970-W01"]
    assert (found[0].recognized.hits, found[0].confirmed.hits, found[0].confirmed.count) == (3, 1, 2)
    assert found[0].sureness == pytest.approx(0.6) and found[1].confirmed.share is None


def test_the_first_answer_helps_most() -> None:
    shelf = reading(*(facing(60 * at, 0, "A", 0.5) for at in range(4)), facing(0, 1, "B", 0.3),
                    replace(facing(60, 1, "A", 0.1), said="C"))
    found = doubts([shelf])
    assert [(one.facing.answer.matches[0].sku, one.gain) for one in found] == [("A", 2.0)] * 4 + [("B", 0.7)]


def test_rivals_are_two_that_are_nearly_as_probable() -> None:
    assert rivals(facing(0, 0, "A", 0.55, "B")) == ("A", "B")
    assert rivals(facing(0, 0, "A", 0.7, "B")) is None and rivals(facing(0, 0, "A")) is None
    assert rivals(replace(facing(0, 0, "A", 0.5, "B"), said="B")) is None


def test_struggles_are_what_people_corrected_last() -> None:
    box, other = (0.0, 0.0, 50.0, 90.0), (60.0, 0.0, 110.0, 90.0)
    words = {"picture-1": [FacingWord(box, "B", "A"), FacingWord(other, "A", "A"), FacingWord(box, "C", "A")]}
    found = struggles([reading(facing(0, 0, "A"), facing(60, 0, "A"))], words)
    assert [(one.sku, one.corrected, one.taken_for) for one in found] == [("A", 1, (("C", 1),))]


def test_who_agrees_that_a_product_is_in_no_catalog_corrects_nothing() -> None:
    words = {"picture-1": [FacingWord((0.0, 0.0, 50.0, 90.0), UNKNOWN, "")]}
    assert struggles([reading(facing(0, 0, ""))], words) == []


def test_a_photo_that_was_read_again_counts_once() -> None:
    first, again = reading(facing(0, 0, "A", 0.5), number=1), reading(facing(0, 0, "A", 0.4, "B"), number=2)
    again = replace(again, picture_id=first.picture_id)
    for order in ([again, first], [first, again]):
        assert [(one.reading_id, one.gain) for one in doubts(order)] == [(2, 0.6)]
        assert [one.reading_id for one, _ in hardest(order, 10)] == [2]


def test_the_hardest_of_a_week_are_corrected_ones_then_close_calls_then_unknown_ones() -> None:
    corrected = replace(facing(0, 0, "A", 0.9), said="B")
    close, sure = facing(60, 0, "C", 0.52, "D"), facing(120, 0, "E", 0.95, "F")
    unknown = replace(facing(180, 0, "G", 0.2), answer=replace(facing(180, 0, "G", 0.2).answer, sku=""))
    again = replace(unknown, xyxy=(240.0, 0.0, 290.0, 90.0))
    found = [one for _, one in hardest([reading(sure, unknown, again, close, corrected)], 10)]
    assert found == [corrected, close, unknown, again]
    assert [one for _, one in hardest([reading(unknown, again, corrected)], 2)] == [corrected, unknown]
    assert list(by_week([reading(created=10 * DAY), reading(created=3 * DAY)])) == ["1970-W02", "1970-W01"]
