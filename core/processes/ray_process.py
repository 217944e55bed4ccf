"""Worker processes on the machines of a Ray cluster: actors that run tasks by name.

The queue stays the one of `Pool` and, for audits, the leased table of the database: Ray only lends processes. Its
machines need this checkout, the same packages and models, and the data folder (pictures go in and previews come out
by it) on storage that all of them see. Why actors and not Ray Data: docs/decisions/0011-ray.md.
"""

from __future__ import annotations

import os
from typing import Any

from core.errors import MerchlensError, PackageMissing, SetupError, WorkFailed
from core.processes.launch import ENVIRONMENT
from core.processes.pool import CRASH_HINT, too_slow
from core.settings import ROOT, Settings

START_SECONDS = 300.0


def connect() -> None:
    """Join the cluster that RAY_ADDRESS names; without it a small one of this machine is started.

    Raises
    ------
    PackageMissing
        Ray is not installed.
    SetupError
        No cluster answers there.
    """
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    ray = _ray()
    if ray.is_initialized():
        return
    try:
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR",
                 runtime_env={"env_vars": {**ENVIRONMENT, "PYTHONPATH": str(ROOT)}})
    except (ConnectionError, RuntimeError, ValueError) as error:
        where = os.environ.get("RAY_ADDRESS", "this machine")
        raise SetupError(f"No Ray cluster could be joined at {where}: {str(error).splitlines()[0]}.",
                         "Check RAY_ADDRESS, or run without --run ray.") from None


class RayProcess:
    """One actor of the cluster, with one core of it.

    Parameters
    ----------
    settings : Settings
        Travels to the actor.
    warm_up : str
        Task that the actor runs as it starts; "" for none.
    """

    def __init__(self, settings: Settings, warm_up: str) -> None:
        ray = _ray()
        self.setup_error: SetupError | None = None
        self._error: MerchlensError | None = None
        self._ray, self.alive, self.pid = ray, True, 0
        actor = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(_Actor)
        self._actor = actor.remote(settings, warm_up)
        try:
            self.pid = int(self._ask("start", (), START_SECONDS))
        except MerchlensError as error:
            self._error, self.setup_error = error, error if isinstance(error, SetupError) else None
        except (ray.exceptions.RayError, TimeoutError):
            self._error = SetupError("The Ray cluster gave no worker process.", "Ask `ray status` for free cores and "
                                     "check that its machines have this checkout and its packages.")
        if self._error:
            self.end()

    def call(self, name: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        """Run one task; a crash or a time-out ends the process and raises WorkFailed."""
        if self._error:
            raise self._error
        try:
            return self._ask("answer", (name, arguments), seconds)
        except TimeoutError:
            self.end()
            raise too_slow(seconds) from None
        except self._ray.exceptions.RayError:
            self.end()
            raise WorkFailed("The worker process crashed on this picture, or its machine left the cluster.",
                             CRASH_HINT) from None

    def end(self) -> None:
        """End the actor; it keeps nothing."""
        self.alive = False
        self._ray.kill(self._actor)

    def _ask(self, method: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        try:
            is_good, value = self._ray.get(getattr(self._actor, method).remote(*arguments), timeout=seconds)
        except self._ray.exceptions.GetTimeoutError:
            raise TimeoutError from None
        if not is_good:
            raise value
        return value


class _Actor:
    """What runs on the cluster's machine: a worker process that Ray calls."""

    def __init__(self, settings: Settings, warm_up: str) -> None:
        from core.processes.launch import limit_memory
        from core.processes.rooms import import_verbs_late
        from core.processes.worker import run_warm_up

        import_verbs_late()
        self._settings = settings
        self._is_ready, self._error = run_warm_up(settings, warm_up)
        limit_memory(settings.picture_memory_mb)

    def start(self) -> tuple[bool, Any]:
        """The process id, or why the models could not be opened."""
        return (True, os.getpid()) if self._is_ready else (False, self._error)

    def answer(self, name: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
        """Run one task."""
        from core.processes.tasks import run_task

        return run_task(name, (self._settings, *arguments))


def _ray() -> Any:
    try:
        import ray
    except ImportError:
        raise PackageMissing("Ray is not installed.", "pip install -r requirements-ray.txt") from None
    return ray
