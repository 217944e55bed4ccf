"""A training as a real job ends as a version that is promoted and rolled back; what cannot work is refused before."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from core import learning
from core.errors import MerchlensError, Misuse, NotFound, PackageMissing, SetupError
from core.jobs.board import open_board
from core.models import store
from core.models.versions import with_own_folder
from core.settings import ROOT, Settings
from core.site import Site
from tests.learning.own_persons.boxed_site import boxed_photos


def in_use(site: Site) -> str:
    return store.entry(with_own_folder(site.settings).models_dir, "persons").name


@pytest.mark.slow
def test_boxes_become_a_version_that_is_used_and_taken_back(tmp_path: Path, photos: dict[str, Path]) -> None:
    pytest.importorskip("ultralytics")
    with Site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        dataset = boxed_photos(site, tmp_path / "photos", photos["astronaut"])
        before = in_use(site)
        job_id = learning.start_persons(site, dataset.dataset_id, steps=2, batch=2)
        assert learning.start_persons(site, dataset.dataset_id, steps=2, batch=2) == job_id, "it is under way"
        job = site.part(open_board).wait(job_id, 280)
        assert job.state == "done", f"{job.message} {job.hint}"
        name = job.options["name"]
        found = learning.persons_comparison(site, name)
        assert (found.before, found.after, found.steps) == (before, name, 2) and in_use(site) == before
        assert learning.persons_curve(site, job_id)[-1]["step"] == 2
        entry = store.entry(with_own_folder(site.settings).models_dir, "persons", name)
        assert entry.training["dataset"] == dataset.dataset_id and entry.card and "Compared" in entry.card.read_text()
        assert learning.promote_persons(site, name) == name == in_use(site)
        assert learning.roll_back_persons(site) == before == in_use(site)


def test_what_cannot_be_trained_is_said_before_a_job_begins(tmp_path: Path, photos: dict[str, Path],
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    with Site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        for wrong, error, words in ((lambda: learning.start_persons(site, "0" * 64), NotFound, "no dataset"),
                                    (lambda: learning.persons_comparison(site, "persons_9"), NotFound, "no version"),
                                    (lambda: learning.promote_persons(site, "colors_1"), NotFound, "of persons")):
            with pytest.raises(error, match=words):
                wrong()
        with pytest.raises(MerchlensError, match="no former model"):
            learning.roll_back_persons(site)
        monkeypatch.setattr(importlib.util, "find_spec", lambda name, *_: None)
        with pytest.raises(PackageMissing, match="needs the package torch, which is not installed"):
            learning.start_persons(site, "0" * 64)
    assert not site.store.jobs()


def test_a_model_that_the_operator_named_stays(tmp_path: Path) -> None:
    path = ROOT / "models" / f"{store.entry(ROOT / 'models', 'persons').name}.xml"
    with Site(Settings(data_dir=tmp_path / "data", workers=1, persons_model=str(path))) as site:
        with pytest.raises(Misuse, match="stays in use whatever is promoted"):
            learning.promote_persons(site, "persons_1")
        with pytest.raises(SetupError, match="no ultralytics checkpoint"):
            learning.start_persons(site, "0" * 64)
