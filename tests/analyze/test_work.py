"""What the board asks for an analysis: bytes by their hash, a key that changes with the models, work in the pool."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.analyze import work
from core.analyze.work import ANALYZE, job_kind, models_key, options_of
from core.catalog import pictures
from core.errors import NotFound
from core.nouns.analysis import AnalysisOptions
from core.nouns.product import Candidate
from core.processes.pool import SOON
from core.settings import Settings
from core.site import Site
from tests.made_up import made_up_analysis


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path, workers=1)) as opened:
        yield opened


def test_a_file_is_read_where_it_lies(site: Site, tmp_path: Path) -> None:
    (tmp_path / "shoe.jpg").write_bytes(b"shoe")
    answer = job_kind(site).read(Candidate("shoe.jpg", path=str(tmp_path / "shoe.jpg")))
    assert answer == (hashlib.sha256(b"shoe").hexdigest(), str(tmp_path / "shoe.jpg"), "")
    with pytest.raises(NotFound):
        job_kind(site).read(Candidate("gone.jpg", path=str(tmp_path / "gone.jpg")))


def test_an_address_is_fetched_into_the_inbox(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "fetch", lambda url, settings: SimpleNamespace(data=url.encode()))
    picture_id, path, etag = job_kind(site).read(Candidate("a", url="https://shop.example/a.jpg"))
    assert Path(path) == site.settings.data_dir / "inbox" / picture_id and etag == ""
    assert Path(path).read_bytes() == b"https://shop.example/a.jpg"


def test_the_key_changes_with_what_results_depend_on(site: Site) -> None:
    keys = [models_key(site.settings, options) for options in (
        AnalysisOptions(), AnalysisOptions("short"), AnalysisOptions(stages=("colors",)))]
    assert len(set(keys)) == 3 and all(0 < len(key) <= 200 for key in keys)
    kind = job_kind(site)
    assert kind.key({}) == (keys[0], "") and kind.key({"cascade": "short"}) == (keys[1], "")
    assert kind.key({"stages": ["colors"], "again": True}) == (keys[2], "")


def test_options_of_a_job_are_those_of_the_analysis() -> None:
    assert options_of({}) == AnalysisOptions("full", ())
    assert options_of({"cascade": "short", "stages": ["colors"]}) == AnalysisOptions("short", ("colors",))


def test_a_picture_is_analyzed_in_the_pool_before_queued_work(site: Site) -> None:
    calls: list[Any] = []

    def submit(*arguments: Any, **options: Any) -> Future[Any]:
        calls.append((arguments, options))
        future: Future[Any] = Future()
        future.set_result(made_up_analysis("a.jpg"))
        return future

    site._pool = SimpleNamespace(submit=submit, close=lambda: None)  # type: ignore[assignment]
    analysis, measures, verdicts = job_kind(site).analyze("/a.jpg", "a.jpg", {"stages": ["colors"]})
    assert (analysis.uri, measures, verdicts) == ("a.jpg", {}, {})
    assert calls == [((ANALYZE, "/a.jpg", "a.jpg", AnalysisOptions("full", ("colors",))), {"priority": SOON})]


def test_a_kept_result_is_of_use_while_its_preview_is_there(site: Site) -> None:
    check = job_kind(site).check
    assert check is not None and check("a" * 64, {}, {}) is None
    pictures.write(site.settings.data_dir, "a" * 64, pictures.PREVIEW, b"preview")
    assert check("a" * 64, {}, {}) == {}


def test_an_analysis_brings_its_pictures_along(site: Site) -> None:
    assert list(job_kind(site).candidates(None)) == []  # type: ignore[arg-type]
