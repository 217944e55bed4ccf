"""A training that nobody wants any more ends its process; a disk that is full is one sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from core import datasets
from core.errors import SetupError
from core.learning.transfer import work
from core.nouns.job import Job
from core.processes.about import About
from core.processes.child import ChildProcess
from core.settings import Settings
from tests.learning.transfer.small import MODELS, order
from tests.learning.transfer.test_card import DATASET, FOUND

JOB = Job("0" * 16, DATASET.dataset_id, "dataset", {"name": "own_1", "backbone": "mobilenet_v2", "weights": "random",
                                                    "teacher": "shopping_intent_1"}, "running", 1, 1, 0, 0, 0,
          datetime(2026, 1, 1, tzinfo=UTC), kind="transfer")


class MadeUpProcess(ChildProcess):
    """Works until it is canceled."""

    sentence, fraction, running = "Epoch 1", 0.5, True

    def __init__(self, task: str, arguments: tuple, settings: Settings, *, about: About) -> None:
        assert settings.table_seconds > 86_400, "training takes hours"
        MadeUpProcess.last = self

    def cancel(self) -> None:
        self.running = False


def test_a_job_that_nobody_wants_ends_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "ChildProcess", MadeUpProcess)
    monkeypatch.setattr(datasets, "read", lambda site, dataset_id: DATASET)
    site = SimpleNamespace(settings=Settings(data_dir=tmp_path))
    work.job_kind(site).run(JOB, lambda words, share: False)
    assert not MadeUpProcess.last.running


def test_a_version_that_cannot_be_stored_is_one_sentence(tmp_path: Path) -> None:
    site = SimpleNamespace(settings=Settings(data_dir=tmp_path, models_dir=MODELS))
    with pytest.raises(SetupError, match="could not be stored"):
        work._register(site, DATASET, order(DATASET.samples), (tmp_path / "gone", FOUND))
