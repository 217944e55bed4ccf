"""Routes for training tags: what is missing is said, a finished training shows its comparison."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from core import jobs, retrain
from core.doors.api import app
from core.site import Site
from tests.doors.api.waiting import HERE
from tests.learning.own_persons.test_work import JOB
from tests.nouns.test_tag_comparison import COMPARISON


@pytest.fixture
def client(light_site: Site) -> TestClient:
    return TestClient(app.create(lambda: light_site, "127.0.0.1"), base_url=HERE)


def test_bad_wishes_are_sentences(client) -> None:
    answer = client.post("/tags-training", json={})
    assert answer.status_code == 422 and "at least 10 photos whose tags people confirmed" in answer.text
    answer = client.post("/tags-training", json={"dataset": "ffff"})
    assert answer.status_code == 404 and "no dataset" in answer.text
    assert client.post("/tags-training/versions/nobody/promote").status_code == 404


def test_a_training_is_shown_with_its_comparison(client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "find", lambda site, job_id: replace(JOB, state="done", kind="train-tags"))
    monkeypatch.setattr(retrain, "tags_comparison", lambda site, name: COMPARISON)
    found = client.get(f"/tags-training/{JOB.job_id}").json()
    assert found["comparison"]["questions"][0][0] == "tag"
