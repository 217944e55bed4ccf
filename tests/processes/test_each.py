"""One task for many pictures: a picture for each worker at a time, failures in place, an end on demand."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from typing import Any

import pytest

from core.errors import SetupError, WorkFailed
from core.processes.each import each

FAILED = WorkFailed("Too slow.", "Try a smaller one.")


def submit(name: str) -> Future[Any]:
    future: Future[Any] = Future()
    error = {"broken": FAILED, "closing": CancelledError(), "setup": SetupError("No model.", "Get one.")}.get(name)
    if error is None:
        future.set_result(name.upper())
    else:
        future.set_exception(error)
    return future


def test_results_and_failures_come_with_their_picture() -> None:
    names = ["a", "broken", "closing", "b"]
    ended = dict(each(names, submit, workers=2, is_wanted=lambda: True))
    assert ended == {"a": "A", "broken": FAILED, "b": "B"}
    with pytest.raises(SetupError):
        list(each(["a", "setup", "b"], submit, workers=1, is_wanted=lambda: True))


def test_what_is_under_way_is_dropped_when_nobody_wants_it() -> None:
    futures: list[Future[Any]] = []

    def never(name: str) -> Future[Any]:
        futures.append(Future())
        return futures[-1]

    answers = iter([True, False])
    assert list(each("abcd", never, workers=2, is_wanted=lambda: next(answers))) == []
    assert len(futures) == 2 and all(future.cancelled() for future in futures)
