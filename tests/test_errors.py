"""One tree of errors: each has a message and a hint, survives a process boundary, and has a status for every door."""

from __future__ import annotations

import inspect
import pickle

import pytest

from core import errors
from core.doors.api.errors import STATUS

CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.MerchlensError)]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_says_what_happened_and_what_to_do(kind) -> None:
    error = kind("The file is empty.", "Choose another one.")
    assert (error.message, error.hint) == ("The file is empty.", "Choose another one.")
    assert str(error) == "The file is empty. Choose another one." and str(kind("Only this.")) == "Only this."


@pytest.mark.parametrize("kind", CLASSES)
def test_errors_cross_a_process_boundary(kind) -> None:
    error = pickle.loads(pickle.dumps(kind("What.", "How.")))
    assert type(error) is kind and (error.message, error.hint) == ("What.", "How.")


def test_a_failed_fetch_keeps_what_a_retry_needs() -> None:
    error = errors.FetchFailed("Busy.", "Wait.", status=429, retry_after=30.0, no_server=False, final=True)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.status, copy.retry_after, copy.no_server, copy.final) == (429, 30.0, False, True)


@pytest.mark.parametrize("kind", [kind for kind in CLASSES
                                  if kind not in (errors.MerchlensError, errors.WorkFailed)])
def test_every_error_that_somebody_can_fix_is_no_500(kind) -> None:
    status = next(code for parent, code in STATUS.items() if issubclass(kind, parent))
    assert 400 <= status < 500 or status in (502, 503)


def test_the_tree_in_the_module_is_complete() -> None:
    for kind in CLASSES:
        assert kind.__name__ in (errors.__doc__ or "")
