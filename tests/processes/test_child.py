"""Work in a process of its own: its result, its progress, its errors; a crash, a time-out and a cancel cost only it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import Misuse, WorkFailed
from core.processes.child import Apart, run_apart
from core.settings import Settings, read_settings

HERE = "tests.processes.test_child"
Say = Callable[[str, float], None]


def adding(first: int, second: int, *, say: Say) -> tuple[int, int]:
    say("Adding", 0.5)
    return first + second, os.getpid()


def refusing(*, say: Say) -> None:
    raise Misuse("The table has no dates.", "Say which column has them.")


def broken(*, say: Say) -> None:
    raise KeyError("a fault of ours")


def crashing(*, say: Say) -> None:
    os.abort()


def waiting(seconds: float, *, say: Say) -> None:
    say("Waiting", 0.25)
    time.sleep(seconds)


def greedy(*, say: Say) -> int:
    return len(bytearray(2_000_000_000))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(data_dir=tmp_path)


def test_the_result_comes_from_another_process(settings):
    total, pid = run_apart(f"{HERE}:adding", (2, 3), settings)
    assert total == 5 and pid != os.getpid()


def test_progress_is_told_and_a_cancel_is_quick(settings):
    told = []
    work = Apart(f"{HERE}:waiting", (60,), settings, told.append)
    deadline = time.monotonic() + 20
    while work.sentence != "Waiting" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert work.running and work.fraction == 0.25 and work.seconds_left is not None
    start = time.monotonic()
    work.cancel()
    assert not work.running and time.monotonic() - start < 5
    with pytest.raises(WorkFailed, match="cancelled"):
        work.result()
    assert [type(error) for error in told] == [WorkFailed]


def test_an_error_for_people_travels_back_as_it_is(settings):
    with pytest.raises(Misuse, match="no dates") as raised:
        run_apart(f"{HERE}:refusing", (), settings)
    assert raised.value.hint == "Say which column has them."


@pytest.mark.parametrize(("name", "word"), [("crashing", "broke down"), ("broken", "KeyError")])
def test_a_crash_and_a_fault_are_said_with_a_hint(settings, name, word):
    with pytest.raises(WorkFailed, match=word) as raised:
        run_apart(f"{HERE}:{name}", (), settings)
    assert "workers.log" in raised.value.hint


def test_limits_of_time_and_memory_hold(settings):
    with pytest.raises(WorkFailed, match="longer than 1 seconds"):
        run_apart(f"{HERE}:waiting", (60,), settings.model_copy(update={"table_seconds": 1.0}))
    with pytest.raises(WorkFailed, match="more memory than the 500 MB"):
        run_apart(f"{HERE}:greedy", (), settings.model_copy(update={"table_memory_mb": 500}))
