"""The verbs of jobs do not care what kind a job is; what they do to the board is tested in test_board."""

from __future__ import annotations

import pytest
from PIL import Image

from core import audits, jobs
from core.errors import Misuse, NotFound, WrongContract
from core.jobs.board import open_board
from core.settings import Settings
from core.site import Site


@pytest.fixture
def site(tmp_path):
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        yield opened


def test_jobs_are_listed_by_kind_the_newest_first(site: Site) -> None:
    first = site.store.create_job("shop", "feed", {})
    second = site.store.create_job("", "table", {}, "study")
    assert [job.job_id for job in jobs.list_jobs(site)] == [second, first]
    assert [job.kind for job in jobs.list_jobs(site, "study")] == ["study"]
    assert jobs.list_jobs(site, "analyze") == []
    with pytest.raises(Misuse, match="job kind must be one of"):
        jobs.list_jobs(site, "party")


def test_pause_cancel_and_a_job_that_is_not_there(site: Site) -> None:
    job_id = site.store.create_job("", "table", {}, "study")
    site.store.pause(job_id)  # before the board opens, so that nothing is worked on
    assert jobs.find(site, job_id).state == "paused"
    jobs.pause(site, job_id)
    assert jobs.find(site, job_id).state == "paused"
    jobs.cancel(site, job_id)
    assert jobs.find(site, job_id).state == "cancelled"
    with pytest.raises(Misuse, match="has ended"):
        jobs.resume(site, job_id)
    with pytest.raises(NotFound, match="There is no job"):
        jobs.find(site, "0123456789abcdef")


def test_workers_that_cannot_start_end_the_wait_instead_of_trying_for_ever(tmp_path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    with Site(Settings(data_dir=tmp_path / "data", workers=2), warm_up="tests.processes.warm_ups:refuse") as site:
        job_id = audits.start(site, str(tmp_path / "a.png"), audits.AuditRequest())
        with pytest.raises(WrongContract, match="wrong shape"):
            site.part(open_board).wait(job_id, 60)
        assert len((tmp_path / "data" / "starts").read_text().splitlines()) == 2, "each worker was started once"
        assert site.store.job(job_id).state == "running", "it goes on after a restart with a model that works"
