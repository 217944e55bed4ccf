"""The search over a set as a job: each photo once, failures noted, it stops and goes on."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.catalog import pictures
from core.errors import NotFound, WorkFailed
from core.flip import work
from core.flip.searches import Searches
from core.nouns.flip_set import BorderlinePicture
from core.nouns.job import Job
from core.settings import Settings
from tests.flip.flip_rows import flip_row

JOB = Job("bb", "aa", "analysis", {}, "running", 1, 1, 0, 0, 0, datetime.now(UTC), kind="flip")


class MadeUpPool:
    """Searches at once; a photo named broken fails."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def submit(self, task: str, path: str, picture_id: str, request: tuple[str, int], *, times: int) -> Future[Any]:
        future: Future[Any] = Future()
        self.calls.append(Path(path).name)
        if "broken" in path:
            future.set_exception(WorkFailed("The photo took too long.", "Try a smaller one."))
        else:
            future.set_result(flip_row(picture_id.removeprefix("id of ")).search)
        return future


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def original(folder: Path, picture_id: str) -> Path:
        if "gone" in picture_id:
            raise NotFound("The picture's file is gone.", "Analyze it again.")
        return tmp_path / picture_id.removeprefix("id of ")

    near = [BorderlinePicture(name, f"id of {name}", -0.1) for name in ("a", "broken", "gone", "b", "c", "d")]
    monkeypatch.setattr(work, "borderline", lambda site, job_id: near)
    monkeypatch.setattr(pictures, "original", original)
    return SimpleNamespace(settings=Settings(data_dir=tmp_path, workers=1), pool=MadeUpPool())


def test_it_stops_when_nobody_wants_it_and_goes_on_with_the_rest(site: Any) -> None:
    answers = iter([True, True, False])
    steps: list[tuple[str, float]] = []

    def progress(step: str, fraction: float) -> bool:
        steps.append((step, fraction))
        return next(answers, True)

    work.job_kind(site).run(JOB, progress)
    rows, failures = Searches(site, "aa").read()
    assert [row.uri for row in rows] == ["a"] and [name for name, _ in failures] == ["broken", "gone"]
    assert steps[-1] == ("3 of 6 borderline photos searched, 1 failed", 0.4)
    site.pool.calls.clear()
    work.job_kind(site).run(JOB, progress)
    assert [row.uri for row in Searches(site, "aa").read()[0]] == ["a", "b", "c", "d"]
    assert site.pool.calls == ["broken", "b", "c", "d"], "failures are tried again, results are kept"
