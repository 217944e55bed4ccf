"""Making and checking as jobs of the board: one at a time for a source, cancelled, and continued after a restart."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import datasets, jobs
from core.datasets import work
from core.errors import Misuse, NotFound, Refused
from core.jobs.board import open_board
from core.nouns.dataset import Shares
from core.nouns.job import Job
from core.settings import Settings
from core.site import Site
from tests.corrections.site_with_photos import audit_in_doubt
from tests.datasets.class_folders import class_folders

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path / "site", workers=1)) as opened:
        yield opened


def ended(site: Site, job_id: str) -> Job:
    return site.part(open_board).wait(job_id, 120)


def test_a_dataset_made_and_checked_in_the_background_is_that_of_the_verbs(site: Site, tmp_path: Path) -> None:
    folder = class_folders(tmp_path / "shop")
    shares = Shares(validation=40, seed=3)
    job = ended(site, datasets.start_make(site, f" {folder} ", "June", shares))
    assert (job.state, job.source, job.fraction) == ("done", str(folder), 1.0)
    made = datasets.make(site, str(folder), "June", shares)
    assert datasets.dataset_of(site, job.job_id) == made.dataset_id and datasets.under_way(site) == []
    assert datasets.last_check(site, made.dataset_id) is None
    (folder / "other" / "3.jpg").unlink()
    job_id = datasets.start_check(site, made.dataset_id)
    assert ended(site, job_id).state == "done" and datasets.dataset_of(site, job_id) == made.dataset_id
    found = datasets.last_check(site, made.dataset_id)
    assert found and [Path(path).name for path, _ in found.unreadable] == ["3.jpg"] and found.checked
    assert {**found.to_dict(), "checked": ""} == {**datasets.check(site, made.dataset_id).to_dict(), "checked": ""}


def test_what_is_wrong_is_said_at_the_start_or_ends_the_job(site: Site, tmp_path: Path) -> None:
    for source, local, kind in (("no such", True, NotFound), (str(tmp_path), False, Refused)):
        with pytest.raises(kind):
            datasets.start_make(site, source, local=local)
    with pytest.raises(Misuse, match="leave some photos"):
        datasets.start_make(site, str(tmp_path), "", Shares(60, 40))
    with pytest.raises(NotFound):
        datasets.start_check(site, "0" * 64)
    with pytest.raises(NotFound, match="neither makes nor checks"):
        datasets.dataset_of(site, audit_in_doubt(site))
    shutil.rmtree(class_folders(tmp_path / "shop") / "other")
    job = ended(site, datasets.start_make(site, str(tmp_path / "shop")))
    assert job.state == "failed" and "this one has only 'apparel'" in job.message and job.hint
    assert datasets.dataset_of(site, job.job_id) == ""


def test_a_job_that_a_restart_interrupted_makes_the_same_dataset(site: Site, tmp_path: Path,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    folder, make = class_folders(tmp_path / "shop"), work.make

    def until_closed(site: Site, *order: Any, progress: Any) -> Any:
        while True:
            progress(1, 3)
            time.sleep(0.02)

    monkeypatch.setattr(work, "make", until_closed)
    job_id = datasets.start_make(site, str(folder))
    assert datasets.start_make(site, str(folder)) == job_id, "the same is under way already"
    with pytest.raises(Misuse, match=job_id):
        datasets.start_make(site, str(folder), "renamed")
    site.close()
    monkeypatch.setattr(work, "make", make)
    with Site(site.settings) as again:
        assert again.store.job(job_id).running
        assert ended(again, job_id).state == "done"
        assert datasets.dataset_of(again, job_id) == datasets.make(again, str(folder)).dataset_id
        monkeypatch.setattr(work, "check", until_closed)
        job_id = datasets.start_check(again, datasets.dataset_of(again, job_id))
        jobs.cancel(again, job_id)
        assert ended(again, job_id).state == "cancelled" and datasets.under_way(again) == []
