"""What a worker process says on its line: what came of the warm-up, then an answer for each task."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from core.errors import ModelMissing
from core.processes import worker
from core.processes.launch import NICENESS, spawn
from core.settings import ROOT, Settings, read_settings
from tests.processes.test_child import is_running, needs_proc

HERE = "tests.processes.test_worker"


def open_nothing(settings: Settings) -> None:
    raise ModelMissing("There is no model.", "Install one.")


def workers(settings: Settings, plus: int) -> int:
    return settings.workers + plus


def niceness(settings: Settings) -> int:
    return os.nice(0)


def compute(settings: Settings) -> None:
    print("computing", file=sys.stderr, flush=True)
    while True:
        pass


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """A worker's loop in a thread of this process."""
    monkeypatch.setattr(worker, "limit_memory", lambda megabytes: None)
    ours, theirs = Pipe()

    def serve() -> None:
        with suppress(EOFError):
            worker.serve(theirs)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield ours
    ours.close()
    thread.join(60)
    assert not thread.is_alive()


def test_tasks_get_the_settings_first(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as line:
        line.send((read_settings(workers=3), ""))
        assert line.recv() == (True, None)
        for plus in (1, 2):
            line.send((f"{HERE}:workers", (plus,)))
            assert line.recv() == (True, 3 + plus)


def test_a_worker_that_cannot_warm_up_says_why_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as line:
        line.send((read_settings(), f"{HERE}:open_nothing"))
        good, error = line.recv()
        assert not good and isinstance(error, ModelMissing) and error.hint == "Install one."


def test_a_worker_gives_way_to_the_page(tmp_path: Path) -> None:
    process, line = spawn("core.processes.worker", read_settings(data_dir=tmp_path))
    try:
        for message in ((read_settings(data_dir=tmp_path), ""), (f"{HERE}:niceness", ())):
            line.send(message)
            assert line.poll(60)
            good, value = line.recv()
        assert good and value >= min(19, os.nice(0) + NICENESS)
    finally:
        line.close()
        process.kill()
        process.wait(60)


@needs_proc
def test_a_worker_ends_in_the_middle_of_a_task_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = ("import sys, time; from core.processes.launch import spawn; from core.settings import read_settings; "
              "settings = read_settings(data_dir=sys.argv[1]); "
              "process, line = spawn('core.processes.worker', settings); "
              f"line.send((settings, '')); line.recv(); line.send(('{HERE}:compute', ())); "
              "print(process.pid, flush=True); time.sleep(60)")
    parent = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout
    pid = int(parent.stdout.readline())
    deadline = time.monotonic() + 60
    while "computing" not in (tmp_path / "workers.log").read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_running(pid)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait(60)
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)
