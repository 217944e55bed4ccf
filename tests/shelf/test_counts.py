"""Counts of products on a shelf."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.nouns.shelf import UNKNOWN
from core.shelf.counts import counts, distribution, gap_neighbors, interval
from tests.shelf.readings import facing, reading


def test_a_certain_count_has_no_range_and_an_open_one_has() -> None:
    found = counts(reading(facing(0, 0, "A"), facing(60, 0, "A"), facing(120, 1, "B", 0.6, "A")))
    assert [(line.sku, line.facings, line.low, line.high) for line in found] == [("A", 2, 2, 3), ("B", 1, 0, 1)]
    assert found[0].share == pytest.approx(2 / 3) and found[0].rows == (0,) and found[1].rows == (1,)


def test_what_a_person_says_is_certain_and_unknown_comes_last() -> None:
    said = replace(facing(0, 0, "A", 0.6, "B"), said="B")
    unknown = replace(facing(60, 0, "A"), said=UNKNOWN)
    found = counts(reading(said, unknown))
    assert [(line.sku, line.low, line.facings, line.high) for line in found] == [("B", 1, 1, 1), ("", 1, 1, 1)]
    assert found[1].title == "Not in the catalog"


def test_an_empty_shelf_has_no_counts() -> None:
    assert counts(reading()) == []


def test_the_distribution_is_exact() -> None:
    assert distribution([0.5, 0.5, 0.5]).tolist() == [0.125, 0.375, 0.375, 0.125]
    assert interval([0.99] * 100) == (97, 100) and interval([0.5] * 100) == (42, 58)  # the normal one: 50 ± 8.2


def test_a_gap_says_what_stands_beside_it() -> None:
    shelf = reading(facing(0, 0, "A"), facing(200, 0, "B"), facing(0, 1, "C"),
                    gaps=((60, 0, 190, 90), (60, 100, 190, 190)))
    assert gap_neighbors(shelf) == ["row 1, between A and B", "row 2, between C and the end"]
