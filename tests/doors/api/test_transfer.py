"""Transfer learning over REST: start, watch the curves, see the views, cancel; and what cannot be trained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.doors.api import app
from core.jobs.board import open_board
from core.learning.transfer import work
from core.settings import Settings
from core.site import Site
from tests.doors.api.waiting import HERE
from tests.learning.transfer.test_verbs import dataset

KEY = {"X-API-Key": "first"}
SMALL = {"backbone": "mobilenet_v2", "weights": "random", "epochs": 1, "fine_epochs": 0}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path / "data", workers=1, api_keys="first")) as site:
        yield site


@pytest.fixture
def near(opened: Site) -> TestClient:
    return TestClient(app.create(lambda: opened, "127.0.0.1"), base_url=HERE, headers=KEY)


@pytest.mark.slow
def test_a_network_is_trained_and_its_curves_are_read(opened: Site, near: TestClient, tmp_path: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("keras")
    monkeypatch.setattr(work, "TRAIN", "tests.learning.transfer.small_task:train")
    assert near.get("/transfers").json()["job"] is None
    dataset_id = dataset(opened, tmp_path / "photos")
    sheet = near.get(f"/datasets/{dataset_id[:10]}/views?seed=1")
    assert sheet.headers["content-type"] == "image/jpeg" and sheet.content[:2] == b"\xff\xd8"
    started = near.post("/transfers", json={**SMALL, "dataset": dataset_id[:10], "name": "mine_1"})
    assert started.status_code == 201 and started.json()["curves"] == [], started.text
    job_id = started.json()["job_id"]
    assert opened.part(open_board).wait(job_id, 500).state == "done"
    found = near.get(f"/transfers/{job_id}").json()
    assert [line["phase"] for line in found["curves"]] == ["head"] and found["options"]["name"] == "mine_1"
    assert near.get("/transfers").json()["job"]["job_id"] == job_id
    versions = {row["name"]: row for row in near.get("/training").json()["versions"]}
    assert versions["mine_1"]["training"]["backbone"] == "mobilenet_v2" and not versions["mine_1"]["current"]


def test_a_training_is_canceled(opened: Site, near: TestClient, tmp_path: Path) -> None:
    started = near.post("/transfers", json={**SMALL, "dataset": dataset(opened, tmp_path / "photos")})
    near.post(f"/jobs/{started.json()['job_id']}/cancel")
    assert near.get(f"/transfers/{started.json()['job_id']}").json()["state"] == "cancelled"


@pytest.mark.parametrize(("changed", "status", "sentence"), [
    ({"dataset": "abc"}, 404, "There is no dataset 'abc'"),
    ({"backbone": "vgg"}, 422, "The backbones are mobilenet_v2"),
    ({"epochs": 0}, 422, "Epochs, patience and the photos of a step are 1 or more"),
    ({"epochs": "many"}, 422, "epochs"),
    ({"weights": "/etc/passwd"}, 403, "open to visitors of the same machine only"),
])
def test_what_cannot_be_trained_is_one_sentence(opened: Site, tmp_path: Path, changed: dict, status: int,
                                                sentence: str) -> None:
    far = TestClient(app.create(lambda: opened, "0.0.0.0"), base_url="https://shop.example", headers=KEY)
    asked = {**SMALL, "dataset": dataset(opened, tmp_path / "photos"), **changed}
    answer = far.post("/transfers", json=asked)
    assert answer.status_code == status and sentence in answer.json()["message"] and answer.json()["hint"]
    study = opened.store.create_job("table", "table", {}, "study")
    assert far.get(f"/transfers/{study}").status_code == 404
