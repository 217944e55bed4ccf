"""Made-up rooms behind the demo: an audit, an analysis and a study whose states tests set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core import analyze, audits, jobs, sales
from core.errors import NotFound
from core.nouns.job import Job
from core.nouns.source import Source
from core.settings import Settings

CREATED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Rooms:
    """What the demo asks of other rooms; `started` and `cancelled` note it."""

    settings: Settings
    audit: str = "done"  # state of audits
    study: str = "done"
    analysis: str = "done"
    started: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    parts: dict[Any, Any] = field(default_factory=dict)

    def part(self, open_part: Any) -> Any:
        if open_part not in self.parts:
            self.parts[open_part] = open_part(self)
        return self.parts[open_part]

    def resume(self, site: Any, job_id: str) -> None:
        self.started.append(f"resume {job_id}")
        self.audit = "done"

    def begin(self, name: str) -> str:
        self.started.append(name)
        return f"{name}-{len(self.started)}"

    def job(self, site: Any, job_id: str) -> Job:
        name = job_id.partition("-")[0]
        if name not in ("audit", "study", "analysis"):
            raise NotFound("There is no such job.", "Look at the list.")
        state, through = getattr(self, name), {"audit": 4, "study": 1, "analysis": 2}[name]
        return Job(job_id, "", "", {}, state, 4, 4, through, 0, 0, CREATED, fraction=through / 4,
                   message="The table broke." if state == "failed" and name == "study" else "")


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rooms:
    """Rooms in which every step is done at once."""
    site = Rooms(Settings(data_dir=tmp_path))
    for room, verb, answer in (
            (audits, "start", lambda *_, **__: site.begin("audit")), (jobs, "find", site.job),
            (jobs, "cancel", lambda _, job_id: site.cancelled.append(job_id)),
            (jobs, "resume", site.resume),
            (sales, "start", lambda *_, **__: site.begin("study")),
            (analyze, "start", lambda *_: site.begin("analysis")), (analyze, "results", lambda *_: [])):
        monkeypatch.setattr(room, verb, answer)
    monkeypatch.setattr("core.demo.run.shop_photos", lambda settings: [Source("a.jpg")])
    monkeypatch.setattr("core.demo.shop.demo_version", lambda settings: "v1")
    return site


