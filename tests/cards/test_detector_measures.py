"""Figures of a detector, counted by hand: by size, by source, misses and false alarms."""

from __future__ import annotations

import numpy as np
import pytest

from core.cards.detector_measures import BoxRow, box_errors, box_measures

LARGE, SMALL, NOWHERE = [0, 0, 50, 50], [60, 60, 70, 70], [80, 0, 100, 20]  # 25, 1 and 4 % of 100 x 100


def row(name: str, truth: list, found: list, source: str = "") -> BoxRow:
    return BoxRow(name, f"{name}.jpg", source, (100, 100), np.array(truth, float).reshape(-1, 4),
                  np.array(found, float).reshape(-1, 5))


ROWS = [row("a", [LARGE, SMALL], [[*LARGE, 0.9], [*SMALL, 0.2]], "x"), row("b", [LARGE], [[*NOWHERE, 0.8]], "x"),
        row("c", [], [[*NOWHERE, 0.6]], "y"), row("d", [], [], "y")]


def test_all_is_counted_as_by_hand() -> None:
    found = box_measures(ROWS, "persons", 0.5)
    total = found.slices[0]
    assert (total.photos, total.boxes, total.recall.hits, total.recall.count) == (4, 3, 1, 3)
    assert (total.precision.hits, total.precision.count) == (1, 3)
    assert (found.false_alarms.hits, found.false_alarms.count, found.sources) == (1, 2, 2)
    assert total.ap.value == pytest.approx((1 + 0.5) / 3), "0.9 right, 0.8 and 0.6 wrong, 0.2 right at precision 1/2"


def test_sizes_have_their_own_boxes_and_their_own_false_alarms() -> None:
    parts = {part.name: part for part in box_measures(ROWS, "persons", 0.5).slices if part.kind == "size"}
    small, middle, large = parts.values()
    assert (small.boxes, small.recall.hits, small.precision.count) == (1, 0, 0) and small.ap.value == 1
    assert (middle.boxes, middle.precision.hits, middle.precision.count) == (0, 0, 2) and middle.ap.value is None
    assert (large.boxes, large.recall.hits, large.precision.hits, large.precision.count) == (2, 1, 1, 1)


def test_sources_stand_apart_where_there_are_several() -> None:
    parts = [part for part in box_measures(ROWS, "persons", 0.5).slices if part.kind == "source"]
    assert [(part.name, part.photos, part.boxes) for part in parts] == [("x", 2, 3), ("y", 2, 0)]
    assert not [part for part in box_measures(ROWS[:2], "persons", 0.5).slices if part.kind == "source"]


def test_a_face_must_exceed_its_threshold_and_a_person_reaches_it() -> None:
    at = [row("a", [LARGE], [[*LARGE, 0.5]])]
    assert [box_measures(at, role, 0.5).slices[0].recall.hits for role in ("persons", "faces")] == [1, 0]


def test_errors_come_with_the_worst_first() -> None:
    misses, alarms = box_errors(ROWS, "persons", 0.5)
    assert [(item.picture_id, item.area, item.score) for item in misses] == [("b", 0.25, 0), ("a", 0.01, 0.2)]
    assert [(item.picture_id, item.score) for item in alarms] == [("b", 0.8), ("c", 0.6)]
