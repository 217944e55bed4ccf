"""A training that nobody wants any more ends its process; a version that cannot be stored is one sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from core import datasets, shelf
from core.errors import SetupError
from core.learning.own_shelves import work
from core.models import versions
from core.nouns.job import Job
from core.processes.child import About, ChildProcess
from core.settings import ROOT, Settings
from tests.learning.own_shelves.test_card import DATASET, ORDER
from tests.nouns.test_shelf_comparison import COMPARISON

JOB = Job("0" * 16, DATASET.dataset_id, "dataset", {"name": "own_products_1", "parent": "", "steps": 5, "batch": 2,
                                                    "seed": 0}, "running", 1, 1, 0, 0, 0,
          datetime(2026, 1, 1, tzinfo=UTC), kind="train-shelves")


class MadeUpProcess(ChildProcess):
    """Works until it is canceled."""

    sentence, fraction, running = "Step 1", 0.5, True

    def __init__(self, task: str, arguments: tuple, settings: Settings, *, about: About) -> None:
        assert task == "core.learning.own_shelves.tasks:train" and arguments[1].packshots == ("a.jpg",)
        MadeUpProcess.last = self

    def cancel(self) -> None:
        self.running = False


def test_a_job_that_nobody_wants_ends_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "ChildProcess", MadeUpProcess)
    monkeypatch.setattr(shelf, "packshots", lambda site: [("A", "a.jpg")])
    monkeypatch.setattr(datasets, "read", lambda site, dataset_id: DATASET)
    work.job_kind(SimpleNamespace(settings=Settings(data_dir=tmp_path))).run(JOB, lambda words, share: False)
    assert not MadeUpProcess.last.running


def test_a_version_is_registered_and_promoted_beside_the_bundled_one(tmp_path: Path) -> None:
    settings = versions.with_own_folder(Settings(data_dir=tmp_path / "data"))
    folder = tmp_path / "work"
    (folder / "own").mkdir(parents=True)
    for suffix in (".xml", ".bin", ".pt"):
        (folder / f"own_products_1{suffix}").write_bytes(suffix.encode())
    work._register(settings.models_dir, DATASET, ORDER, (folder, COMPARISON))
    assert not list(folder.glob("own*")), "only what the manifest names is kept"
    assert versions.promote(settings.models_dir, "own_products_1").role == "products"
    assert versions.roll_back(settings.models_dir, "products").name == "products_1"


def test_a_version_that_cannot_be_stored_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="could not be stored"):
        work._register(tmp_path / "models", DATASET, ORDER, (tmp_path / "gone", COMPARISON))
    assert (ROOT / "models").is_dir()
