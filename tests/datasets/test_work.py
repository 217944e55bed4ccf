"""What the board asks: progress in words, and an end without a result once nobody wants the job."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from core.datasets import runs, work
from core.nouns.dataset import Shares
from core.nouns.job import Job

OPTIONS = {"action": runs.MAKE, "name": "June", "validation": 20, "test": 10, "seed": 3}
JOB = Job("bb", "/shop", "", OPTIONS, "running", 1, 1, 0, 0, 0, datetime.now(UTC), kind="dataset")


@pytest.mark.parametrize("wanted", [True, False])
def test_a_job_makes_its_dataset_unless_nobody_wants_it(monkeypatch: pytest.MonkeyPatch, wanted: bool) -> None:
    told, kept, orders = [], [], []

    def make(site: Any, *order: Any, progress: Any) -> Any:
        orders.append(order)
        progress(250, 1000)
        return SimpleNamespace(dataset_id="dd")

    def progress(step: str, fraction: float) -> bool:
        told.append((step, fraction))
        return wanted

    monkeypatch.setattr(work, "make", make)
    monkeypatch.setattr(runs, "made_by", lambda site, job_id: "")
    monkeypatch.setattr(runs, "keep_made", lambda site, *made: kept.append(made))
    work.job_kind(SimpleNamespace()).run(JOB, progress)
    assert orders == [("/shop", "June", Shares(20, 10, 3))] and told == [("250 of 1,000 photos read", 0.25)]
    assert kept == ([("bb", "dd")] if wanted else [])
