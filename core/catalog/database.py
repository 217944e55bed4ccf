"""Open a database by its URL: pragmas, migrations, and plain words for what databases say when they fail.

A migration is one transaction, from the first step to the new revision, on both databases: their `CREATE`, `ALTER` and
`DROP` roll back like any other statement. SQLite takes its write lock at the start (`BEGIN IMMEDIATE`), PostgreSQL an
advisory lock. Processes that start together therefore wait for the first one and then find nothing to do. A process
that dies in the middle leaves the old form, and the next start migrates again. `tests/catalog/test_migration.py` kills
one at several places.
"""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)

from core.catalog.tables import HEAD
from core.errors import Damaged, PackageMissing, SetupError

BUSY_SECONDS = 10.0
WRITER_CACHE_KB = 32_768  # of SQLite
_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 7_236_501  # of PostgreSQL: any number that no other program uses
# SQLite's result codes, then PostgreSQL's: damaged data and indexes, undefined and duplicate tables and columns
_DAMAGED_CODES = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ", "XX001", "XX002", "42P01", "42703",
                  "42P07", "42701")
_DAMAGED_WORDS = ("not a database", "malformed", "could not decode", "no such table", "no such column",
                  "has no column named", "already exists", "duplicate column name")


def open_engine(url: str) -> Engine:
    """A database with today's tables, made or migrated where needed.

    Parameters
    ----------
    url : str
        `sqlite:///path/of/file.db` or `postgresql://user:password@host/name`.

    Returns
    -------
    Engine
        With the execution option `immediate` a transaction takes SQLite's write lock at its start, so that it cannot
        fail half-way with "database is locked".

    Raises
    ------
    SetupError
        When the URL does not parse, the database cannot be reached or written, or a newer version made it.
    """
    address = _parse(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, pool_size=16, max_overflow=48, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(address, pool_size=16, max_overflow=48, pool_pre_ping=True,
                               connect_args={"connect_timeout": 10})
    with plain_errors():
        _migrate(engine)
    return engine


def writer_of(engine: Engine) -> Engine:
    """The engine whose transactions write: SQLite's has one connection where it can, with a cache of its own.

    A connection of SQLite forgets what it has read once another one has written. Rows with random keys, such as the
    digests of pictures, would then be read from the file again for each transaction, the more the larger it is.

    Parameters
    ----------
    engine : Engine
        From `open_engine`.
    """
    if engine.dialect.name != "sqlite":
        return engine.execution_options(immediate=True)
    writer = create_engine(engine.url, pool_size=1, max_overflow=63, pool_use_lifo=True,
                           connect_args={"timeout": BUSY_SECONDS}, execution_options={"immediate": True})
    event.listen(writer, "connect", _prepare_sqlite)
    event.listen(writer, "connect", _give_cache)
    event.listen(writer, "begin", _begin_sqlite)
    return writer


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what a database says into a SetupError with words and a hint; other faults pass."""
    try:
        yield
    except DBAPIError as error:
        words = next(iter(str(error.orig).strip().splitlines()), type(error.orig).__name__)
        if _is_damaged(error.orig, words.lower()):
            raise Damaged(f"The database is damaged or was not made by Merchlens ({words}).",
                          "Put a backup in its place, or move it away.") from error
        if not (isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError):
            raise  # a fault of ours, or a row that is there already
        message, hint = _in_words(words.lower()) or (
            f"The database failed: {words}.", "See its log; work goes on when it answers again.")
        raise SetupError(message, hint) from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:  # SQLite gives back whatever bytes are there
        raise Damaged("The database is damaged: a text in it cannot be read.",
                      "Put a backup in its place, or move it away.") from error


def _is_damaged(error: Any, words: str) -> bool:
    """Whether a database says that its own content is wrong, or that a table of ours is not there or is not as ours."""
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""
    return code.startswith(_DAMAGED_CODES) or any(part in words for part in _DAMAGED_WORDS)


def _in_words(words: str) -> tuple[str, str] | None:
    if "locked" in words or "busy" in words or "lock timeout" in words:
        return ("The database is held by another program.", "Work goes on when it lets go; close what has it open.")
    if "full" in words or "disk i/o" in words or "no space" in words:
        return ("The disk of the database is full.", "Make room on the disk of the data folder; work then goes on.")
    if "readonly" in words or "read-only" in words or "unable to open" in words or "permission" in words:
        return ("The database cannot be written.", "Check that its folder exists and that this user may write there.")
    if "connection" in words or "connect" in words or "terminating" in words:
        return ("The database cannot be reached.", "Start its server and check MERCHLENS_DATABASE_URL.")
    return None


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
        if address.drivername in ("postgres", "postgresql"):
            address = address.set(drivername="postgresql+psycopg")
        address.get_dialect()
    except (ArgumentError, NoSuchModuleError):
        raise SetupError("MERCHLENS_DATABASE_URL is no address of a database.",
                         "Write it as sqlite:///path/file.db or postgresql://user:password@host/name.") from None
    backend = address.get_backend_name()
    if backend not in ("sqlite", "postgresql") or (backend == "sqlite" and address.database in (None, "", ":memory:")):
        raise SetupError("The database must be an SQLite file or a PostgreSQL server.",
                         "Write MERCHLENS_DATABASE_URL as sqlite:///path/file.db or postgresql://user:password@host/name.")
    if backend == "postgresql" and importlib.util.find_spec("psycopg") is None:
        raise PackageMissing("A PostgreSQL database needs the package psycopg.", "Run pip install 'psycopg[binary]'.")
    if backend == "sqlite":
        try:
            path = Path(str(address.database))
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)  # only this user may read it; SQLite gives its other files the same mode
        except OSError as error:
            hint = "Set MERCHLENS_DATA_DIR or MERCHLENS_DATABASE_URL to a place that can be written."
            raise SetupError(f"The folder of the database cannot be made: {error.strerror}.", hint) from None
    return address


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, not by the driver
    connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:  # of two programs that open a new file SQLite lets only one wait
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)
    connection.execute("PRAGMA synchronous=FULL")


def _give_cache(connection: Any, record: object) -> None:
    connection.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KB}")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    with engine.execution_options(immediate=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            # As patient as SQLite: otherwise an idle transaction of another program blocks the start without a word.
            connection.execute(text(f"SET LOCAL lock_timeout = {int(BUSY_SECONDS * 1000)}"))
        revision = _revision(connection)  # again: another process may have been first
        if revision != HEAD:
            _upgrade(connection, revision)


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _upgrade(connection: Connection, revision: str) -> None:
    from alembic import command  # half a second that only a new version pays
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise SetupError(f"The database has the unknown version {revision!r}: a newer Merchlens wrote it.",
                         "Update Merchlens, or use another database.") from None
