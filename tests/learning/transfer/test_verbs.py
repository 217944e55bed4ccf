"""A training as a real job in a real process ends as a version; what cannot work is refused before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import learning
from core.datasets import versions as kept
from core.errors import Misuse, ModelMissing, NotFound, Refused
from core.jobs.board import open_board
from core.learning.transfer import work
from core.models import store
from core.models.versions import with_own_folder
from core.nouns.dataset import Dataset, content_hash
from core.settings import Settings
from core.site import Site
from tests.learning.transfer.small import samples


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path / "data", workers=1)) as opened:
        yield opened


def dataset(site: Site, folder: Path, count: int = 12) -> str:
    found = samples(folder, count)
    return kept.keep(site, Dataset(content_hash(found), "drawn", str(folder), datetime.now(UTC),
                                   tuple(sorted(found)))).dataset_id


@pytest.mark.slow
def test_a_training_ends_as_a_version_with_its_card(site: Site, tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("keras")
    monkeypatch.setattr(work, "TRAIN", "tests.learning.transfer.small_task:train")
    dataset_id = dataset(site, tmp_path / "photos")
    job_id = learning.start_transfer(site, dataset_id, "mobilenet_v2", weights="random", epochs=1, fine_epochs=0)
    job = site.part(open_board).wait(job_id, 500)
    assert job.state == "done", job.message
    entry = store.entry(with_own_folder(site.settings).models_dir, "intent", "transfer_intent_1")
    assert entry.card is not None and dataset_id in entry.card.read_text()
    assert entry.path.with_suffix(".keras").is_file(), "other formats are made from it"
    assert [line["phase"] for line in learning.curves(site, job_id)] == ["head"]
    assert store.entry(with_own_folder(site.settings).models_dir, "intent").name != entry.name, "nothing is promoted"


def test_what_cannot_be_trained_is_said_before_a_job_begins(site: Site, tmp_path: Path) -> None:
    dataset_id = dataset(site, tmp_path / "photos")
    for wrong, error, words in (
            (lambda: learning.start_transfer(site, dataset_id, "vgg"), Misuse, "mobilenet_v2"),
            (lambda: learning.start_transfer(site, "0" * 64, "resnet50"), NotFound, "no dataset"),
            (lambda: learning.start_transfer(site, dataset(site, tmp_path / "few", 4), "resnet50"), Misuse, "10"),
            (lambda: learning.start_transfer(site, dataset_id, "resnet50", weights="gone.h5"), ModelMissing, "gone.h5"),
            (lambda: learning.start_transfer(site, dataset_id, "resnet50", weights="/etc/passwd", local=False), Refused,
             "same machine")):
        with pytest.raises(error, match=words):
            wrong()
    assert not site.store.jobs()


def test_views_are_a_picture(site: Site, tmp_path: Path) -> None:
    pytest.importorskip("keras")
    assert learning.preview_views(site, dataset(site, tmp_path / "photos"), 1)[:2] == b"\xff\xd8"
