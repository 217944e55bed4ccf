"""One worker process: runs its warm-up once, then one task at a time until its parent hangs up.

Started as `python -m core.processes.worker FD`, where FD is an inherited socket. Everything that touches a
stranger's bytes or a model happens here, never in the process of the page, the command line or the API.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from multiprocessing.connection import Connection

from core.processes.launch import limit_memory
from core.processes.tasks import run_task
from core.settings import Settings


def serve(connection: Connection) -> None:
    """Answer tasks until the parent closes the connection.

    Parameters
    ----------
    connection : Connection
        Receives (Settings, name of the warm-up task or "") first and sends what came of it; then receives (task name,
        arguments) and sends (True, value) or (False, error). Each task gets the settings as its first argument.
    """
    settings, warm_up = connection.recv()
    ready, error = warmed(settings, warm_up)
    connection.send((ready, error))
    limit_memory(settings.picture_memory_mb)
    while ready:
        name, arguments = connection.recv()
        connection.send(run_task(name, (settings, *arguments)))


def warmed(settings: Settings, warm_up: str) -> tuple[bool, object]:
    """Run the warm-up task, where there is one: (True, None) or (False, why the process cannot work)."""
    if not warm_up:
        return True, None
    ready, error = run_task(warm_up, (settings,))
    return ready, None if ready else error


if __name__ == "__main__":
    with Connection(int(sys.argv[1])) as parent, suppress(EOFError, ConnectionError):
        serve(parent)
