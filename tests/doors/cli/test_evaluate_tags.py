"""The command `evaluate tags`: a table in, figures of each tag out; the same by REST and by `models evaluate`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from core.doors.api import app
from core.doors.opening import open_site
from core.settings import ROOT, Settings
from core.words.csv_cells import csv_bytes

LABELS = {"tsm-01_1.jpg": "t-shirt; gender: men", "tsw-01_1.jpg": "t-shirt; gender: women",
          "sun-01_1.jpg": "sunglasses", "jem-01_1.jpg": "jeans", "mug-01_1.jpg": "unicorn"}


def test_what_is_missing_is_exit_2(run, tmp_path):
    assert run("evaluate", "tags").returncode == 2
    answer = run("evaluate", "tags", "--csv", tmp_path / "none.csv")
    assert answer.returncode == 2 and "There is no table" in answer.stderr
    assert run("evaluate", "shoes", "--dataset", "ab").returncode == 2


@pytest.mark.slow
def test_a_table_is_measured_by_all_doors(run, tmp_path: Path):
    for name in LABELS:
        shutil.copy(ROOT / "demo" / "photos" / name, tmp_path / name)
    table, out = tmp_path / "goods.csv", tmp_path / "tags.csv"
    table.write_bytes(csv_bytes(("path", "label"), [{"path": name, "label": label} for name, label in LABELS.items()]))
    answer = run("evaluate", "tags", "--csv", table, "--json", "--out", out)
    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)
    tags = {(tag["name"], tag["value"]): tag for tag in found["measures"]["tags"]}
    assert (found["asked"], found["waiting"], found["left_out"]) == (4, 0, 1) and found["unknown"] == [["unicorn", 1]]
    assert tags["tag", "fashion"]["support"] == 4 and tags["tag", "t-shirt"]["recall"]["hits"] >= 1
    assert tags["tag", "unicorn"] if ("tag", "unicorn") in tags else out.read_text("utf-8-sig").startswith("name,value")
    text = run("models", "evaluate", found["model"], "--dataset", found["dataset_id"][:12], "--split", "all").stdout
    assert "tag: fashion, 4 photos" in text
    with open_site(Settings(data_dir=tmp_path / "data", workers=1)) as site:
        client = TestClient(app.create(lambda: site, "127.0.0.1"), base_url="http://127.0.0.1:8501")
        place = f"/models/{found['model']}/evaluation"
        assert client.get(place, params={"dataset": found["dataset_id"]}).json() == found
