"""Starting our processes: a line of their own, a log that does not grow without end, and limits that hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.processes import launch
from core.settings import ROOT, Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(data_dir=tmp_path / "not" / "yet")


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_a_process_starts_with_a_line_and_a_log(settings: Settings) -> None:
    process, line = launch.spawn("this", settings)  # `python -m this FD` prints a poem and ends
    assert process.wait(60) == 0
    with pytest.raises(EOFError):
        line.recv()
    assert "Beautiful is better than ugly" in (settings.data_dir / launch.LOG).read_text()


def test_the_log_is_emptied_when_it_has_grown_long(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "LOG_BYTES", 10)
    for text in (b"short", b" and long", b"new"):
        with launch._open_log(settings) as log:
            log.write(text)
    assert (settings.data_dir / launch.LOG).read_bytes() == b"new"


def test_one_thread_for_each_process_and_our_own_code() -> None:
    assert launch.ENVIRONMENT["OMP_NUM_THREADS"] == "1" and launch.ENVIRONMENT["OMP_WAIT_POLICY"] == "PASSIVE"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited on Linux only")
def test_memory_is_limited_from_here_on() -> None:
    result = run("from core.processes.launch import limit_memory; a = bytearray(50_000_000); limit_memory(100); "
                 "b = bytearray(50_000_000); print('fits'); c = bytearray(200_000_000)")
    assert result.stdout == "fits\n" and "MemoryError" in result.stderr


def test_processor_time_is_limited() -> None:
    result = run("from core.processes.launch import limit_cpu; limit_cpu(0.1)\nwhile True: pass")
    assert result.returncode < 0


def test_a_process_gives_way(settings: Settings) -> None:
    result = run("import os; from core.processes.launch import lower_priority; before = os.nice(0); "
                 "lower_priority(); print(os.nice(0) - before)")
    assert int(result.stdout) == min(launch.NICENESS, 19 - os.nice(0))


def test_a_process_ends_when_its_line_does() -> None:
    script = ("import time; from multiprocessing import Pipe; from core.processes.launch import end_with_parent; "
              "ours, theirs = Pipe(); end_with_parent(theirs); time.sleep(0.2); print('alive', flush=True); "
              "ours.close(); time.sleep(30)")
    result = run(script)
    assert result.stdout == "alive\n" and result.returncode == 1


def test_a_line_that_ends_may_still_be_read_by_its_owner() -> None:
    script = ("from multiprocessing import Pipe; from core.processes.launch import end_with_parent; "
              "ours, theirs = Pipe(); end_with_parent(theirs); ours.send('task'); print(theirs.recv()); "
              "theirs.send('value'); print(ours.recv())")
    assert run(script).stdout == "task\nvalue\n"
