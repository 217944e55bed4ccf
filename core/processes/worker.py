"""One worker process: runs its warm-up once, then one task at a time until its parent hangs up.

Started as `python -m core.processes.worker FD`, where FD is an inherited socket. Everything that touches a
stranger's bytes or a model happens here, never in the process of the page, the command line or the API.

The main thread receives, computes and sends; it never has two tasks. A second thread only waits for the parent to
disappear and then ends the process, even in the middle of a task (`launch.end_with_parent`). Time limits are the
parent's: it kills a worker that takes too long.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from core.processes.launch import end_with_parent, limit_memory, lower_priority
from core.processes.rooms import import_verbs_late
from core.processes.tasks import run_task
from core.settings import Settings


def serve(line: Connection) -> None:
    """Answer tasks until the parent closes the line.

    Parameters
    ----------
    line : Connection
        Receives (Settings, name of the warm-up task or "") first and sends what came of it; then receives (task name,
        arguments) and sends (True, value) or (False, error). Each task gets the settings as its first argument.
    """
    settings, warm_up = line.recv()
    is_ready, error = run_warm_up(settings, warm_up)
    line.send((is_ready, error))
    limit_memory(settings.picture_memory_mb)
    while is_ready:
        name, arguments = line.recv()
        line.send(run_task(name, (settings, *arguments)))


def run_warm_up(settings: Settings, warm_up: str) -> tuple[bool, object]:
    """Run the warm-up task, if any: (True, None) or (False, why the process cannot work)."""
    if not warm_up:
        return True, None
    is_ready, error = run_task(warm_up, (settings,))
    return is_ready, None if is_ready else error


if __name__ == "__main__":
    with Connection(int(sys.argv[1])) as parent, suppress(EOFError, ConnectionError):
        lower_priority()
        end_with_parent(parent)
        import_verbs_late()
        serve(parent)
