"""What can be asked of exports, with real jobs and processes; what cannot is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from core import datasets, demo, export
from core.errors import Misuse, ModelMissing, NotFound, Refused, SetupError
from core.jobs.board import open_board
from core.nouns.source import Source
from core.settings import Settings
from core.site import Site
from tests.datasets.class_folders import draw
from tests.export.tiny_intent import tiny_intent


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    photos = [Source(f"{number}.jpg", path=draw(tmp_path / "photos" / f"{number}.jpg", number)) for number in range(6)]
    monkeypatch.setattr(demo, "shop_photos", lambda site: photos)
    with Site(Settings(data_dir=tmp_path / "data", workers=1)) as opened:
        yield opened


def test_a_keras_model_is_exported_with_the_tflite_beside_it(site: Site, tmp_path: Path,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    path = tiny_intent(tmp_path / "tiny.tflite")
    path.with_suffix(".keras").touch()
    monkeypatch.setattr(Site, "part", lambda site, kind: SimpleNamespace(start=lambda source, *rest, **more: source))
    assert export.start_export(site, str(path.with_suffix(".keras"))) == str(path)


@pytest.mark.slow
def test_an_export_is_a_job_with_a_report_and_files(site: Site, tmp_path: Path) -> None:
    model = str(tiny_intent(tmp_path / "tiny.tflite"))
    job_id = export.start_export(site, model, ("f16", "dynamic"))
    with pytest.raises(NotFound, match="no report"):
        export.read_export(site, job_id)
    job = site.part(open_board).wait(job_id, 300)
    assert job.state == "done", job.message
    found = export.read_export(site, job_id)
    assert (found.calibrated, found.measured, found.dataset_id) == (2, 4, "")
    assert export.exported_file(site, job_id, "f16").stat().st_size == found.variants[0].bytes
    assert export.export_job(site, model).job_id == job_id
    for name in ("int8", "../report.json"):
        with pytest.raises(NotFound, match="f16, dynamic"):
            export.exported_file(site, job_id, name)

    (tmp_path / "tiny.tflite").write_bytes(b"TFL3TFL3TFL3")
    job = site.part(open_board).wait(export.start_export(site, model, ("f32",)), 300)
    assert (job.state, job.message) == ("failed", "tiny.tflite is a damaged .tflite file: its graph cannot be read.")


def test_what_cannot_be_exported_is_said_before_a_job_begins(site: Site, tmp_path: Path) -> None:
    path = str(tiny_intent(tmp_path / "tiny.tflite"))
    for wrong, error, words in (
            (lambda: export.start_export(site, path, ("f64",)), Misuse, "f64"),
            (lambda: export.start_export(site, path, ()), Misuse, "at least one"),
            (lambda: export.start_export(site, "nobody"), ModelMissing, "nobody"),
            (lambda: export.start_export(site, "persons_3"), SetupError, "persons; those for intent and tags are exp"),
            (lambda: export.start_export(site, path.replace(".tflite", ".keras")), ModelMissing, "tiny.keras"),
            (lambda: export.start_export(site, path, local=False), Refused, "same machine"),
            (lambda: export.start_export(site, path, dataset_id="beef"), NotFound, "no dataset"),
            (lambda: export.read_export(site, "0" * 16), NotFound, "0000")):
        with pytest.raises(error, match=words):
            wrong()
    assert not site.store.jobs() and datasets.every(site) == []
