"""A job followed in the terminal: to its end, with what it has to say, or until Ctrl+C cancels it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import analyze, jobs
from core.doors.cli.following import follow
from core.doors.opening import open_site
from core.errors import NotFound
from core.nouns.job import Job
from core.settings import Settings


def test_a_job_is_followed_to_its_end_or_cancelled(photos: dict[str, Path], tmp_path: Path, capsys) -> None:
    def pressed(job: Job) -> str:
        raise KeyboardInterrupt

    with open_site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        source = analyze.sources_from_paths(site, [str(photos["coffee"])])
        begun = analyze.start(site, source)
        with pytest.raises(KeyboardInterrupt):
            follow(site, begun, "Stopped; nothing was kept.", notice=pressed)
        assert jobs.find(site, begun).state == "cancelled" and "Stopped; nothing was kept." in capsys.readouterr().err
        job = follow(site, analyze.start(site, source), "Stopped.", notice=lambda job: f"1 of {job.total or 1} photos")
        assert (job.state, job.done, job.failed) == ("done", 1, 0)
        assert capsys.readouterr().err.count("1 of 1 photos") == 1, "said once"
        with pytest.raises(NotFound):
            follow(site, "0" * 16, "Stopped.")
