"""The command `flow` gives the numbers of REST and of Python."""

from __future__ import annotations

import csv
import json

import pytest
from fastapi.testclient import TestClient

from core import whatif
from core.doors.api import app
from core.doors.opening import open_site
from core.settings import Settings


@pytest.mark.slow
def test_three_doors_give_the_same_numbers(run, photos, tmp_path):
    done = run("analyze", photos["bus"], photos["coffee"], photos["astronaut"], "--json")
    assert done.returncode == 0, done.stderr
    with open_site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        (job,) = site.store.jobs("analyze")
        own = json.loads(json.dumps(whatif.answer(site, job.job_id, "face=0.99,shoppable=0.4")))
        client = TestClient(app.create(lambda: site, "127.0.0.1"), base_url="http://127.0.0.1:8501")
        sent = client.get(f"/flow/{job.job_id}", params={"thresholds": "face=0.99,shoppable=0.4"}).json()
        refused = client.get(f"/flow/{job.job_id}", params={"thresholds": "tea=1"})
    printed = json.loads(run("flow", job.job_id[:8], "--thresholds", "face=0.99,shoppable=0.4", "--json").stdout)
    assert printed == sent == own and own["pictures"] == 3
    assert refused.status_code == 422 and "hint" in refused.json()

    out = tmp_path / "photos.csv"
    said = run("flow", job.job_id, "--thresholds", "shoppable=0.99", "--select", "kind.product_only", "--out", out)
    assert said.returncode == 0 and "Shoppable" in said.stdout and "Difference" in said.stdout, said.stderr
    table = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [row["uri"] for row in table] == [str(photos["coffee"])]
    assert run("flow", "no-such").returncode != 0
