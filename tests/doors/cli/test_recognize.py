"""The command `recognize` and REST find the same; a job adds a stage to what is here without the chain."""

from __future__ import annotations

import json
import shutil

import pytest
from fastapi.testclient import TestClient

from core import analyze
from core.doors.api import app
from core.doors.opening import open_site
from core.settings import Settings


def facts_of(values):
    """Facts as text, for comparing doors."""
    return json.dumps(values["facts"], sort_keys=True)


@pytest.mark.slow
def test_three_doors_find_the_same(run, photos, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("coffee", "china"):
        shutil.copy(photos[name], folder)
    assert run("recognize").returncode == 2 and run("recognize", folder, "--catalog").returncode == 2
    assert run("analyze", folder).returncode == 0
    done = run("recognize", "--catalog", "--stages", "quality,scenes")
    assert done.returncode == 0, done.stderr
    printed = [json.loads(line) for line in run("recognize", folder, "--stages", "quality,scenes", "--json")
               .stdout.splitlines()]
    assert {fact["name"] for line in printed for fact in line["facts"]} >= {"sharpness", "contrast", "scene"}
    with open_site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        client = TestClient(app.create(lambda: site, "127.0.0.1"), base_url="http://127.0.0.1:8501")
        for line in printed:
            name = "coffee" if "coffee" in line["uri"] else "china"
            files = {"file": (name, photos[name].read_bytes())}
            sent = client.post("/recognize", files=files, data={"stages": "quality,scenes"}).json()
            own = analyze.analysis_of(site, line["picture_id"])
            assert facts_of(sent) == facts_of(line) == facts_of(own.to_dict())
        (job,) = site.store.jobs("recognize")
        assert (job.done, job.failed) == (2, 0)
        again = client.post("/recognitions", json={"stages": ["quality", "scenes"]})
        assert again.status_code == 202 and analyze.wait(site, again.json()["job_id"], 60).done == 2
        assert client.post("/recognitions", json={"stages": []}).status_code == 422
        shown = {"file": ("bus", photos["bus"].read_bytes())}
        named, unnamed = (client.post("/recognize", files=shown, data={"stages": stages}).json()
                          for stages in ("items", ""))
        assert "item" in facts_of(named) and "item" not in facts_of(unnamed) and "tag" in facts_of(unnamed)
    assert "Sharpness: Sharp" in run("recognize", folder / photos["coffee"].name, "--stages", "quality").stdout
