"""What a process started is seen, weighed and ended, grandchildren included."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.processes.process_tree import PROC, descendants, kill_descendants, kill_named, memory_mb

pytestmark = pytest.mark.skipif(not PROC.is_dir(), reason="this system has no /proc")
GRANDCHILD = "import time; kept = bytearray(50_000_000); time.sleep(60)"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {GRANDCHILD!r}], start_new_session=True)"


@pytest.fixture
def child() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-c", CHILD])
    deadline = time.monotonic() + 60
    while memory_mb(descendants(process.pid)) < 50 and time.monotonic() < deadline:
        time.sleep(0.02)
    yield process.pid
    kill_descendants(process.pid)
    process.kill()
    process.wait()


def test_grandchildren_are_seen_with_their_memory(child: int) -> None:
    assert len(descendants(child)) == 1
    assert child in descendants(os.getpid())
    assert 50 < memory_mb(descendants(child)) < 100


def test_all_end_and_the_process_itself_does_not(child: int) -> None:
    grandchild = descendants(child)[0]
    kill_descendants(child)
    deadline = time.monotonic() + 30
    while (PROC / str(grandchild)).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not (PROC / str(grandchild)).exists()


def test_an_orphan_ends_by_its_name() -> None:
    name = f"named-{time.monotonic_ns()}"
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", name])
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    while name.encode() not in Path(f"/proc/{process.pid}/cmdline").read_bytes():
        time.sleep(0.01)  # a new program has no command line yet in its first moment
    kill_named(name)
    assert process.wait(60) != 0 and other.poll() is None
    other.kill()
    other.wait()


def test_nobody_is_no_trouble() -> None:
    assert memory_mb([2**22 + 1]) == 0
    kill_descendants(2**22 + 1)
