"""Training over REST: start, watch, compare, promote, roll back; visitors of other machines see no folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.doors.api import app
from core.site import Site
from tests.doors.api.waiting import HERE, wait_for
from tests.retrain.small_site import drawn_samples, kept_dataset, small_settings

KEY = {"X-API-Key": "first"}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Site]:
    with Site(small_settings(tmp_path).model_copy(update={"api_keys": "first"})) as site:
        yield site


@pytest.fixture
def near(opened: Site) -> TestClient:
    return TestClient(app.create(lambda: opened, "127.0.0.1"), base_url=HERE, headers=KEY)


@pytest.mark.slow
def test_a_version_is_trained_compared_promoted_and_rolled_back(opened: Site, near: TestClient, tmp_path) -> None:
    samples = [*drawn_samples(tmp_path / "photos", 40), *drawn_samples(tmp_path / "photos", 12, "test")]
    Path(samples[0].path).unlink()
    dataset = kept_dataset(opened, samples)
    started = near.post("/training", json={"dataset": dataset.dataset_id[:10], "name": "mine_1"})
    assert started.status_code == 201, started.text
    job_id = started.json()["job_id"]
    assert wait_for(near, job_id)["state"] == "done"
    found = near.get(f"/training/{job_id}").json()
    assert found["shadow"]["held_out"]["now"]["count"] == 12 and found["shadow"] == near.get(
        "/models/mine_1/shadow").json()
    far = TestClient(app.create(lambda: opened, "0.0.0.0"), base_url="https://shop.example", headers=KEY)
    assert str(tmp_path) in near.get("/models/mine_1/shadow").text
    seen = far.get("/models/mine_1/shadow")
    assert seen.status_code == 200 and str(tmp_path) not in seen.text and "0.png" in seen.text
    assert near.post("/models/mine_1/promote").json()["current"]
    versions = {row["name"]: row for row in near.get("/training").json()["versions"]}
    assert versions["mine_1"]["current"] and versions["mine_1"]["training"]["dataset"] == dataset.dataset_id
    assert near.post("/models/roll-back").json()["name"] == "tiny_1"
    assert near.post("/models/roll-back").json()["name"] != "tiny_1", "further back lies what the bundled folder had"
    again = near.post("/models/roll-back")
    assert again.status_code >= 400 and "no former model" in again.json()["message"]


def test_the_sensitive_head_is_trained_on_a_dataset_that_says_what_is_sensitive(opened: Site, near: TestClient,
                                                                                 tmp_path: Path) -> None:
    samples = drawn_samples(tmp_path / "photos", 24)
    unsaid = kept_dataset(opened, samples)
    said = kept_dataset(opened, [replace(sample, sensitive="yes" if sample.label == "other" else "no")
                                 for sample in samples])
    refused = near.post("/training", json={"dataset": unsaid.dataset_id, "head": "sensitive"})
    assert refused.status_code == 422 and "says whether it is sensitive" in refused.json()["message"]
    job_id = near.post("/training", json={"dataset": said.dataset_id, "head": "sensitive"}).json()["job_id"]
    assert wait_for(near, job_id)["state"] == "done"
    shadow = near.get(f"/training/{job_id}").json()["shadow"]
    assert shadow["head"] == "sensitive" and [item["label"] for item in shadow["trained"]["by_label"]] == [
        "not sensitive", "sensitive"]


@pytest.mark.parametrize(("method", "route", "values", "sentence"), [
    ("post", "/training", {}, "needs at least 10 labeled photos"),
    ("post", "/training", {"head": "sensitive"}, "To train 'sensitive', a dataset is needed"),
    ("post", "/training", {"dataset": "abc"}, "There is no dataset"),
    ("post", "/models/nothing/promote", {}, "There is no version"),
    ("get", "/models/tiny_1/shadow", None, "was not trained here"),
    ("post", "/judge-again", {}, "A job is needed"),
    ("get", "/training/nothing", None, "There is no job"),
])
def test_what_cannot_be_done_is_one_sentence(near: TestClient, method: str, route: str, values, sentence: str) -> None:
    answer = near.post(route, json=values) if method == "post" else near.get(route)
    assert 400 <= answer.status_code < 500 and sentence in answer.json()["message"] and answer.json()["hint"]
