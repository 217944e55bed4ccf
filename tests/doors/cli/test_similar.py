"""The command `similar` gives the numbers of REST and of Python; a part of a picture and an upload find it again."""

from __future__ import annotations

import json
import shutil

import pytest
from fastapi.testclient import TestClient

from core import similar
from core.doors.api import app
from core.doors.opening import open_site
from core.settings import Settings


@pytest.mark.slow
def test_three_doors_give_the_same_numbers(run, photos, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("coffee", "chelsea", "rocket"):
        shutil.copy(photos[name], folder)
    assert run("similar", photos["coffee"]).returncode == 1, "no index yet"
    assert run("analyze", folder).returncode == 0
    done = run("similar", photos["coffee"], "--index", "--json", "--region", "0.1,0.1,0.9,0.9", "--cut-off", "0")
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert "coffee" in printed["hits"][0]["uri"] and printed["hits"][0]["score"] > 0.7 and printed["indexed"] == 3
    with open_site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        client = TestClient(app.create(lambda: site, "127.0.0.1"), base_url="http://127.0.0.1:8501")
        files = {"file": ("coffee.png", photos["coffee"].read_bytes())}
        sent = client.post("/similar", files=files, data={"box": "0.1,0.1,0.9,0.9", "cut_off": "0"}).json()
        own = similar.like_file(site, str(photos["coffee"]), box=(0.1, 0.1, 0.9, 0.9), cut_off=0).to_dict()
        assert sent == own == printed
        itself = client.post("/similar", json={"picture_id": own["hits"][0]["picture_id"], "cut_off": -1}).json()
        assert len(itself["hits"]) == 2 and own["hits"][0]["picture_id"] not in str(itself["hits"])
        state = client.get("/similar/index").json()
        assert state["indexed"] == state["pictures"] == 3 and state["is_current"] and state["job"]["state"] == "done"
        assert client.get("/similar/duplicates").json() == {"pairs": [], "shared": []}
        assert client.post("/similar", json={"picture_id": "x", "url": "y"}).status_code == 422
        wrong = client.post("/similar", json={"picture_id": own["hits"][0]["picture_id"], "box": "a,b"})
        assert wrong.status_code == 422 and "four numbers" in wrong.text
    assert "needs" not in run("similar").stdout and run("similar").returncode == 2
