"""Worker processes: each has one task in flight, so a crash or a time-out costs one picture and no other.

Who owns what: `submit` puts a task into one priority queue (interactive before soon before bulk, then in order) and
returns a future at once. Each worker process has one thread of ours, and that thread alone starts the process, feeds it
one task, waits for the answer with a deadline and sets the future. So nothing is shared but the queue.

What can happen: the task's own error comes back as a value and is set on its future. A crash closes the line, a
time-out makes the thread kill the process; both set WorkFailed on that one future, and the thread starts a fresh
process for the next task. A warm-up that fails would fail again, so no other process is started: each task raises
its error. `close` queues one end mark per thread before all waiting tasks; tasks at work finish, the
waiting ones are cancelled. A page or command that dies takes its workers with it: they see their line close
(`launch.end_with_parent`).

Why not a library: docs/decisions/0007-worker-processes.md.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.connection import Connection
from typing import Any, Protocol

from core.errors import MerchlensError, SetupError, WorkFailed
from core.processes.launch import LOG, spawn
from core.settings import Settings

INTERACTIVE, SOON, BULK = 0, 1, 2  # somebody waits for this one; for this job; nobody waits
START_SECONDS = 120.0
CRASH_HINT = "Other pictures are not affected. Leave this picture out, or save it again in an editor."


class Process(Protocol):
    """One worker process, here or on another machine."""

    setup_error: SetupError | None  # why its warm-up failed; a new process would fail the same way, so none is started

    @property
    def pid(self) -> int:
        """Of the operating system that it runs on."""

    @property
    def alive(self) -> bool:
        """False when the next task needs a new process."""

    def call(self, name: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        """Run one task; a crash or a time-out ends the process and raises WorkFailed."""

    def end(self) -> None:
        """End the process; it keeps nothing."""


class Pool:
    """A pool of warm worker processes; safe to use from several threads.

    Parameters
    ----------
    settings : Settings
        `workers`, `picture_seconds` and `picture_memory_mb` are the limits; the rest travels to the processes, which
        `runner` puts on this machine or on a Ray cluster.
    warm_up : str
        Task that each process runs as it starts; "" for none.

    Raises
    ------
    PackageMissing, SetupError
        When Ray is asked for and not installed, or no cluster answers.
    """

    def __init__(self, settings: Settings, *, warm_up: str = "") -> None:
        self._settings, self._warm_up = settings, warm_up
        self._tasks: queue.PriorityQueue[tuple[int, int, Any]] = queue.PriorityQueue()
        self._order = itertools.count()
        self._ready = [threading.Event() for _ in range(settings.workers)]
        self._processes: list[Process | None] = [None] * settings.workers
        self._start = _starter(settings)
        self._threads = [threading.Thread(target=self._run, args=(place,), daemon=True)
                         for place in range(settings.workers)]
        for thread in self._threads:
            thread.start()

    def submit(self, name: str, *arguments: Any, priority: int = BULK, times: int = 1) -> Future[Any]:
        """Hand a task to the next free worker.

        Parameters
        ----------
        name : str
            Such as "core.analyze.tasks:analyze"; the function gets the settings before the arguments.
        *arguments
            Its arguments; they are pickled.
        priority : {INTERACTIVE, SOON, BULK}
            Smaller ones go first: somebody waits for this task, for this job, or nobody waits.
        times : int
            For how many times `picture_seconds` it may run: a task that looks at one picture in many ways needs more.

        Returns
        -------
        Future
            Raises the worker's MerchlensError, or WorkFailed on a crash, a time-out or too much memory.
        """
        future: Future[Any] = Future()
        seconds = times * self._settings.picture_seconds
        self._tasks.put((priority, next(self._order), (future, name, arguments, seconds)))
        return future

    def wait_until_warm(self, timeout: float = START_SECONDS) -> bool:
        """True when every worker has run its warm-up (or failed to) within `timeout` seconds."""
        return all(ready.wait(timeout) for ready in self._ready)

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers that run now."""
        return [process.pid for process in self._processes if process and process.alive]

    @property
    def setup_error(self) -> SetupError | None:
        """Why no worker can work, and none will before a restart: all warm-ups have failed; else None."""
        errors = [process.setup_error if process else None for process in self._processes]
        return errors[0] if errors and all(errors) else None

    def close(self) -> None:
        """Finish what runs, drop what waits, end the processes."""
        for _ in self._threads:
            self._tasks.put((-1, next(self._order), None))
        for thread in self._threads:
            thread.join(self._settings.picture_seconds + 5)
        while not self._tasks.empty():
            _, _, task = self._tasks.get()
            if task is not None:
                task[0].cancel()

    def _run(self, place: int) -> None:
        """The thread of one worker process: feed it, watch it, replace it."""
        while True:
            process = self._processes[place]
            if process is None or not (process.alive or process.setup_error):
                process = self._processes[place] = self._start(self._settings, self._warm_up)
                self._ready[place].set()
            _, _, task = self._tasks.get()
            if task is None:
                process.end()
                return
            future, name, arguments, seconds = task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(process.call(name, arguments, seconds))
            except Exception as error:  # noqa: BLE001 - whatever it is belongs to this task
                future.set_exception(error)


def too_slow(seconds: float) -> WorkFailed:
    """What a time-out means, wherever the process runs."""
    return WorkFailed(f"The picture took longer than {seconds:g} seconds.",
                      "Try a smaller picture, or raise MERCHLENS_PICTURE_SECONDS.")


def _starter(settings: Settings) -> Callable[[Settings, str], Process]:
    if settings.runner == "local":
        return LocalProcess
    from core.processes.ray_process import RayProcess, connect

    connect()
    return RayProcess


class LocalProcess:
    """One process of this machine and the line to it."""

    def __init__(self, settings: Settings, warm_up: str) -> None:
        self.setup_error: SetupError | None = None
        self._error: MerchlensError | None = None
        self._process, self._line = spawn("core.processes.worker", settings)
        try:
            _ask(self._line, (settings, warm_up), START_SECONDS)
        except MerchlensError as error:
            self._error, self.setup_error = error, error if isinstance(error, SetupError) else None
        except (EOFError, OSError, TimeoutError):
            self._error = SetupError("A worker process could not start.", f"See {settings.data_dir / LOG}.")
        if self._error:
            self.end()

    @property
    def pid(self) -> int:
        """Of the operating system."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """False when the next task needs a new process."""
        return self._process.poll() is None

    def call(self, name: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        """Run one task; a crash or a time-out ends the process and raises WorkFailed."""
        if self._error:
            raise self._error
        try:
            return _ask(self._line, (name, arguments), seconds)
        except TimeoutError:
            self.end()
            raise too_slow(seconds) from None
        except (EOFError, OSError):
            self.end()
            raise WorkFailed("The worker process crashed on this picture.", CRASH_HINT) from None

    def end(self) -> None:
        """Close the line and end the process; it keeps nothing."""
        self._line.close()
        self._process.kill()
        self._process.wait()


def _ask(line: Connection, message: Any, seconds: float) -> Any:
    """Send a message and wait for its answer; raises the answer's error, TimeoutError, EOFError or OSError."""
    line.send(message)
    if not line.poll(seconds):
        raise TimeoutError
    is_good, value = line.recv()
    if not is_good:
        raise value
    return value
