"""Starting a process of ours: its line to the parent, its environment, its log and its limit of memory."""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO

from core.settings import ROOT, Settings

LOG, LOG_BYTES = "workers.log", 5_000_000
# One thread for each process, and none that spins while it waits
QUIET = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "TF_CPP_MIN_LOG_LEVEL": "3"}


def spawn(module: str, settings: Settings) -> tuple[subprocess.Popen[bytes], Connection]:
    """Run `python -m module FD`, where FD is the child's end of a line, and return the process and our end."""
    line, theirs = Pipe()
    environment = {**os.environ, **QUIET}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", module, str(theirs.fileno())]
    with _log(settings) as log:
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log)
    theirs.close()
    return process, line


def limit_memory(megabytes: int) -> None:
    """Let the process grow by at most `megabytes` from here (Linux and macOS)."""
    try:
        import resource

        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * 2**20,) * 2)
    except (ImportError, OSError, ValueError):
        return  # no such limit on this system; the time limit still holds


def _log(settings: Settings) -> IO[bytes]:
    """Where the processes write what only operators need; begun anew when it has grown large."""
    path = settings.data_dir / LOG
    path.parent.mkdir(parents=True, exist_ok=True)
    grown = path.exists() and path.stat().st_size > LOG_BYTES
    return path.open("wb" if grown else "ab")
