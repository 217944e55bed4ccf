"""The databases that tests run on: SQLite files, and a PostgreSQL of our own on loopback where one is installed."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs; Debian keeps them out of the PATH."""
    initdb = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    path = Path(initdb).resolve() if initdb else (places[0] if places else None)
    return path.parent if path and (path.parent / "postgres").is_file() else None


def _unprivileged() -> dict[str, str | int]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    names = {user.pw_name: user for user in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid}


def _start(folder: Path, programs: Path) -> tuple[subprocess.Popen, int]:
    who = _unprivileged()
    if who:
        os.chown(folder, int(who["user"]), int(who["group"]))
    initdb = [programs / "initdb", "-D", folder / "data", "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **who)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [programs / "postgres", "-D", folder / "data", "-p", str(port), "-c", "listen_addresses=127.0.0.1",
               "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **who)
    ready = [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-t", "20"]
    for _ in range(100):
        if subprocess.run(ready, capture_output=True, check=False).returncode == 0:
            return server, port
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError((folder / "log").read_text("utf-8", "replace"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server, or a skip that says what is missing."""
    if os.environ.get("MERCHLENS_TEST_POSTGRES"):
        yield os.environ["MERCHLENS_TEST_POSTGRES"]
        return
    programs = _programs()
    if importlib.util.find_spec("psycopg") is None or programs is None:
        pytest.skip("PostgreSQL's programs (apt-get install postgresql) or the package psycopg[binary] are missing, "
                    "and MERCHLENS_TEST_POSTGRES names no server")
    folder = Path(tempfile.mkdtemp(prefix="merchlens-postgres-"))
    server, port = _start(folder, programs)
    try:
        yield f"postgresql://tests@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path) -> Iterator[str]:
    """A fresh database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'catalogue.db'}"
        return
    with fresh(request.getfixturevalue("postgres")) as url:
        yield url


@contextmanager
def fresh(server: str) -> Iterator[str]:
    """An empty database of a PostgreSQL server, dropped at the end."""
    name = f"t{uuid.uuid4().hex[:12]}"
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
