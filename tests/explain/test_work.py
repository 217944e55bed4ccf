"""A benchmark as a job: every picture once, failures counted, canceled with what it has."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core import analyze
from core.catalog import pictures
from core.errors import Misuse, WorkFailed
from core.explain import work
from core.explain.measured import Measured
from core.nouns.failure import Failure
from core.nouns.job import Job
from core.settings import Settings
from tests.explain.benchmark_rows import row
from tests.made_up import made_up_analysis

OPTIONS = {"analysis": "aa", "analyzes": True, "methods": ["grad-cam"], "label": "top", "limit": 0}


class MadeUpPool:
    """Measures at once; a picture named broken fails."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def submit(self, task: str, picture: Any, label: str, methods: tuple[str, ...], *,
               times: int) -> Future[Any]:
        assert times == 1 + len(methods), "more methods may take longer"
        future: Future[Any] = Future()
        self.names.append(picture.uri)
        if "broken" in picture.uri:
            future.set_exception(WorkFailed("The picture took too long.", "Try a smaller one."))
        else:
            future.set_result([row(picture.uri, 0.2)])
        return future


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    results: list[Any] = []
    monkeypatch.setattr(analyze, "find", lambda site, job_id: SimpleNamespace(running=False))
    monkeypatch.setattr(analyze, "results", lambda site, job_id: results)
    monkeypatch.setattr(pictures, "original", lambda folder, picture_id: tmp_path / picture_id)
    return SimpleNamespace(settings=Settings(data_dir=tmp_path, workers=2), pool=MadeUpPool(), results=results)


def job(**options: Any) -> Job:
    return Job("bb", "", "analysis", OPTIONS | options, "running", 1, 1, 0, 0, 0, datetime.now(UTC))


def analysis(name: str) -> Any:
    return replace(made_up_analysis(name), picture_id=f"id of {name}")


def test_each_picture_is_measured_once_and_failures_are_named(site: Any) -> None:
    site.results += [analysis("a"), analysis("broken"), analysis("a"), Failure("x.txt", "NotAPicture", "Text.", "No.")]
    steps: list[tuple[str, float]] = []
    work.job_kind(site).run(job(), lambda step, fraction: steps.append((step, fraction)) or True)
    measured = Measured(site, "bb")
    assert [item.uri for item in measured.rows()] == ["a"] and site.pool.names == ["a", "broken"]
    assert measured.failures() == [("broken", "The picture took too long."), ("x.txt", "Text.")]
    assert [fraction for _, fraction in steps] == sorted(fraction for _, fraction in steps)


def test_it_continues_where_it_was_and_stops_when_nobody_wants_it(site: Any) -> None:
    site.results += [analysis(name) for name in "abcdef"]
    answers = iter([True, False])
    work.job_kind(site).run(job(), lambda step, fraction: next(answers))
    first = list(Measured(site, "bb").names())
    assert 0 < len(first) < 6
    site.pool.names.clear()
    work.job_kind(site).run(job(), lambda step, fraction: True)
    assert sorted(Measured(site, "bb").names()) == list("abcdef")
    assert not set(first) & set(site.pool.names), "what is measured is not measured again"


def test_the_limit_draws_the_same_pictures_each_time(site: Any) -> None:
    site.results += [analysis(str(number)) for number in range(30)]
    work.job_kind(site).run(job(limit=5), lambda step, fraction: True)
    first, site.pool.names = site.pool.names, []
    Measured(site, "bb").delete()
    work.job_kind(site).run(job(limit=5), lambda step, fraction: True)
    assert len(first) == 5 and first == site.pool.names and first != [str(number) for number in range(5)]


def test_without_an_analyzed_picture_it_says_so(site: Any) -> None:
    site.results.append(Failure("x.txt", "NotAPicture", "Text.", "No."))
    with pytest.raises(Misuse, match="no analyzed picture"):
        work.job_kind(site).run(job(), lambda step, fraction: True)
