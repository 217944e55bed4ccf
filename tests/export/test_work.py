"""An export as a job: a cancel ends its process, a set without pictures or a full disk is one sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from core import demo
from core.errors import Misuse, SetupError
from core.export import work
from core.nouns.job import Job
from core.nouns.source import Source
from core.processes.about import About
from core.processes.child import ChildProcess
from core.settings import Settings

JOB = Job("0" * 16, "m", "model", {"model": "m", "formats": ["f16"], "dataset": ""}, "running", 1, 1, 0, 0, 0,
          datetime(2026, 1, 1, tzinfo=UTC), kind="export")


class MadeUpProcess(ChildProcess):
    """Works until it is canceled."""

    sentence, fraction, running = "Measuring", 0.5, True

    def __init__(self, task: str, arguments: tuple, settings: Settings, *, about: About) -> None:
        MadeUpProcess.last = self

    def cancel(self) -> None:
        self.running = False


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr(work, "ChildProcess", MadeUpProcess)
    monkeypatch.setattr(demo, "shop_photos", lambda site: [Source(name, path=Path(name)) for name in "abc"])
    return SimpleNamespace(settings=Settings(data_dir=tmp_path))


def test_a_job_that_nobody_wants_ends_its_process(site: SimpleNamespace) -> None:
    told: list[tuple[str, float]] = []
    work.job_kind(site).run(JOB, lambda words, share: told.append((words, share)) is not None)
    assert told == [("Measuring", 0.5)] and not MadeUpProcess.last.running


def test_too_few_pictures_and_a_folder_that_cannot_be_written(site: SimpleNamespace,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "shop_photos", lambda site: [])
    with pytest.raises(Misuse, match="at least 2 photos"):
        work.job_kind(site).run(JOB, lambda words, share: True)
    monkeypatch.setattr(demo, "shop_photos", lambda site: [Source(name, path=Path(name)) for name in "abc"])
    (site.settings.data_dir / "exports").write_text("in the way")
    with pytest.raises(SetupError, match="could not be stored"):
        work.job_kind(site).run(JOB, lambda words, share: True)
