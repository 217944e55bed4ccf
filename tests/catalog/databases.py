"""The databases that tests run on: SQLite files, and a PostgreSQL of our own on loopback where one is installed."""

from __future__ import annotations

import importlib.util
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from benchmarks.postgres_server import installed, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server, or a skip that says what is missing."""
    if os.environ.get("MERCHLENS_TEST_POSTGRES"):
        yield os.environ["MERCHLENS_TEST_POSTGRES"]
        return
    programs = installed()
    if importlib.util.find_spec("psycopg") is None or programs is None:
        pytest.skip("PostgreSQL's programs (apt-get install postgresql) or the package psycopg[binary] are missing, "
                    "and MERCHLENS_TEST_POSTGRES names no server")
    with postgres_server(programs, "fsync=off") as url:
        yield url


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
