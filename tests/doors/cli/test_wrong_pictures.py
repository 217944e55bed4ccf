"""A feed on loopback with planted wrong pictures: every kind is found, and each door says the same."""

from __future__ import annotations

import csv
import json
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fastapi.testclient import TestClient

from core import alarm, audits
from core.doors.api import app
from core.doors.opening import open_site
from core.settings import Settings
from tests.alarm.planted_shop import planted_shop


@pytest.mark.slow
@pytest.mark.timeout(900)  # five processes that open models
def test_planted_pictures_are_found_by_three_doors(run, tmp_path):
    feed = planted_shop(tmp_path / "shop")
    handler = partial(SimpleHTTPRequestHandler, directory=feed.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = run("audit", f"http://127.0.0.1:{server.server_port}/feed.csv", "--out", tmp_path / "audit.csv")
        server.shutdown()
    assert done.returncode == 0, done.stderr
    settings = Settings(data_dir=tmp_path / "data", workers=1)
    with open_site(settings) as site:
        job_id = audits.jobs(site)[0].job_id
    before = run("wrong-pictures", job_id)
    assert re.search("Not looked at: .*colors.*[.]", before.stderr) and "--look" in before.stderr
    assert "(POT-01)" in before.stdout
    looked = run("wrong-pictures", job_id, "--look", "--json")
    assert looked.returncode == 0, looked.stderr
    printed = json.loads(looked.stdout)
    assert {(one["kind"], one["shown"]["sku"], *(other["sku"] for other in one["others"]))
            for one in printed["alarms"]} == {("same", "JAR-01", "POT-01"), ("near", "DRE-03", "PIL-01"),
                                              ("type", "PIL-01"), ("color", "JEM-01"),
                                              ("lettering", "CUP-01", "KET-01")}
    assert all(part["looked_at"] == part["pictures"] for part in printed["parts"]) and not printed["left_out"]
    box = next(one["words"][0]["xyxy"] for one in printed["alarms"] if one["kind"] == "lettering")
    assert box[0] < 0.3 and box[2] > 0.7 and 0.45 < (box[1] + box[3]) / 2 < 0.65, "where it was drawn"
    with open_site(settings) as site:
        client = TestClient(app.create(lambda: site, "127.0.0.1"), base_url="http://127.0.0.1:8501")
        address = f"/audits/{job_id}/wrong-pictures"
        sent = client.get(address).json()
        own = json.loads(json.dumps(alarm.find(site, job_id).to_dict()))
        assert sent["alarms"] == printed["alarms"] == own["alarms"]
        first = sent["alarms"][0]["alarm_id"]
        said = client.post(f"{address}/{first}", json={"answer": "fine", "author": "Ada"}).json()
        assert said["answer"] == "fine" and said["history"][0]["author"] == "Ada"
        assert client.get(address).json()["total"] == 4
        assert client.get(address, params={"answer": "fine"}).json()["alarms"][0]["alarm_id"] == first
        assert client.post(f"{address}/{first}", json={"answer": "perhaps"}).status_code == 422
        assert client.post(f"{address}/look").json() == {"jobs": []}, "everything was looked at"
        assert client.get(f"{address}/table").text.count("\n") == 6
    out = tmp_path / "wrong.csv"
    assert run("wrong-pictures", job_id, "--out", out).returncode == 0
    assert len(list(csv.DictReader(out.open(encoding="utf-8-sig")))) == 4
    assert run("wrong-pictures", job_id, "--out", tmp_path / "wrong.xlsx").returncode == 2
