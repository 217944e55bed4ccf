"""The API as one application."""

from __future__ import annotations

from starlette.testclient import TestClient

from core.doors.api import app
from core.settings import read_settings
from core.site import Site
from tests.doors.api.waiting import HERE


def test_the_documentation_lists_every_door(light):
    paths = light.get("/openapi.json").json()["paths"]
    assert {"/analyses", "/jobs", "/jobs/{job_id}", "/jobs/{job_id}/results", "/jobs/{job_id}/export",
            "/jobs/{job_id}/{order}", "/pictures/{picture_id}/preview"} <= set(paths)


def test_a_damaged_database_is_said_and_is_no_fault_of_ours(tmp_path):
    (tmp_path / "catalogue.db").write_text("<html>not found</html>" * 400)
    with Site(read_settings(data_dir=tmp_path, workers=1)) as broken:
        quiet = TestClient(app.create(lambda: broken, "127.0.0.1"), base_url=HERE, raise_server_exceptions=False)
        answers = [quiet.get("/jobs"), quiet.get("/jobs/0000000000000000"),
                   quiet.post("/jobs", json={"source": "/tmp"})]
    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(503, "Damaged")] * 3
    assert all("is damaged" in answer.json()["message"] and answer.json()["hint"] for answer in answers)
