"""A task in a child process: its result, progress and errors; a crash, a time-out or a cancel ends it and no more."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.errors import Misuse, WorkFailed
from core.processes.about import About
from core.processes.child import AT_ONCE, ChildProcess, Progress, run_in_child
from core.processes.launch import NICENESS
from core.settings import ROOT, Settings, read_settings

HERE = "tests.processes.test_child"


def adding(first: int, second: int, *, progress: Progress) -> tuple[int, int]:
    progress("Adding", 0.5)
    return first + second, os.getpid()


def refusing(*, progress: Progress) -> None:
    raise Misuse("The table has no dates.", "Say which column has them.")


def broken(*, progress: Progress) -> None:
    raise KeyError("a bug of ours")


def crashing(*, progress: Progress) -> None:
    os.abort()


def waiting(seconds: float, *, progress: Progress) -> None:
    progress("Waiting", 0.25)
    time.sleep(seconds)


def greedy(*, progress: Progress) -> int:
    return len(bytearray(2_000_000_000))


def odd(*, progress: Progress) -> object:
    return lambda: None


def computing(*, progress: Progress) -> None:
    progress("Computing", 0.1)
    while True:
        pass


def niceness(*, progress: Progress) -> int:
    return os.nice(0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(data_dir=tmp_path)


def test_the_result_comes_from_another_process(settings):
    total, pid = run_in_child(f"{HERE}:adding", (2, 3), settings)
    assert total == 5 and pid != os.getpid()


def test_progress_arrives_and_a_cancel_is_quick(settings):
    work = ChildProcess(f"{HERE}:waiting", (60,), settings)
    deadline = time.monotonic() + 60
    while work.sentence != "Waiting" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert work.running and work.fraction == 0.25
    start = time.monotonic()
    work.cancel()
    assert not work.running and time.monotonic() - start < 50, "its task takes 60 s"
    with pytest.raises(WorkFailed, match="canceled"):
        work.result()


def test_a_task_is_followed_until_it_ends_or_nobody_wants_it(settings):
    said = []
    work = ChildProcess(f"{HERE}:adding", (2, 3), settings)
    assert work.follow(lambda sentence, share: said.append((sentence, share)) is None)
    assert work.result()[0] == 5 and all(0 <= share <= 1 for _, share in said) and not work.cancelled
    work = ChildProcess(f"{HERE}:waiting", (600.0,), settings)
    assert not work.follow(lambda sentence, share: sentence != "Waiting")
    assert work.cancelled and not work.running
    work = ChildProcess(f"{HERE}:waiting", (600.0,), settings)
    with pytest.raises(Misuse):
        work.follow(lambda sentence, share: refusing(progress=lambda *words: None))
    assert work.cancelled and not work.running, "a progress that cannot be told ends it too"


def test_an_error_for_people_travels_back_as_it_is(settings):
    with pytest.raises(Misuse, match="no dates") as raised:
        run_in_child(f"{HERE}:refusing", (), settings)
    assert raised.value.hint == "Say which column has them."


@pytest.mark.parametrize(("name", "sentence"), [
    ("crashing", "The process that worked on the training ended"), ("broken", "Work on the training failed: KeyError")])
def test_each_work_is_called_by_its_own_name(settings, name, sentence):
    work = ChildProcess(f"{HERE}:{name}", (), settings, about=About("training", "Choose fewer photos"))
    with pytest.raises(WorkFailed, match=sentence) as raised:
        work.result()
    assert name == "broken" or raised.value.hint.startswith("Choose fewer photos, then try again")


@pytest.mark.parametrize(("name", "word"), [("crashing", "ended unexpectedly"), ("broken", "KeyError")])
def test_a_crash_and_a_bug_have_a_message_and_a_hint(settings, name, word):
    with pytest.raises(WorkFailed, match=word) as raised:
        run_in_child(f"{HERE}:{name}", (), settings)
    assert "workers.log" in raised.value.hint


def test_limits_of_time_and_memory_hold(settings):
    with pytest.raises(WorkFailed, match="longer than 1 seconds"):
        run_in_child(f"{HERE}:waiting", (60,), settings.model_copy(update={"table_seconds": 1.0}))
    with pytest.raises(WorkFailed, match="The table needs more memory than the 500 MB"):
        run_in_child(f"{HERE}:greedy", (), settings.model_copy(update={"table_memory_mb": 500}))


def test_a_name_that_is_no_task_is_a_bug(settings):
    with pytest.raises(WorkFailed, match="is not a task"):
        run_in_child("os.abort", (), settings)


def test_a_result_that_cannot_be_pickled_is_a_bug_and_not_a_hang(settings):
    with pytest.raises(WorkFailed):
        run_in_child(f"{HERE}:odd", (), settings)


def is_running(pid: int) -> bool:
    """False as well for a process that has ended and that nobody has collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")


@needs_proc
def test_a_child_whose_parent_is_killed_ends_in_the_middle_of_its_task(tmp_path):
    script = ("import sys, time; from core.processes.child import ChildProcess; "
              "from core.settings import read_settings; "
              f"child = ChildProcess('{HERE}:computing', (), read_settings(data_dir=sys.argv[1]))\n"
              "while child.sentence != 'Computing': time.sleep(0.02)\n"
              "print(child._process.pid, flush=True); time.sleep(60)")
    parent = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout
    pid = int(parent.stdout.readline())
    assert is_running(pid)
    parent.kill()
    parent.wait(60)
    deadline = time.monotonic() + 60
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)


def test_processor_time_is_limited_when_nobody_watches_the_clock(settings, monkeypatch):
    monkeypatch.setattr("core.processes.child.CPU_FACTOR", 1 / settings.table_seconds)  # one second
    with pytest.raises(WorkFailed, match="longer than"):
        run_in_child(f"{HERE}:computing", (), settings)


def marking(folder: str, *, progress: Progress) -> int:
    """How many of its kind were at work at once."""
    mark = Path(folder) / str(os.getpid())
    mark.touch()
    time.sleep(0.3)
    at_once = len(list(Path(folder).iterdir()))
    mark.unlink()
    return at_once


def test_so_many_requests_at_once_so_few_processes(settings, tmp_path):
    (tmp_path / "marks").mkdir()
    with ThreadPoolExecutor(5) as threads:
        calls = [threads.submit(run_in_child, f"{HERE}:marking", (str(tmp_path / "marks"),), settings)
                 for _ in range(5)]
    assert max(call.result() for call in calls) <= AT_ONCE


def test_a_child_gives_way_to_the_page(settings):
    assert run_in_child(f"{HERE}:niceness", (), settings) >= min(19, os.nice(0) + NICENESS)
