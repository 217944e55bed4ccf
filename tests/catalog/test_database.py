"""Opening a database by its URL, and the words for what databases say when they fail."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from core.catalog import database
from core.catalog.database import open_engine, plain_errors
from core.catalog.store import Store
from core.catalog.tables import HEAD
from core.errors import Damaged, PackageMissing, SetupError

MESSAGES = {
    "database is locked": "held by another program",
    "canceling statement due to lock timeout": "held by another program",
    "database or disk is full": "disk of the database is full", "disk I/O error": "disk of the database is full",
    "attempt to write a readonly database": "cannot be written", "unable to open database file": "cannot be written",
    "database disk image is malformed": "damaged", "file is not a database": "damaged",
    "no such table: items": "damaged or was not made by Merchlens .no such table: items",
    "Could not decode to UTF-8 column 'uri' with text": "damaged",
    "connection refused": "cannot be reached", "terminating connection due to administrator command": "be reached",
    "something else\nwith a second line": "The database failed: something else.",
}


@pytest.mark.parametrize("message", MESSAGES)
def test_each_fault_has_a_sentence_and_a_hint(message: str) -> None:
    with pytest.raises(SetupError, match=MESSAGES[message]) as caught, plain_errors():
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError(message))
    assert caught.value.hint and "SELECT" not in str(caught.value)


def spoil(path: Path, how: str) -> None:
    """Damage a database file that nobody has open, in one of the ways of disks and of people."""
    data = bytearray(path.read_bytes())
    if how == "text":
        data[:] = b"<html>not found</html>" * 400
    elif how == "half":
        del data[len(data) // 2:]
    elif how == "pages":
        data[4096:len(data) // 2] = bytes(255 - byte for byte in data[4096:len(data) // 2])
    else:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(how)
        return
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["text", "half", "pages", "DELETE FROM alembic_version",
                                 "UPDATE alembic_version SET version_num = '0003'"])
def test_a_damaged_or_half_migrated_file_is_called_so(tmp_path: Path, how: str) -> None:
    path = tmp_path / "catalog.db"
    open_engine(f"sqlite:///{path}").dispose()
    spoil(path, how)
    with pytest.raises(Damaged, match="is damaged") as caught:
        Store(f"sqlite:///{path}").jobs()
    assert "backup" in caught.value.hint and len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("how", ["UPDATE jobs SET options = '{'", "UPDATE jobs SET options = CAST(x'ff80' AS TEXT)",
                                 "DROP TABLE jobs"])
def test_what_cannot_be_read_is_called_damaged(tmp_path: Path, how: str) -> None:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    store = Store(url)
    store.create_job("shelf 1", "list", {})
    store.close()
    spoil(tmp_path / "catalog.db", how)
    store = Store(url)
    with pytest.raises(Damaged):
        store.jobs()
    store.close()


def test_programs_that_open_a_new_file_at_once_wait_for_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        for number in range(30):
            url = f"sqlite:///{tmp_path / f'{number}.db'}"
            for engine in threads.map(open_engine, [url] * 8):
                engine.dispose()


def test_a_conflict_and_a_bug_pass_as_they_are() -> None:
    with pytest.raises(IntegrityError), plain_errors():
        raise IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed"))
    with pytest.raises(ZeroDivisionError), plain_errors():
        raise ZeroDivisionError
    with pytest.raises(SetupError), plain_errors():
        raise DatabaseError("SELECT", {}, sqlite3.DatabaseError("file is not a database"))


def test_a_new_database_has_todays_form(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
        assert connection.execute(text("SELECT count(*) FROM jobs")).scalar() == 0
    engine.dispose()


def test_a_transaction_is_kept_whole_or_not_at_all(database_url: str) -> None:
    """Tables too: both databases take a form back with the transaction that made it."""
    engine = open_engine(database_url)
    with pytest.raises(ZeroDivisionError), engine.execution_options(immediate=True).begin() as connection:
        connection.execute(text("INSERT INTO holders (holder, until) VALUES ('me', 1)"))
        connection.execute(text("CREATE TABLE half (a INTEGER)"))
        connection.execute(text("ALTER TABLE holders RENAME COLUMN until TO later"))
        raise ZeroDivisionError
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(until) FROM holders")).scalar() == 0
        assert not database.inspect(connection).has_table("half")
    engine.dispose()


def test_folders_of_a_new_database_are_made(tmp_path: Path) -> None:
    open_engine(f"sqlite:///{tmp_path / 'a' / 'b' / 'c.db'}").dispose()
    assert (tmp_path / "a" / "b" / "c.db").is_file()
    (tmp_path / "file").write_text("x")
    with pytest.raises(SetupError, match="cannot be made"):
        open_engine(f"sqlite:///{tmp_path / 'file' / 'c.db'}")


def test_postgresql_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PackageMissing) as caught:
        open_engine("postgresql://somebody@127.0.0.1/x")
    assert "psycopg" in caught.value.hint
