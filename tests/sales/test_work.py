"""The board runs a study in a process of its own, with its progress, and ends that process when nobody wants it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.errors import InputError
from core.nouns.job import Job
from core.sales import work
from core.sales.storage import FACTS, read_history
from core.sales.studies import ORDER
from core.settings import Settings
from core.site import Site

JOB = Job("0" * 16, "sales", "table", {}, "running", listed=1, total=1, done=0, failed=0, skipped=0,
          created=datetime(2026, 1, 1, tzinfo=UTC), kind="study")
SIMULATED = {"source": "simulated", "name": "Shop", "columns": {}, "controls": [], "kinds": {}, "by": "kind",
             "priors": [], "estimate": False,
             "simulate": {"seed": 0, "products": 4, "weeks": 12, "design": "changes", "confounding": "none"}}


def ordered(site: Site, order: dict[str, Any]) -> Path:
    folder = site.settings.data_dir / "sales" / JOB.job_id
    folder.mkdir(parents=True)
    (folder / ORDER).write_text(json.dumps(order))
    return folder


def test_a_study_runs_in_a_child_process_and_leaves_its_history(tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []
    with Site(Settings(data_dir=tmp_path)) as site:
        folder = ordered(site, SIMULATED)
        work.job_kind(site).run(JOB, lambda step, fraction: not steps.append((step, fraction)))
    assert len(read_history(folder).table) == 4 * 12 and all(0 <= fraction <= 1 for _, fraction in steps)


def test_what_is_wrong_with_a_table_is_raised_here(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    with Site(Settings(data_dir=tmp_path)) as site:
        ordered(site, {**SIMULATED, "source": str(tmp_path / "table.csv")})
        with pytest.raises(InputError) as caught:
            work.job_kind(site).run(JOB, lambda step, fraction: True)
    assert caught.value.hint


def test_a_study_that_nobody_wants_ends_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    children: list[Any] = []

    class Child(work.ChildProcess):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            children.append(self)

    monkeypatch.setattr(work, "ChildProcess", Child)
    with Site(Settings(data_dir=tmp_path)) as site:
        folder = ordered(site, SIMULATED)
        work.job_kind(site).run(JOB, lambda step, fraction: False)
    assert children[0].cancelled and not (folder / FACTS).exists()
