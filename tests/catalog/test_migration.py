"""A database of release 0.1 opens with all that it held, whatever happens on the way; nothing is lost or half done."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import op
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from core.catalog import database
from core.catalog.query import RowFilter
from core.catalog.store import Store
from core.catalog.tables import HEAD
from core.errors import SetupError
from core.jobs.board import Board
from core.jobs.kinds import PictureKind
from core.settings import ROOT
from tests.catalog.databases import fresh
from tests.catalog.release import (
    CANCELLED,
    KILLED,
    PAUSED,
    REVISION,
    copy_of,
    expected,
    flat,
    in_order,
    old_database,
    old_rows,
    raw_rows,
)
from tests.jobs.audits_at_work import QUICK, judge, read

EXPECTED = expected()


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The release's own file; and its rows in a PostgreSQL of that form."""
    if request.param == "sqlite":
        yield f"sqlite:///{copy_of(tmp_path, 'catalogue.db') / 'catalogue.db'}"
        return
    with fresh(request.getfixturevalue("postgres")) as url:
        old_database(url, old_rows(), monkeypatch)
        yield url


def check_all_is_there(url: str) -> None:
    """Every row of every table of 0.1, column by column, and each picture that has a result."""
    old = old_rows()
    for row in old["results"]:
        row["measures"] = row["measures"].replace('"colours":', '"colors":')
    revision, rows = raw_rows(url, renamed=True)
    assert revision == HEAD and in_order(rows) == in_order(old)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        pictures = {row.picture_id: row for row in connection.execute(text("SELECT * FROM pictures"))}
        facts = connection.execute(text("SELECT DISTINCT name FROM item_facts")).scalars().all()
        kinds = connection.execute(text("SELECT DISTINCT kind FROM jobs")).scalars().all()
    engine.dispose()
    assert pictures.keys() == {row["picture_id"] for row in old["results"]}
    for row in old["results"]:
        entry = pictures[row["picture_id"]]
        assert (entry.width, entry.height, entry.seen) == (row["width"], row["height"], row["created"])
        assert entry.uri == json.loads(row["analysis"])["uri"]
    assert facts == ["broken"] and kinds == ["audit"]


def check_nothing_changed(url: str) -> None:
    """The database is as the release left it."""
    revision, rows = raw_rows(url, renamed=False)
    assert revision == REVISION and in_order(rows) == in_order(old_rows())


def test_every_row_of_every_table_is_there(old_url: str) -> None:
    Store(old_url).close()
    check_all_is_there(old_url)


def test_every_job_reads_as_the_release_read_it(old_url: str) -> None:
    store = Store(old_url)
    assert [job.job_id for job in store.jobs()] == [job["job_id"] for job in EXPECTED["jobs"]]
    for old in EXPECTED["jobs"]:
        job = store.job(old["job_id"])
        assert (job.kind, job.source_kind, job.created.isoformat()) == ("audit", old["kind"], old["created"])
        for name in ("source", "options", "state", "listed", "total", "done", "failed", "skipped", "message", "hint"):
            assert getattr(job, name) == old[name], (job.job_id, name)
        assert store.counts(job.job_id) == old["counts"]
        assert [flat(row) for row in store.rows(job.job_id)] == old["rows"]
        assert [flat(row) for row in store.skipped(job.job_id)] == old["skipped_rows"]
        with store.reading() as connection:
            states = connection.execute(text("SELECT state FROM items WHERE job_id = :job"), {"job": job.job_id})
            assert Counter(states.scalars()) == old["items"]
    store.close()


def test_two_audits_of_the_feed_compare_as_before(old_url: str) -> None:
    store, old = Store(old_url), EXPECTED["compare"]
    changes = list(store.compare(old["job_id"], old["earlier"]))
    assert [(change.uri, change.what) for change in changes] == [
        (change["uri"], change["what"]) for change in old["changes"]] == [("images/mug.jpg", "changed picture")]
    for side in ("before", "after"):
        row, was = getattr(changes[0], side), old["changes"][0][side]
        assert (row.picture_id, row.shoppable_score, row.product.price) == (
            was["picture_id"], was["shoppable_score"], was["product"]["price"])
        assert row.verdicts == was["verdicts"] and row.kind == was["kind"]
    assert store.latest_job("/data/feed/feed.csv").job_id == old["job_id"]
    store.close()


def test_broken_rules_filter_as_before_and_have_american_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, job_id = old_rows(), EXPECTED["compare"]["job_id"]
    wrong = {"job_id": job_id, "rule": "amazon.colours"}
    rows["breaches"] += [wrong | {"number": number} for number in (2, 3)]
    rows["breach_tallies"].append(wrong | {"kind": "product_only", "top_label": "apparel", "shoppable": True,
                                           "category": "", "pictures": 2})
    item = next(row for row in rows["items"] if row["job_id"] == job_id and row["number"] == 2)
    result = next(row for row in rows["results"] if row["result_id"] == item["result_id"])
    result["verdicts"] = json.dumps({"amazon": "fail", "amazon.colours": "fail"})
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    old_database(url, rows, monkeypatch)
    store = Store(url)
    for rule in sorted({row["rule"] for row in rows["breaches"]} - {"amazon.colours"}):
        numbers = sorted(row["number"] for row in rows["breaches"] if (row["job_id"], row["rule"]) == (job_id, rule))
        assert [row.number for row in store.rows(job_id, where=RowFilter(broken=rule))] == numbers, rule
        assert store.count(job_id, RowFilter(broken=rule)) == len(numbers), rule
    assert [row.number for row in store.rows(job_id, where=RowFilter(broken="amazon.colors"))] == [2, 3]
    american = RowFilter(broken="amazon.colors")
    assert store.counts(job_id)["broken"]["amazon.colors"] == 2 == store.count(job_id, american)
    assert store.count(job_id, RowFilter(broken="amazon.colours")) == 0
    with store.reading() as connection:
        verdicts = connection.execute(text("SELECT verdicts FROM results WHERE result_id = :id"),
                                      {"id": item["result_id"]}).scalar_one()
        left = connection.execute(text("SELECT count(*) FROM results WHERE measures LIKE '%colours%'")).scalar()
    assert json.loads(verdicts) == {"amazon": "fail", "amazon.colors": "fail"} and left == 0
    store.close()


def test_the_paused_audit_resumes_and_the_killed_one_goes_on(old_url: str) -> None:
    """The killed audit's leases belong to a process of another machine whose time is long over."""
    def numbered(path: str, uri: str, options: object) -> object:
        return judge(path, f"picture {int(uri.removesuffix('.jpg').split('-')[-1])}", {})

    kind = PictureKind(lambda job: iter(()), read, numbered, lambda options: ("models 2", "measures 2"))
    store = Store(old_url)
    before = {job_id: list(store.rows(job_id)) for job_id in (PAUSED, KILLED)}
    with Board(store, lambda name: kind, threads=4, policy=QUICK) as board:
        assert board.wait(KILLED, 60).state == "done" and store.job(PAUSED).done == 10
        board.resume(PAUSED)
        assert board.wait(PAUSED, 60).state == "done"
    for job_id, total in ((PAUSED, 24), (KILLED, 60)):
        rows = {row.number: row for row in store.rows(job_id)}
        assert (store.job(job_id).done, sorted(rows)) == (total, list(range(1, total + 1)))
        assert [rows[row.number] for row in before[job_id]] == before[job_id], "what 0.1 judged stays"
    assert (store.job(CANCELLED).state, store.job(CANCELLED).done) == ("cancelled", 1)
    store.close()


# What goes wrong

CHILD = """
import sys, time
from alembic import op
from core.catalog.store import Store
name, call, marker, url = sys.argv[1:]
original, calls = getattr(op, name), 0
def slow(*arguments, **options):
    global calls
    original(*arguments, **options)
    calls += 1
    if calls == int(call):
        open(marker, "w").close()
        time.sleep(60)
setattr(op, name, slow)
Store(url)
"""
PLACES = {"after the first step": ("rename_table", 1), "between the tables": ("create_index", 2),
          "after the last step": ("execute", 8)}


@pytest.mark.parametrize("place", PLACES)
def test_a_process_killed_in_the_middle_leaves_the_old_form(old_url: str, tmp_path: Path, place: str) -> None:
    """kill -9 before the commit: both databases roll back, and the next start does all of it."""
    marker = tmp_path / "begun"
    name, call = PLACES[place]
    child = subprocess.Popen([sys.executable, "-c", CHILD, name, str(call), str(marker), old_url], cwd=ROOT)
    end = time.monotonic() + 60
    while not marker.exists():
        assert child.poll() is None and time.monotonic() < end, "the upgrade did not come to this place"
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    child.wait(60)
    check_nothing_changed(old_url)
    Store(old_url).close()
    check_all_is_there(old_url)


def test_a_full_disk_in_the_middle_leaves_the_old_form(old_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise OperationalError("CREATE TABLE", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(op, "create_index", fail)
    with pytest.raises(SetupError, match="disk of the database is full"):
        Store(old_url)
    check_nothing_changed(old_url)
    monkeypatch.undo()
    Store(old_url).close()
    check_all_is_there(old_url)


def test_a_database_of_a_newer_release_stays_as_it_is(old_url: str) -> None:
    engine = create_engine(old_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SetupError, match="'9999'.*newer Merchlens") as caught:
        Store(old_url)
    assert "Update Merchlens" in caught.value.hint
    revision, rows = raw_rows(old_url, renamed=False)
    assert revision == "9999" and in_order(rows) == in_order(old_rows())
    engine.dispose()


def test_a_database_that_another_program_writes_says_so_and_opens_later(
        old_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.3)
    other = create_engine(old_url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(text("BEGIN IMMEDIATE" if "sqlite" in old_url else "BEGIN"))
        connection.execute(text("UPDATE items SET due = due WHERE number = 1"))
        start = time.monotonic()
        with pytest.raises(SetupError, match="held by another program"):
            Store(old_url)
        assert time.monotonic() - start < 20, "it does not wait for ever"
        connection.execute(text("ROLLBACK"))
    other.dispose()
    check_nothing_changed(old_url)
    Store(old_url).close()
    check_all_is_there(old_url)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere: step down to a user that may not."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_read_only_database_says_so_and_stays_as_it_is(what: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="merchlens-read-only-"))
    path = copy_of(folder, "catalogue.db") / "catalogue.db"
    content = path.read_bytes()
    path.chmod(0o444 if what == "file" else 0o666)
    folder.chmod(0o777 if what == "file" else 0o555)
    with as_nobody(), pytest.raises(SetupError, match="cannot be written"):
        Store(f"sqlite:///{path}")
    assert path.read_bytes() == content
    folder.chmod(0o777)
    path.chmod(0o666)
    Store(f"sqlite:///{path}").close()
    check_all_is_there(f"sqlite:///{path}")
    shutil.rmtree(folder)


@pytest.mark.parametrize("damage", ["cut off", "overwritten"])
def test_a_damaged_database_says_so_and_a_backup_takes_its_place(tmp_path: Path, damage: str) -> None:
    path = copy_of(tmp_path, "catalogue.db") / "catalogue.db"
    content = path.read_bytes()
    half = len(content) // 8
    path.write_bytes(content[:half] if damage == "cut off" else content[:4096] + bytes(range(256)) * 200
                     + content[4096 + 51200:])
    with pytest.raises(SetupError, match="damaged or was not made by Merchlens"):
        Store(f"sqlite:///{path}")
    path.with_name("catalogue.db-wal").unlink(missing_ok=True)
    path.with_name("catalogue.db-shm").unlink(missing_ok=True)
    path.write_bytes(content)
    Store(f"sqlite:///{path}").close()
    check_all_is_there(f"sqlite:///{path}")


def test_an_open_database_is_not_migrated_again(old_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(old_url).close()
    monkeypatch.setattr(database, "_upgrade", lambda *arguments: pytest.fail("migrated twice"))
    Store(old_url).close()
