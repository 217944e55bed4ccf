"""Made-up rooms behind the demo: an audit, an analysis and a study whose states tests set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core import analyze, audits, rules, sales
from core.errors import NotFound, WorkFailed
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
    analysis: bool = False  # whether analyses are running
    started: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    parts: dict[Any, Any] = field(default_factory=dict)

    def part(self, open_part: Any) -> Any:
        if open_part not in self.parts:
            self.parts[open_part] = open_part(self)
        return self.parts[open_part]

    def begin(self, name: str) -> str:
        self.started.append(name)
        return f"{name}-{len(self.started)}"

    def audit_job(self, site: Any, job_id: str) -> Job:
        if job_id not in [f"audit-{place}" for place in range(1, 99)]:
            raise NotFound("There is no audit of this id.", "Look at the list.")
        return Job(job_id, "feed.csv", "feed", {}, self.audit, 4, 4, 3, 1, 0, CREATED)

    def analysis_job(self, site: Any, job_id: str) -> Job:
        state = "running" if self.analysis else "done"
        return Job(job_id, "", "pictures", {}, state, 4, 4, 2, 0, 0, CREATED, kind="analyze", fraction=0.5)

    def sales_study(self, site: Any, study_id: str) -> sales.SalesStudy:
        progress = sales.Study(study_id, "Demo shop", self.study, "2026-01-01", fraction=0.5)
        error = WorkFailed("The table broke.", "Mend it.") if self.study == "failed" else None
        return sales.SalesStudy(study_id, self.study, progress, None, error)


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rooms:
    """Rooms in which every step is done at once."""
    site = Rooms(Settings(data_dir=tmp_path))
    for room, verb, answer in (
            (audits, "start", lambda *_, **__: site.begin("audit")), (audits, "job", site.audit_job),
            (audits, "cancel", lambda _, job_id: site.cancelled.append(job_id)),
            (audits, "resume", lambda _, job_id: site.started.append(f"resume {job_id}")),
            (rules, "packs", lambda _: {"amazon": None, "google": None}),
            (sales, "start", lambda *_, **__: site.begin("study")), (sales, "study", site.sales_study),
            (sales, "cancel", lambda _, study_id: site.cancelled.append(study_id)),
            (sales, "list_studies", lambda _: [SimpleNamespace(study_id=f"study-{place}") for place in range(9)]),
            (analyze, "start", lambda *_: site.begin("analysis")), (analyze, "find", site.analysis_job),
            (analyze, "results", lambda *_: []),
            (analyze, "cancel", lambda _, job_id: site.cancelled.append(job_id))):
        monkeypatch.setattr(room, verb, answer)
    monkeypatch.setattr("core.demo.run.shop_photos", lambda settings: [Source("a.jpg")])
    monkeypatch.setattr("core.demo.run.demo_version", lambda settings: "v1")
    monkeypatch.setattr("core.demo.shop.demo_version", lambda settings: "v1")
    return site


