"""A PostgreSQL server of our own on loopback, in a temporary folder, for the time of a with block."""

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


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of an empty database; the server runs with its own defaults, as `apt-get install postgresql` gives them.

    Raises
    ------
    SystemExit
        PostgreSQL's programs are not installed, or the server does not start.
    """
    initdb = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)
    found = initdb or shutil.which("initdb")
    if found is None:
        raise SystemExit("PostgreSQL's programs are missing: apt-get install postgresql, or use --only sqlite.")
    programs, who = Path(found).resolve().parent, _unprivileged()
    with tempfile.TemporaryDirectory(prefix="merchlens-bench-") as name:
        folder = Path(name)
        if who:
            os.chown(folder, who["user"], who["group"])
        subprocess.run([programs / "initdb", "-D", folder / "data", "-U", "bench", "-A", "trust", "-E", "UTF8"],
                       check=True, capture_output=True, cwd=folder, **who)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([programs / "postgres", "-D", folder / "data", "-p", str(port), "-c",
                                   "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **who)
        try:
            _wait(server, [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port)])
            yield f"postgresql://bench@127.0.0.1:{port}/postgres"
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


def _wait(server: subprocess.Popen[bytes], ready: list[object]) -> None:
    for _ in range(200):
        if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("The PostgreSQL server of the benchmark did not start.")
