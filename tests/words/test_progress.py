"""The line that says how far a job is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.nouns.job import Job
from core.words.progress import duration, how_far

JOB = Job("0" * 16, "feed.csv", "feed", {}, "running", listed=12, total=12, done=7, failed=1, skipped=0,
          created=datetime(2026, 1, 1, tzinfo=UTC), rate=2.04, seconds_left=240.0)


@pytest.mark.parametrize(("changes", "line"), [
    ({}, "8 of 12 photos · 1 failed · 2.0 per second · about 4 min left"),
    ({"failed": 0, "seconds_left": None}, "7 of 12 photos · 2.0 per second"),
    ({"state": "listing"}, "8 of 12 photos found so far · 1 failed · 2.0 per second · about 4 min left"),
    ({"state": "done"}, "8 of 12 photos · 1 failed"),
    ({"total": 120_000, "state": "paused"}, "8 of 120,000 photos · 1 failed"),
    ({"step": "Estimating"}, "Estimating · about 4 min left"),
])
def test_count_rate_and_time_left(changes, line) -> None:
    assert how_far(replace(JOB, **changes)) == line


def test_before_the_first_result_it_says_what_is_going_on() -> None:
    fresh = replace(JOB, done=0, failed=0, total=1, seconds_left=None)
    assert how_far(fresh, "table").startswith("Getting ready for 1 table;")
    assert how_far(replace(fresh, state="listing")).startswith("1 photo found so far;")


def test_a_study_that_has_not_begun_waits_for_its_turn() -> None:
    assert how_far(replace(JOB, kind="study", done=0, failed=0, total=1)).startswith("Waiting for its turn")


@pytest.mark.parametrize(("seconds", "words"), [(0, "1 s"), (89.4, "89 s"), (90, "2 min"), (5399, "90 min"),
                                                (5400, "1.5 h")])
def test_durations(seconds, words) -> None:
    assert duration(seconds) == words
