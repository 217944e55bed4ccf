"""Routes for training the detector of products: what is missing is said, a version is promoted by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from core import jobs, learning
from core.doors.api import app
from core.site import Site
from tests.doors.api.waiting import HERE
from tests.learning.own_shelves.test_work import JOB
from tests.nouns.test_shelf_comparison import COMPARISON


@pytest.fixture
def client(light_site: Site) -> TestClient:
    return TestClient(app.create(lambda: light_site, "127.0.0.1"), base_url=HERE)


def test_bad_wishes_are_sentences(client) -> None:
    answer = client.post("/shelf-training", json={})
    assert answer.status_code == 422 and "dataset is missing" in answer.text
    answer = client.post("/shelf-training", json={"dataset": "ffff"})
    assert answer.status_code == 404 and "no dataset" in answer.text
    assert client.post("/shelf-training/versions/nobody/promote").status_code == 404


def test_a_training_is_shown_with_curve_and_comparison(client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "find", lambda site, job_id: replace(JOB, state="done"))
    monkeypatch.setattr(learning, "shelves_curve", lambda site, job_id: [{"step": 5, "loss": 1.5}])
    monkeypatch.setattr(learning, "shelves_comparison", lambda site, name: COMPARISON)
    found = client.get(f"/shelf-training/{JOB.job_id}").json()
    assert found["curve"][0]["loss"] == 1.5 and found["comparison"]["ap50_change"]["value"] == 0.1
