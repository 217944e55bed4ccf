"""What nobody needs is deleted after a week; what a job, an analysis or a waiting item needs is not."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.catalog import pictures
from core.catalog.leftovers import AGE_SECONDS, delete_leftovers
from core.catalog.store import Store

ONE, TWO = "1" * 64, "2" * 64


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'catalogue.db'}")
    yield opened
    opened.close()


def put(path: Path, days: float = 8) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    for each in (path, path.parent):
        os.utime(each, (time.time() - days * 86_400,) * 2)
    return path


def test_a_photo_that_nobody_analyzed_goes_after_a_week(tmp_path: Path, store: Store) -> None:
    old, half = put(tmp_path / "inbox" / ONE), put(tmp_path / "inbox" / "3.ab12.part")
    fresh, analyzed = put(tmp_path / "inbox" / "4", days=6), put(tmp_path / "inbox" / TWO)
    pictures.write(tmp_path, TWO, pictures.NOTE, b"{}")
    assert delete_leftovers(tmp_path, store) == 2
    assert [path.exists() for path in (old, half, fresh, analyzed)] == [False, False, True, True]


@pytest.mark.parametrize("state", ["running", "paused"])
def test_photos_of_a_job_that_has_not_ended_stay(tmp_path: Path, store: Store, state: str) -> None:
    waiting, job_id = put(tmp_path / "inbox" / ONE), store.create_job("", "pictures", {}, "analyze")
    if state == "paused":
        store.pause(job_id)
    assert delete_leftovers(tmp_path, store) == 0 and waiting.exists()
    store.cancel(job_id)
    assert delete_leftovers(tmp_path, store) == 1 and not waiting.exists()


def test_an_upload_stays_as_long_as_a_job_names_it(tmp_path: Path, store: Store) -> None:
    feed, table, lost = (put(tmp_path / "uploads" / name / "upload.csv") for name in (ONE, TWO, "5" * 64))
    store.cancel(store.create_job(str(feed), "feed", {}))
    store.cancel(store.create_job("Sales", "table", {"source": str(table)}, "study"))
    assert delete_leftovers(tmp_path, store) == 1
    assert feed.exists() and table.exists() and not lost.parent.exists()


@pytest.mark.parametrize("place", ["exports", "crops/jobs"])
def test_what_jobs_wrote_for_people_stays_for_thirty_days(tmp_path: Path, store: Store, place: str) -> None:
    waiting = store.create_job("m_1", "model", {}, "export")
    old, fresh, wanted = (put(tmp_path / place / name / "file", days=days)
                          for name, days in (("a" * 16, 31), ("b" * 16, 29), (waiting, 31)))
    assert delete_leftovers(tmp_path, store) == 1
    assert [path.exists() for path in (old, fresh, wanted)] == [False, True, True]


def test_a_folder_without_leftovers_is_left_alone(tmp_path: Path, store: Store) -> None:
    assert delete_leftovers(tmp_path / "nowhere", store) == 0 and AGE_SECONDS == 7 * 86_400
