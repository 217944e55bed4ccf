"""A PostgreSQL server of our own on loopback, in a temporary folder, for the time of a with block; tests use it too."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def installed() -> Path | None:
    """The folder of PostgreSQL's programs, None without; Debian keeps them out of the PATH."""
    initdb = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    path = Path(initdb).resolve() if initdb else (places[0] if places else None)
    return path.parent if path and (path.parent / "postgres").is_file() else None


@contextmanager
def postgres_server(programs: Path, *settings: str) -> Iterator[str]:
    """The URL of an empty database.

    Parameters
    ----------
    programs : Path
        From `installed`.
    settings : str
        Such as "fsync=off"; without any the server has its own defaults.

    Raises
    ------
    RuntimeError
        The server does not start; its log.
    """
    who = _unprivileged()
    with tempfile.TemporaryDirectory(prefix="merchlens-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if who:
            os.chown(folder, who["user"], who["group"])
        initdb = [programs / "initdb", "-D", folder / "data", "-U", "merchlens", "-A", "trust", "-E", "UTF8",
                  "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **who)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        chosen = ("listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *settings)
        command = [programs / "postgres", "-D", folder / "data", "-p", str(port),
                   *(word for setting in chosen for word in ("-c", setting))]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **who)
        try:
            _wait(server, [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-t", "20"], folder / "log")
            yield f"postgresql://merchlens@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(60)


def _unprivileged() -> dict[str, int]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid}


def _wait(server: subprocess.Popen[bytes], ready: list[object], log: Path) -> None:
    for _ in range(200):
        if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(log.read_text("utf-8", "replace"))
