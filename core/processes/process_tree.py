"""What a process started: how much memory it holds, and how to end it (Linux; elsewhere no process is seen)."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def descendants(process: int) -> list[int]:
    """Ids of the processes that a process started, and that these started, parents first.

    Parameters
    ----------
    process : int
        Not part of the answer.
    """
    children: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    tree = list(children.get(process, []))
    for child in tree:
        tree += children.get(child, [])
    return tree


def memory_mb(processes: Iterable[int]) -> float:
    """Memory of these processes in MB; what they share with others is not counted.

    Examples
    --------
    >>> memory_mb([])
    0.0
    """
    pages = 0
    for process in processes:
        with suppress(OSError, ValueError, IndexError):
            resident, shared = (PROC / str(process) / "statm").read_text().split()[1:3]
            pages += int(resident) - int(shared)
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20 if pages else 0.0


def kill_descendants(process: int) -> None:
    """End everything that a process started, at once. All are stopped first, so that none starts another meanwhile."""
    stopped: list[int] = []
    while running := [child for child in descendants(process) if child not in stopped]:
        _signal(running, signal.SIGSTOP)
        stopped += running
    _signal(stopped, signal.SIGKILL)


def kill_named(text: str) -> None:
    """End every process whose command line names something, such as a folder of its own, whoever its parent is.

    Parameters
    ----------
    text : str
        Unique to these processes. This process itself is left alone.
    """
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):
            if text.encode() in (folder / "cmdline").read_bytes() and folder.name != str(os.getpid()):
                _signal([int(folder.name)], signal.SIGKILL)


def _signal(processes: Iterable[int], number: int) -> None:
    for process in processes:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, number)
