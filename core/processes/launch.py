"""Starting a process of ours: its line to the parent, its environment, its log, its limits and its end."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO

from core.settings import ROOT, Settings

LOG, LOG_BYTES = "workers.log", 5_000_000
NICENESS = 5  # added to that of the parent
# One thread for each process, and none that spins while it waits. Of freed memory glibc keeps 32 MB for the next
# picture and gives back the rest: by itself it keeps more with each size that it meets, a tenth of the process.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE", "TF_CPP_MIN_LOG_LEVEL": "3",
               "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "4000000", "MALLOC_TRIM_THRESHOLD_": "32000000"}


def spawn(module: str, settings: Settings) -> tuple[subprocess.Popen[bytes], Connection]:
    """Run `python -m module FD`, where FD is the child's end of a line.

    Parameters
    ----------
    module : str
        Such as "core.processes.worker".
    settings : Settings
        The log of the process is `data_dir/workers.log`.

    Returns
    -------
    subprocess.Popen, Connection
        The process, and our end of the line. The child inherits no other file of ours, so that both ends see when
        the other one is gone.
    """
    line, child_line = Pipe()
    environment = {**os.environ, **ENVIRONMENT}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", module, str(child_line.fileno())]
    with _open_log(settings) as log:
        process = subprocess.Popen(command, pass_fds=[child_line.fileno()], env=environment,
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    child_line.close()
    return process, line


def lower_priority() -> None:
    """Give way to the page's process, which draws while the workers compute (Linux and macOS)."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def end_with_parent(line: Connection, last: Callable[[], None] | None = None) -> None:
    """End this process at once, whatever it is doing, as soon as the parent's end of the line is closed.

    Parameters
    ----------
    line : Connection
        The child's end. A daemon thread polls it and never reads, so it stays free for the main thread.
    last : callable, optional
        What to do before, such as ending processes that this one started.
    """
    if hasattr(select, "poll"):  # Linux and macOS
        threading.Thread(target=_exit_on_hang_up, args=(line.fileno(), last), daemon=True, name="parent-watch").start()


def limit_memory(megabytes: int) -> None:
    """Let this process grow by at most `megabytes` from here on (Linux; elsewhere only the time limit holds)."""
    try:
        import resource

        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * 2**20,) * 2)
    except (ImportError, OSError, ValueError):
        return


def limit_cpu(seconds: float) -> None:
    """Let the system end this process after so many seconds of processor time, all threads together.

    The limit holds when nobody watches the clock any more. It counts from the start of the process.
    """
    try:
        import resource

        soft = max(1, round(seconds))  # the system sends SIGXCPU here, and kills a process that ignores it
        resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + 5))
    except (ImportError, OSError, ValueError):
        return


def _exit_on_hang_up(descriptor: int, last: Callable[[], None] | None) -> None:
    poll = select.poll()
    poll.register(descriptor, 0)  # only hang-up and errors, which are always reported
    poll.poll()
    try:
        if last is not None:
            last()
    finally:
        os._exit(1)


def _open_log(settings: Settings) -> IO[bytes]:
    """Where the processes write what only operators need; emptied when it has grown large."""
    path = settings.data_dir / LOG
    path.parent.mkdir(parents=True, exist_ok=True)
    is_long = path.exists() and path.stat().st_size > LOG_BYTES
    return path.open("wb" if is_long else "ab")
