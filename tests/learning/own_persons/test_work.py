"""A training that nobody wants any more ends its process; a version that cannot be stored is one sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from core import datasets
from core.errors import SetupError
from core.learning.own_persons import work
from core.learning.own_persons.order import Order
from core.models import store
from core.nouns.dataset import Dataset
from core.nouns.job import Job
from core.processes.child import About, ChildProcess
from core.settings import ROOT, Settings
from tests.nouns.test_box_comparison import COMPARISON

DATASET = Dataset("d" * 64, "street", "/photos", datetime(2026, 1, 1, tzinfo=UTC), ())
JOB = Job("0" * 16, DATASET.dataset_id, "dataset", {"name": "own_persons_1", "parent": "", "steps": 5, "batch": 2,
                                                    "seed": 0}, "running", 1, 1, 0, 0, 0,
          datetime(2026, 1, 1, tzinfo=UTC), kind="train-persons")


class MadeUpProcess(ChildProcess):
    """Works until it is canceled."""

    sentence, fraction, running = "Step 1", 0.5, True

    def __init__(self, task: str, arguments: tuple, settings: Settings, *, about: About) -> None:
        assert settings.table_seconds > 86_400, "training takes hours"
        MadeUpProcess.last = self

    def cancel(self) -> None:
        self.running = False


def test_a_job_that_nobody_wants_ends_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "ChildProcess", MadeUpProcess)
    monkeypatch.setattr(work, "_others", lambda site, own: [])
    monkeypatch.setattr(datasets, "read", lambda site, dataset_id: DATASET)
    work.job_kind(SimpleNamespace(settings=Settings(data_dir=tmp_path))).run(JOB, lambda words, share: False)
    assert not MadeUpProcess.last.running


def test_a_version_that_cannot_be_stored_is_one_sentence(tmp_path: Path) -> None:
    order = Order("own_persons_1", store.entry(ROOT / "models", "persons"), DATASET.dataset_id, ())
    with pytest.raises(SetupError, match="could not be stored"):
        work._register(tmp_path / "models", DATASET, order, (tmp_path / "gone", COMPARISON))
