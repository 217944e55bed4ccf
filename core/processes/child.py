"""One long task in a process of its own: with limits, with progress, and ended at once when nobody wants it.

For tasks that are not about one picture, such as reading a stranger's table. Started as
`python -m core.processes.child FD`, where FD is an inherited socket; it runs one task and ends.

Two processes, two threads on our side: the caller's, which starts, cancels and waits, and a watching thread, which
alone reads the line. The watching thread keeps the clock, takes progress and result, and always ends the process and
closes the line, whatever happened: a result, an error, a crash, a time-out or a cancel. A child whose parent is gone
ends by itself (`launch.end_with_parent`), and a limit of processor time ends one that nobody watches.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from core.errors import MerchlensError, SetupError, WorkFailed
from core.processes.about import TABLE, About
from core.processes.launch import end_with_parent, limit_cpu, limit_memory, lower_priority, spawn
from core.processes.rooms import import_verbs_late
from core.processes.tasks import task_named
from core.settings import Settings

POLL_SECONDS = 0.2  # between two looks at the clock
FOLLOW_SECONDS = 0.25  # between two words about the progress
AT_ONCE = 2  # children that `run_in_child` has at once; further callers wait
CPU_FACTOR = 2.0  # processor seconds for each second of the limit: a library may use two cores for a while
Progress = Callable[[str, float], None]
_places = threading.BoundedSemaphore(AT_ONCE)


class ChildProcess:
    """A task at work in a process of its own.

    Parameters
    ----------
    task : str
        "core.<room>.tasks:<function>". The function gets `arguments` and the keyword `progress`, a function that it
        calls with a sentence and the share of the work done, in [0, 1], before each step.
    arguments : tuple
        Pickled, as is the result.
    settings : Settings
        `table_seconds` and `table_memory_mb` are its limits.
    about : About
        What messages call it.

    Attributes
    ----------
    sentence : str
        What it does now.
    fraction : float
        How much is done, in [0, 1].
    cancelled : bool
    """

    def __init__(self, task: str, arguments: tuple[Any, ...], settings: Settings, *, about: About = TABLE) -> None:
        self.sentence, self.fraction, self.cancelled = "Starting", 0.0, False
        self._settings, self._about = settings, about
        self._value: Any = None
        self._error: MerchlensError | None = None
        self._ended = threading.Event()
        self._start = time.monotonic()
        self._process, self._line = spawn("core.processes.child", settings)
        self._thread = threading.Thread(target=self._watch, args=((task, arguments),), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """True until there is a result, an error or a cancel."""
        return not self._ended.is_set()

    def cancel(self) -> None:
        """Kill the process and wait until the watching thread has cleaned up."""
        self.cancelled = True
        self._process.kill()
        self._ended.wait(5)

    def follow(self, progress: Callable[[str, float], bool]) -> bool:
        """Tell how far the task is until it has ended, and kill it when nobody wants it any more.

        Parameters
        ----------
        progress : callable
            Takes `sentence` and `fraction`; answers False when nobody wants the task.

        Returns
        -------
        bool
            True when it has ended by itself: `result` has its value or its error.
        """
        try:
            while self.running:
                if not progress(self.sentence, self.fraction):
                    return False
                self._ended.wait(FOLLOW_SECONDS)
            return True
        finally:
            if self.running:  # nobody wants it any more, or progress could not be written
                self.cancel()

    def result(self) -> Any:
        """Wait for the result.

        Raises
        ------
        MerchlensError
            The task's own, or WorkFailed on a crash, a time-out, too much memory or a cancel.
        """
        while not self._ended.wait(POLL_SECONDS):  # in steps, so that Ctrl+C gets through
            pass
        if self._error:
            raise self._error
        return self._value

    def _watch(self, task: tuple[str, tuple[Any, ...]]) -> None:
        settings = self._settings
        try:
            self._line.send((*task, self._about, settings.table_memory_mb, settings.table_seconds * CPU_FACTOR))
            self._value = self._receive()
        except MerchlensError as error:
            self._error = error
        except (EOFError, OSError):
            self._error = self._crash()
        except Exception as error:  # noqa: BLE001 - a result that cannot be unpickled, a bug of the task
            self._error = self._about.broken(error)
        finally:
            self._process.kill()
            self._process.wait()
            self._line.close()
            self._ended.set()

    def _receive(self) -> Any:
        """The value that the process sends in the end; takes its progress on the way."""
        limit = self._settings.table_seconds
        while True:
            while not self._line.poll(POLL_SECONDS):
                if time.monotonic() - self._start > limit:
                    raise self._about.too_slow(limit)
            what, *values = self._line.recv()
            if what == "progress":
                self.sentence, self.fraction = str(values[0]), min(1.0, max(0.0, float(values[1])))
            elif what == "error":
                raise values[0]
            else:
                return values[0]

    def _crash(self) -> WorkFailed:
        """Why the line broke."""
        if self.cancelled:
            return self._about.canceled()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if self._process.poll() == -signal.SIGXCPU:
            return self._about.too_slow(self._settings.table_seconds)
        return self._about.crashed()


def run_in_child(task: str, arguments: tuple[Any, ...], settings: Settings) -> Any:
    """Run a task in a child process and wait for its result; an interrupted wait ends the process.

    `AT_ONCE` such processes run at once; further callers wait for a place.

    Parameters
    ----------
    task, arguments, settings
        As for `ChildProcess`.

    Raises
    ------
    MerchlensError
        As for `ChildProcess.result`.
    """
    with _places:
        child = ChildProcess(task, arguments, settings)
        try:
            return child.result()
        except BaseException:
            child.cancel()
            raise


def serve(line: Connection) -> None:
    """Receive one task and answer it; runs in the child process.

    Parameters
    ----------
    line : Connection
        Receives (task name, arguments, About, megabytes, seconds of processor time) and sends any number of
        ("progress", sentence, share), then ("value", value) or ("error", MerchlensError).
    """
    name, arguments, about, megabytes, cpu_seconds = line.recv()
    limit_cpu(cpu_seconds)
    try:
        task = task_named(name)
        limit_memory(megabytes)
        value = task(*arguments, progress=lambda sentence, done: line.send(("progress", sentence, done)))
        answer: tuple[str, Any] = ("value", value)
    except MerchlensError as error:
        answer = ("error", error)
    except MemoryError:
        answer = ("error", about.too_large(megabytes))
    except OSError as error:
        answer = ("error", SetupError(f"A file could not be read or written: {error.strerror or error}.",
                                      "Check the disk of the data folder."))
    except Exception as error:  # noqa: BLE001 - a bug costs one result; the traceback goes to the log
        traceback.print_exc()
        answer = ("error", about.broken(error))
    line.send(answer)


if __name__ == "__main__":
    with Connection(int(sys.argv[1])) as parent, suppress(EOFError, ConnectionError):
        lower_priority()
        end_with_parent(parent)
        import_verbs_late()
        serve(parent)
