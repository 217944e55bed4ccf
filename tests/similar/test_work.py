"""The job embeds what is not known yet, then builds; a cancel builds nothing and keeps what was seen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.catalog.store import Store
from core.nouns.job import Job
from core.settings import Settings
from core.similar import work


@pytest.mark.parametrize("wanted", [True, False])
def test_vectors_come_before_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: bool) -> None:
    done: list[str] = []

    class Child:
        def __init__(self, task: str, arguments: tuple[Any, ...], settings: Settings) -> None:
            done.append(task)

        def follow(self, progress: Any) -> bool:
            return progress("Whitening", 0.5)

        def result(self) -> int:
            return done.append("result") or 1

    def fill(site: Any, task: str, name: str, asked: list[Any], *, progress: Any) -> bool:
        done.append(task)
        return progress("1 of 2", 0.5)

    monkeypatch.setattr(work, "ChildProcess", Child)
    monkeypatch.setattr(work, "fill_vectors", fill)
    monkeypatch.setattr(work, "files_of", lambda site, ids: [("a" * 64, "a.jpg", "a" * 64)])
    site = SimpleNamespace(settings=Settings(data_dir=tmp_path), store=Store(Settings(data_dir=tmp_path).database))
    shares: list[float] = []
    job = Job("b" * 16, "", "catalog", {}, "running", 1, 1, 0, 0, 0, datetime.now(UTC))
    work.job_kind(site).run(job, lambda step, share: shares.append(share) or wanted)
    assert done == ([work.EMBED, work.BUILD, "result"] if wanted else [work.EMBED])
    assert shares == sorted(shares) and shares[-1] <= 1
    site.store.close()
