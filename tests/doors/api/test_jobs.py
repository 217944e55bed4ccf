"""Jobs of any kind over REST: one family of routes lists, watches, pauses, resumes and cancels them."""

from __future__ import annotations

import pytest

from core import analyze, jobs
from core.nouns.source import Source


@pytest.mark.slow
def test_a_job_is_paused_resumed_and_cancelled(client, tmp_path, photos):
    for number in range(60):
        (tmp_path / f"{number:02}.jpg").write_bytes(photos["bus"].read_bytes() + bytes([number]))
    job_id = client.post("/jobs", data={"source": str(tmp_path)}).json()["job_id"]
    assert client.post(f"/jobs/{job_id}/pause").json()["state"] == "paused"
    assert client.post(f"/jobs/{job_id}/resume").json()["state"] in ("listing", "running")
    assert client.post(f"/jobs/{job_id}/cancel").json()["state"] == "cancelled"
    again = client.post(f"/jobs/{job_id}/resume")
    assert again.status_code == 422 and again.json()["error"] == "Misuse"
    assert client.post(f"/jobs/{job_id}/dance").status_code == 404


def test_jobs_of_all_kinds_are_listed_newest_first(light, light_site, tmp_path):
    """No model is opened: the photo fails, and its job is one like others."""
    shop = {"source": "simulated", "seed": 3, "products": 4, "weeks": 12}
    study_id = light.post("/sales", json=shop).json()["study_id"]
    (tmp_path / "empty.jpg").write_bytes(b"")
    job_id = analyze.start(light_site, [Source("empty.jpg", path=tmp_path / "empty.jpg")])
    everything = [job["job_id"] for job in light.get("/jobs").json()]
    assert everything.index(job_id) < everything.index(study_id)
    assert job_id in [job["job_id"] for job in light.get("/jobs?kind=analyze").json()]
    assert study_id in [job["job_id"] for job in light.get("/jobs?kind=study").json()]
    assert job_id not in [job["job_id"] for job in light.get("/jobs?kind=audit").json()]
    assert light.get(f"/jobs/{study_id}").json()["kind"] == "study"
    jobs.cancel(light_site, study_id)
    assert light.post(f"/jobs/{job_id}/cancel").json()["state"] in ("cancelled", "done")


def test_an_unknown_kind_names_the_kinds(light):
    answer = light.get("/jobs?kind=dance")
    assert answer.status_code == 422 and "analyze" in answer.json()["message"]


def test_a_job_has_the_agreed_fields(light):
    job_id = light.post("/jobs", json={"source": "http://10.0.0.1/feed.csv"}).json()["job_id"]
    job = light.get(f"/jobs/{job_id}").json()
    assert set(job) == {"job_id", "kind", "source", "source_kind", "options", "state", "listed", "total", "done",
                        "failed", "skipped", "created", "started", "ended", "message", "hint", "rate", "seconds_left",
                        "step", "fraction", "counts"}
    assert (job["kind"], job["source_kind"]) == ("audit", "auto")
