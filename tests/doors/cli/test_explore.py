"""The command `explore` gives the numbers of REST and of Python."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from core import explore
from core.doors.api import app
from core.doors.opening import open_site
from core.settings import Settings


@pytest.mark.slow
def test_three_doors_give_the_same_numbers(run, photos, tmp_path):
    table = tmp_path / "shop.csv"
    lines = ["image,true_label"]
    for name, label in (("coffee", "apparel"), ("astronaut", ""), ("bus", "negative")):
        copied = shutil.copy(photos[name], tmp_path)
        lines.append(f"{Path(copied).name},{label}")
    table.write_text("\n".join(lines))
    done = run("audit", table)
    assert done.returncode == 0, done.stderr
    with open_site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        (job,) = site.store.jobs("audit")
        own = json.loads(json.dumps(explore.answer(site, job.job_id)))
        client = TestClient(app.create(lambda: site, "127.0.0.1"), base_url="http://127.0.0.1:8501")
        sent = client.get(f"/explore/{job.job_id}").json()
        started = client.post(f"/explore/{job.job_id}/map").json()
        explore.wait_for_map(site, started["map_job_id"], 300)
        drawn = client.get(f"/explore/{job.job_id}/map").json()
        assert drawn["state"] == "done" and drawn["method"] == "pca" and drawn["pictures"] == 3
    printed = json.loads(run("explore", job.job_id[:8], "--json", "--map", "--out", tmp_path / "tables").stdout)
    assert printed == sent == own and own["pictures"] == 3 and own["known"] == 2
    assert sum(own["confusion"]["counts"][1]) == 1, "the coffee, sold as apparel"
    rows = list(csv.DictReader((tmp_path / "tables" / "pictures.csv").read_text("utf-8-sig").splitlines()))
    assert sorted(row["shop"] for row in rows) == ["", "apparel", "negative"]
    places = list(csv.DictReader((tmp_path / "tables" / "map.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["uri"], float(row["x"]), float(row["y"])) for row in places] == [
        (point["uri"], point["x"], point["y"]) for point in drawn["points"]]
    assert len({row["x"] for row in places}) == 3, "three different photos lie in three places"
    assert "3 photos analyzed" in run("explore", job.job_id).stdout
