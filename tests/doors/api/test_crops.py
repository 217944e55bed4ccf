"""Crops over REST: templates, a person's own point, HTML, crops in bulk; the numbers of one photo are in the CLI's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from core.doors.api import app
from core.jobs.board import open_board
from tests.crops.small_site import Photos, small_site


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Photos]:
    with small_site(tmp_path_factory.mktemp("crops")) as opened:
        yield opened


@pytest.fixture(scope="module")
def rest(drawn: Photos) -> TestClient:
    return TestClient(app.create(lambda: drawn.site, "127.0.0.1"), base_url="http://127.0.0.1:8501")


def test_one_photo_and_what_does_not_fit(rest: TestClient, drawn: Photos) -> None:
    answer = rest.post("/crops", data={"picture_id": drawn.packshot, "crops": "aspect=1:1,width=100 aspect=20:1"})
    square, misfit = answer.json()["crops"]
    assert square["file_wh"] == [100, 100] and square["holds"] == "product" and square["rescored"] is None
    assert misfit["address"] is None and "takes" in misfit["message"]
    assert len(rest.post("/crops", json={"picture_id": drawn.portrait}).json()["crops"]) == 5
    strange = {"picture_id": drawn.portrait, "crops": [1]}
    for body, status in (({}, 422), ({"picture_id": "f" * 64}, 404), (strange, 422)):
        wrong = rest.post("/crops", json=body)
        assert wrong.status_code == status and wrong.json()["hint"], wrong.text


def test_a_persons_own_point(rest: TestClient, drawn: Photos) -> None:
    said = rest.post("/crops/poi", json={"picture_id": drawn.portrait, "value": "0.5:0.9", "author": "Ada"})
    assert said.status_code == 201 and said.json()["history"][0]["author"] == "Ada"
    found = rest.post("/crops", json={"picture_id": drawn.portrait, "crops": ["aspect=3:1"]}).json()
    assert found["crops"][0]["holds"] == "own"
    rest.post("/crops/poi", data={"picture_id": drawn.portrait, "value": "model"})
    assert rest.post("/crops/poi", data={"picture_id": drawn.portrait, "value": "middle"}).status_code == 422


def test_templates_and_html(rest: TestClient, drawn: Photos) -> None:
    hero = {"name": "hero", "options": "aspect=3:1,quality=70", "widths": ["800", "400"]}
    saved = rest.post("/crops/templates", json=hero)
    assert saved.status_code == 201 and saved.json()["version"] == 1 and saved.json()["widths"] == [800, 400]
    rest.post("/crops/templates", data={"name": "hero", "options": "aspect=2:1"})
    versions = rest.get("/crops/templates/hero").json()["versions"]
    assert [item["version"] for item in versions] == [2, 1] and versions[0]["request"]["aspect"] == "2:1"
    assert rest.get("/crops/templates").json()["templates"][0]["name"] == "hero"
    page = rest.get(f"/crops/{drawn.portrait}/html", params={"layouts": "800=3:1,300=1:1", "alt": "A dress"}).json()
    assert page["html"].count("<source") == 2 and "http://127.0.0.1:8501/img/" in page["html"]
    assert rest.get(f"/crops/{drawn.portrait}/html", params={"layouts": "wide=3:1"}).status_code == 422
    assert rest.get("/crops/templates/none").status_code == 404


def test_crops_in_bulk(rest: TestClient, drawn: Photos) -> None:
    body = {"pictures": [drawn.portrait, drawn.packshot], "crops": ["aspect=1:1,width=50"], "rescore": False}
    job = rest.post("/crops/jobs", json=body)
    assert job.status_code == 201 and job.json()["kind"] == "crop", job.text
    job_id = job.json()["job_id"]
    assert drawn.site.part(open_board).wait(job_id, 120).state == "done"
    page = rest.get(f"/crops/jobs/{job_id}", params={"limit": 1}).json()
    assert page["total"] == 2 and page["next"] == 1 and page["rows"][0]["size_wh"] == [50, 50]
    files = zipfile.ZipFile(io.BytesIO(rest.get(f"/crops/jobs/{job_id}/zip").content)).namelist()
    assert len(files) == 3 and "crops.csv" in files
    assert rest.post("/crops/jobs", json={"crops": ["aspect=1:1"]}).status_code == 422
