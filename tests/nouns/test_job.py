"""A job says by its state whether somebody works on it, and counts what is through."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.nouns.job import ACTIVE, ENDED, Job

CREATED = datetime(2026, 1, 1, 12, tzinfo=UTC)
JOB = Job("0" * 16, "feed.csv", "feed", {}, "running", listed=10, total=9, done=5, failed=2, skipped=1, created=CREATED)


@pytest.mark.parametrize("state", [*ACTIVE, *ENDED, "paused"])
def test_only_active_states_run(state) -> None:
    assert replace(JOB, state=state).running is (state in ACTIVE)


def test_no_state_is_active_and_ended() -> None:
    assert not set(ACTIVE) & set(ENDED)


def test_failures_are_through_too() -> None:
    assert JOB.settled == 7


def test_seconds_run_until_the_end() -> None:
    assert replace(JOB, ended=CREATED + timedelta(seconds=90)).seconds == 90
    now = replace(JOB, created=datetime.now(UTC) - timedelta(seconds=5)).seconds
    assert 5 <= now < 60
