"""What an error means: another try, one that counts nothing, or the end of one picture; and whether a holder lives."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from core.errors import FetchFailed, NotAPicture, SetupError, WorkFailed
from core.jobs.retry import LONGEST_RETRY_AFTER as LONGEST
from core.jobs.retry import (
    RetryPolicy,
    after_error,
    asks_too_long,
    is_dead,
    may_pass,
    new_holder,
    tries,
    wait_after,
)
from core.nouns.job import Item
from core.nouns.product import Candidate

POLICY = RetryPolicy(retries=2, first_wait=2.0, longest_wait=10.0, crashes=2)
ITEM = Item("a", 1, Candidate("shoe.jpg"))


def test_a_fetch_is_tried_again_until_its_retries_are_used_up() -> None:
    error = FetchFailed("The server failed.", "Try later.")
    results = [after_error(replace(ITEM, attempts=attempts), error, POLICY) for attempts in range(3)]
    assert [result.attempts for result in results] == [1, 2, 3]
    assert [result.retry_in is None for result in results] == [False, False, True]
    assert results[2].failure.error == "FetchFailed" and results[2].failure.uri == "shoe.jpg"


@pytest.mark.parametrize(("retry_after", "wait"), [(5.0, 5.0), (0.0, 0.0), (LONGEST, LONGEST), (LONGEST + 1, None),
                                             (86400.0, None)])
def test_a_server_says_how_long_to_wait_within_reason(retry_after: float, wait: float | None) -> None:
    error = FetchFailed("Busy.", "", status=429, retry_after=retry_after)
    result = after_error(ITEM, error, POLICY)
    assert (result.retry_in, result.host_pause) == (wait, wait or 0.0)
    assert asks_too_long(error) is (wait is None)


@pytest.mark.parametrize(("facts", "number"), [
    ({}, 3), ({"status": 500}, 3), ({"status": 503, "retry_after": 9.0}, 3), ({"no_server": True}, 3),
    ({"status": 302}, 1), ({"final": True}, 1), ({"status": 429, "retry_after": 86400.0}, 1),
])
def test_how_often_an_address_is_asked(facts: dict[str, object], number: int) -> None:
    error = FetchFailed("No.", "", **facts)
    assert tries(error, POLICY) == number
    ends = [after_error(replace(ITEM, attempts=attempts), error, POLICY).retry_in is None for attempts in range(3)]
    assert ends.index(True) == number - 1


@pytest.mark.parametrize(("status", "passes"), [(None, True), (500, True), (503, True), (408, True), (429, True),
                                                (403, False), (404, False), (410, False)])
def test_only_some_answers_may_change(status: int | None, passes: bool) -> None:
    error = FetchFailed("No.", "", status=status)
    assert may_pass(error) is passes
    assert (after_error(ITEM, error, POLICY).retry_in is not None) is passes


def test_a_fault_of_the_place_counts_nothing() -> None:
    result = after_error(replace(ITEM, attempts=1), SetupError("The disk is full.", "Make room."), POLICY)
    assert (result.attempts, result.crashes, result.retry_in) == (1, 0, POLICY.first_wait)


def test_a_picture_that_crashes_twice_is_left_out() -> None:
    error = WorkFailed("The worker ended.", "Take another file.")
    first = after_error(ITEM, error, POLICY)
    assert first.retry_in is not None and first.crashes == 1
    second = after_error(replace(ITEM, crashes=1, attempts=1), error, POLICY)
    assert second.retry_in is None and "2 times" in second.failure.message


@pytest.mark.parametrize("error", [NotAPicture("A text.", "Take a picture."), ZeroDivisionError("division by zero")])
def test_everything_else_is_final(error: Exception) -> None:
    result = after_error(ITEM, error, POLICY)
    assert result.retry_in is None and result.failure is not None
    assert result.failure.error == ("NotAPicture" if isinstance(error, NotAPicture) else "WorkFailed")


def test_waits_grow_up_to_their_end_and_differ() -> None:
    waits = [[wait_after(POLICY, attempt) for _ in range(50)] for attempt in (1, 2, 9)]
    for values, middle in zip(waits, (2.0, 4.0, 10.0), strict=True):
        assert 0.5 * middle <= min(values) < max(values) <= 1.5 * middle


def test_a_holder_is_dead_only_where_that_is_certain() -> None:
    holder = new_holder()
    assert not is_dead(holder) and holder != new_holder()
    code = "from core.jobs.retry import new_holder; print(new_holder())"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert is_dead(ended)
    machine, process, born, name = holder.rsplit("/", 3)
    assert not is_dead(f"elsewhere:0:0/{process}/{born}/{name}"), "of another machine nothing is known"
    assert is_dead(f"{machine}/{os.getpid()}/{int(born) + 1}/{name}"), "the process id was used again"
    assert not is_dead("release 0.1/1/2/3")
