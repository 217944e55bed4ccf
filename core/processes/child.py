"""One piece of work in a process of its own: with limits, with progress, and ended at once when nobody wants it.

For work that is no picture, such as reading a stranger's table. Started as `python -m core.processes.child FD`,
where FD is an inherited socket; it runs one function, and is gone.
"""

from __future__ import annotations

import importlib
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from core.errors import MerchlensError, SetupError, WorkFailed
from core.processes.launch import LOG, limit_memory, spawn
from core.settings import Settings

LOOK_SECONDS = 0.2  # between two looks at the clock and at whether the work is still wanted
Say = Callable[[str, float], None]


class Apart:
    """A function at work in a process of its own.

    Parameters
    ----------
    function : str
        "module:name". It is called with `arguments` and with `say`, which it tells a sentence and the share of the
        work that is done before each step.
    arguments : tuple
        Pickled, as is the result.
    settings : Settings
        `table_seconds` and `table_memory_mb` are its limits.
    then : callable, optional
        Called with the error, or None, as soon as it has ended.

    Attributes
    ----------
    sentence : str
        What it does now.
    fraction : float
        How much is done, in [0, 1].
    cancelled : bool
    """

    def __init__(self, function: str, arguments: tuple[Any, ...], settings: Settings,
                 then: Callable[[MerchlensError | None], None] | None = None) -> None:
        self.sentence, self.fraction, self.cancelled = "Starting", 0.0, False
        self._settings, self._then = settings, then
        self._value: Any = None
        self._error: MerchlensError | None = None
        self._ended = threading.Event()
        self._started = time.monotonic()
        self._process, self._line = spawn("core.processes.child", settings)
        self._thread = threading.Thread(target=self._watch, args=((function, arguments),), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """True until there is a result, an error or a cancel."""
        return not self._ended.is_set()

    @property
    def seconds_left(self) -> float | None:
        """Estimate; None while too little is done to tell."""
        done = self.fraction
        return (1 - done) / done * (time.monotonic() - self._started) if done > 0 else None

    def cancel(self) -> None:
        """End it now; its process is killed."""
        self.cancelled = True
        self._process.kill()
        self._ended.wait(5)

    def result(self) -> Any:
        """Wait for the result.

        Raises
        ------
        MerchlensError
            The function's own, or WorkFailed on a crash, a time-out, too much memory or a cancel.
        """
        while not self._ended.wait(LOOK_SECONDS):  # in steps, so that Ctrl+C is heard
            pass
        if self._error:
            raise self._error
        return self._value

    def _watch(self, task: tuple[str, tuple[Any, ...]]) -> None:
        try:
            self._line.send((*task, self._settings.table_memory_mb))
            self._value = self._listened()
        except MerchlensError as error:
            self._error = error
        except (EOFError, OSError):
            self._error = _cancelled() if self.cancelled else WorkFailed(
                "The process that worked on the table broke down, as it does when the machine is out of memory.",
                f"Try again, with fewer rows or columns; {LOG} in the data folder may have details.")
        finally:
            self._process.kill()
            self._process.wait()
            self._line.close()
            with suppress(Exception):
                if self._then:
                    self._then(self._error)
            self._ended.set()

    def _listened(self) -> Any:
        """The value that the process sends in the end."""
        limit = self._settings.table_seconds
        while True:
            while not self._line.poll(LOOK_SECONDS):
                if time.monotonic() - self._started > limit:
                    raise WorkFailed(f"The table took longer than {limit:g} seconds.",
                                     "Give fewer rows, or raise MERCHLENS_TABLE_SECONDS.")
            what, *values = self._line.recv()
            if what == "say":
                self.sentence, self.fraction = str(values[0]), min(1.0, max(0.0, float(values[1])))
            elif what == "error":
                raise values[0]
            else:
                return values[0]


def run_apart(function: str, arguments: tuple[Any, ...], settings: Settings) -> Any:
    """Run a function apart and wait for its result; as for `Apart`."""
    work = Apart(function, arguments, settings)
    try:
        return work.result()
    except BaseException:
        work.cancel()
        raise


def serve(line: Connection) -> None:
    """Receive one task, answer it; runs in the process apart."""
    name, arguments, megabytes = line.recv()
    try:
        module, _, function = name.partition(":")
        work = getattr(importlib.import_module(module), function)
        limit_memory(megabytes)
        value = work(*arguments, say=lambda sentence, done: line.send(("say", sentence, done)))
        answer: tuple[str, Any] = ("value", value)
    except MerchlensError as error:
        answer = ("error", error)
    except MemoryError:
        answer = ("error", WorkFailed(f"The table needs more memory than the {megabytes:,} MB that it may take.",
                                      "Give fewer rows or columns, or raise MERCHLENS_TABLE_MEMORY_MB."))
    except OSError as error:
        answer = ("error", SetupError(f"A file could not be read or written: {error.strerror or error}.",
                                      "Look at the data folder's disk."))
    except Exception as error:  # noqa: BLE001 - a bug costs one table; the traceback goes to the log
        traceback.print_exc()
        answer = ("error", WorkFailed(f"The table could not be worked on: {type(error).__name__}: {error}.",
                                      f"This is a fault of Merchlens; {LOG} in the data folder has the details."))
    line.send(answer)


def _cancelled() -> WorkFailed:
    return WorkFailed("It was cancelled.", "Start it again to have a result.")


if __name__ == "__main__":
    with Connection(int(sys.argv[1])) as parent, suppress(EOFError, ConnectionError):
        serve(parent)
