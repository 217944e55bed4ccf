"""Results of a job are read once, in order, with the name that each source gave."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.analyze.older_batches import import_batches
from core.analyze.results import Results
from core.errors import NotFound
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.settings import Settings
from core.site import Site
from tests.catalog.release import copy_of, expected

BATCH = next(batch for batch in expected()["batches"] if batch["done"] == 6)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    copy_of(tmp_path, "batches")
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        import_batches(opened)
        yield opened


def test_they_come_in_order_with_their_names_and_failures(site: Site) -> None:
    rows = Results(site).of(BATCH["batch_id"])
    assert [row.uri for row in rows] == [result["uri"] for result in BATCH["results"]]
    assert [isinstance(row, Failure) for row in rows] == [bool(result["error"]) for result in BATCH["results"]]
    assert sum(isinstance(row, Analysis) for row in rows) == 5
    assert sorted(Results(site).numbered(BATCH["batch_id"])) == [1, 2, 3, 4, 5, 6]


def test_a_job_that_has_ended_is_read_from_the_database_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Results(site)
    first = kept.of(BATCH["batch_id"])
    monkeypatch.setattr(site.store, "reading", lambda: pytest.fail("read again"))
    monkeypatch.setattr(site.store, "job", lambda job_id, job=site.store.jobs: type("Job", (), {"settled": 6}))
    assert kept.of(BATCH["batch_id"]) == first


def test_what_callers_do_to_the_answer_changes_nothing(site: Site) -> None:
    kept = Results(site)
    kept.numbered(BATCH["batch_id"]).clear()
    assert len(kept.of(BATCH["batch_id"])) == 6


def test_only_the_last_jobs_stay_in_memory(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[Results.__module__], "JOBS_KEPT", 1)
    kept = Results(site)
    for batch in expected()["batches"] * 2:
        assert len(kept.of(batch["batch_id"])) == batch["done"] and list(kept._jobs) == [batch["batch_id"]]


def test_an_unknown_job_is_not_found(site: Site) -> None:
    with pytest.raises(NotFound):
        Results(site).of("0" * 16)
