"""Tasks are called by name; whatever they end with is a value that people can read."""

from __future__ import annotations

import pytest

from core.errors import Misuse, WorkFailed
from core.processes.tasks import answer, run_task, task_named

HERE = "tests.processes.test_tasks"


def double(number: int) -> int:
    return 2 * number


def fail(error: Exception) -> None:
    raise error


def test_a_name_means_a_function() -> None:
    assert task_named(f"{HERE}:double")(4) == 8
    assert run_task(f"{HERE}:double", (4,)) == (True, 8)


@pytest.mark.parametrize("name", ["", "os", "os.path.join", "core.site:", ":run", "core site:run", "a:b:c", "../x:y"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a task"):
        task_named(name)


@pytest.mark.parametrize(("name", "error"), [("core.no_such_room.tasks:run", ModuleNotFoundError),
                                             ("core.settings:no_such_function", AttributeError)])
def test_a_name_that_means_nothing_is_a_bug(name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        task_named(name)


def test_an_error_for_people_travels_as_it_is() -> None:
    error = Misuse("What came.", "What to do.")
    assert answer(lambda: fail(error)) == (False, error)


def test_too_much_memory_says_which_setting_to_raise() -> None:
    good, error = answer(lambda: fail(MemoryError()))
    assert not good and isinstance(error, WorkFailed) and "MERCHLENS_PICTURE_MEMORY_MB" in error.hint


def test_a_bug_is_named_and_its_traceback_logged(capsys: pytest.CaptureFixture[str]) -> None:
    good, error = run_task(f"{HERE}:fail", (KeyError("x"),))
    assert not good and isinstance(error, WorkFailed)
    assert "KeyError" in error.message and "Please report it" in error.hint and "workers.log" in error.hint
    assert "Traceback" in capsys.readouterr().err
