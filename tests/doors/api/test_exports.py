"""Exports over REST: asked for, reported, taken; a visitor of another machine names no file and sees no folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core import export, jobs
from core.doors.api import app
from core.nouns.job import Job
from core.settings import Settings
from core.site import Site
from tests.doors.api.waiting import HERE
from tests.export.test_work import JOB
from tests.nouns.test_export import made_up_export, variant

LEFT_OUT = (("/photos/1.jpg", "/photos/1.jpg is gone."),)


@pytest.fixture
def clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[tuple] = []

    def start(site, name, formats, dataset, *, local) -> str:
        asked.append((name, tuple(formats), dataset, local))
        return JOB.job_id

    (tmp_path / "m.f16.tflite").write_bytes(b"a model")
    found = made_up_export(variant("f16", 200))
    monkeypatch.setattr(export, "start_export", start)
    monkeypatch.setattr(export, "read_export", lambda site, job_id: type(found)(**vars(found) | {"left_out": LEFT_OUT}))
    monkeypatch.setattr(export, "exported_file", lambda site, job_id, name: tmp_path / f"m.{name}.tflite")
    monkeypatch.setattr(jobs, "find", lambda site, job_id: Job(**vars(JOB)))
    with Site(Settings(data_dir=tmp_path / "data", workers=1, api_keys="first")) as site:
        yield asked, *(TestClient(app.create(lambda: site, address), base_url=base, headers={"X-API-Key": "first"})
                       for address, base in (("127.0.0.1", HERE), ("0.0.0.0", "https://shop.example")))


def test_an_export_is_started_read_and_taken(clients) -> None:
    asked, near, far = clients
    made = near.post("/models/m_1/exports", json={"formats": ["f16"], "dataset": "beef"})
    assert made.status_code == 201 and made.json()["job_id"] == JOB.job_id
    assert far.post("/models/m_1/exports").status_code == 201
    assert asked == [("m_1", ("f16",), "beef", True), ("m_1", ("f32", "f16", "dynamic", "int8"), "", False)]
    report = near.get(f"/exports/{JOB.job_id}").json()
    assert report["default"] == "f16" and report["left_out"] == [list(item) for item in LEFT_OUT]
    assert far.get(f"/exports/{JOB.job_id}").json()["left_out"] == [["1.jpg", "1.jpg is gone."]]
    file = far.get(f"/exports/{JOB.job_id}/f16")
    assert file.content == b"a model" and "m.f16.tflite" in file.headers["content-disposition"]
