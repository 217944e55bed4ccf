"""Datasets over REST: made, listed, read, checked; visitors of other machines name no folder and see none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from core.catalog.tables import pictures
from core.doors.api import app
from core.settings import Settings
from core.site import Site
from tests.corrections.site_with_photos import audit_in_doubt
from tests.datasets.class_folders import class_folders, draw
from tests.doors.api.waiting import HERE, wait_for

pytestmark = pytest.mark.slow
KEY = {"X-API-Key": "first"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> Iterator[Site]:
    """A site that opens no model."""
    with Site(Settings(data_dir=tmp_path_factory.mktemp("sets"), workers=1, api_keys="first")) as site:
        yield site


@pytest.fixture(scope="module")
def near(opened: Site) -> TestClient:
    return TestClient(app.create(lambda: opened, "127.0.0.1"), base_url=HERE, headers=KEY)


@pytest.fixture(scope="module")
def far(opened: Site) -> TestClient:
    return TestClient(app.create(lambda: opened, "0.0.0.0"), base_url="https://shop.example", headers=KEY)


def result(client: TestClient, answer) -> dict:
    """The dataset's job once it has ended."""
    assert answer.status_code == 201, answer.text
    job_id = answer.json()["job_id"]
    wait_for(client, job_id)
    return client.get(f"/dataset-jobs/{job_id}").json()


def test_a_folder_is_a_dataset_for_callers_on_this_machine(near, far, tmp_path):
    folder = class_folders(tmp_path / "shop")
    made = near.post("/datasets", json={"source": str(folder), "name": "First", "validation": 30})
    assert made.status_code == 201 and made.json()["kind"] == "dataset", made.text
    name, labels = result(near, made)["dataset_id"], {"apparel": 2, "other": 1}
    row, = near.get("/datasets").json()["datasets"]
    assert (row["dataset_id"], row["labels"], row["samples"]) == (name, labels, 3) and "train" in row["splits"]
    whole = near.get(f"/datasets/{name[:10]}").json()
    assert whole["source"] == str(folder) and len(whole["samples"]) == 3
    table = tmp_path / "again.csv"
    table.write_bytes(near.get(f"/datasets/{name}/table").content)
    again = near.post("/datasets", data={"source": str(table), "name": "First"})
    assert result(near, again)["dataset_id"] == name
    (folder / "other" / "3.jpg").unlink()
    not_yet = near.get(f"/datasets/{name}/check")
    assert not_yet.status_code == 404 and "not checked yet" in not_yet.json()["message"]
    assert result(near, near.post(f"/datasets/{name[:9]}/check"))["dataset_id"] == name
    assert len(near.get(f"/datasets/{name}/check").json()["unreadable"]) == 1

    assert far.post("/datasets", json={"source": str(folder)}).status_code == 403
    for way in ("", f"/{name}", f"/{name}/check", f"/{name}/table"):
        seen = far.get(f"/datasets{way}")
        assert seen.status_code == 200 and str(tmp_path) not in seen.text
    assert "3.jpg" in far.get(f"/datasets/{name}/check").text
    assert str(tmp_path) not in far.get(f"/dataset-jobs/{made.json()['job_id']}").text


def test_an_audit_is_a_dataset_for_everybody(opened, far, tmp_path):
    job_id = audit_in_doubt(opened)
    with opened.store.writing() as connection:
        for number in (1, 2, 3):
            connection.execute(pictures.insert().values(
                picture_id=f"{number}" * 64, path=str(draw(tmp_path / f"{number}.jpg", number)), uri="", width=1,
                height=1, seen=0))
    refused = result(far, far.post("/datasets", json={"source": job_id}))
    assert refused["state"] == "failed" and "only 'apparel'" in refused["message"] and not refused["dataset_id"]
    far.post("/corrections", json={"picture_id": "2" * 64, "name": "label", "value": "other"})
    name = result(far, far.post("/datasets", data={"source": job_id[:9]}))["dataset_id"]
    made = next(row for row in far.get("/datasets").json()["datasets"] if row["dataset_id"] == name)
    assert made["labels"] == {"apparel": 2, "other": 1}
    assert (made["source"], made["left_out"]) == (job_id, 1), "the file of the fourth is not known"


def test_strange_requests_are_answered_in_a_sentence(near):
    for body, status in (({}, 404), ({"source": "no such"}, 404), ({"source": "a" * 5000}, 404),
                         ({"source": "/", "validation": 60, "test": 40}, 422), ({"source": ["a"]}, 422)):
        answer = near.post("/datasets", json=body)
        assert answer.status_code == status and answer.json()["hint"], answer.text
    for way in ("", "/check", "/table"):
        assert near.get(f"/datasets/{'0' * 64}{way}").status_code == 404
    assert near.post(f"/datasets/{'0' * 64}/check").status_code == near.get("/dataset-jobs/none").status_code == 404
