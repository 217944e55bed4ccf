"""Starting and reading benchmarks of explanation methods."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import explain
from core.errors import Misuse, NotFound
from core.explain.benchmarks import analysis_named
from core.explain.measured import Measured
from core.jobs.listing import Listing
from core.settings import Settings
from core.site import Site
from tests.explain.benchmark_rows import row

IDS = ("ab00000000000001", "ab00000000000002", "cd00000000000001")


@pytest.fixture
def site(tmp_path: Path):
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        for job_id in IDS:
            opened.store.create_job("", "pictures", {}, "analyze", job_id=job_id)
        yield opened


def test_an_analysis_is_named_by_its_first_digits(site: Site) -> None:
    assert analysis_named(site, "cd") == IDS[2] and analysis_named(site, IDS[0]) == IDS[0]
    with pytest.raises(Misuse, match="2 analyses begin with ab"):
        analysis_named(site, "ab")
    for text in ("ef", "", "%", "photos"):
        with pytest.raises(NotFound, match="no folder and no analysis"):
            analysis_named(site, text)


def test_a_job_without_pictures_and_an_empty_folder_are_refused(site: Site, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="no analyzed pictures"):
        explain.start_benchmark(site, "cd")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Misuse, match="contain no pictures"):
        explain.start_benchmark(site, str(tmp_path / "empty"))


def test_while_its_photos_are_analyzed_it_says_how_far_that_is_and_a_cancel_ends_both(
        site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Listing, "begin", lambda listing, job: None)  # else these jobs without photos soon end
    options = {"analysis": IDS[0], "analyzes": True}
    job_id = site.store.create_job("", "analysis", options, "explain-benchmark")
    assert explain.benchmark_job(site, job_id).step.startswith("Analyzing the photos: ")
    explain.cancel_benchmark(site, job_id)
    assert {site.store.job(name).state for name in (job_id, IDS[0])} == {"cancelled"}


def test_what_is_measured_so_far_is_read_while_it_runs(site: Site) -> None:
    job_id = site.store.create_job("", "analysis", {}, "explain-benchmark")
    Measured(site, job_id).add("a.jpg", [row("a.jpg", 0.2)])
    state = explain.benchmark(site, job_id)
    assert state.result.pictures == 1 and state.job.kind == "explain-benchmark"
    assert len(explain.benchmark_csv(site, job_id).splitlines()) == 2
    assert b"one photo, no interval" in explain.benchmark_html(site, job_id)


def test_another_job_is_no_benchmark(site: Site) -> None:
    for read in (explain.benchmark, explain.benchmark_job, explain.benchmark_csv, explain.cancel_benchmark):
        with pytest.raises(NotFound, match="no benchmark"):
            read(site, IDS[0])
