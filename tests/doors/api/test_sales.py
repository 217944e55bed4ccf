"""Sales studies over REST and over the command line: the same numbers, and the errors of every other door."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.doors.api import app
from core.sales.simulation import simulate
from core.settings import ROOT, read_settings
from core.site import Site

HERE = "http://127.0.0.1:8501"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(read_settings(data_dir=tmp_path_factory.mktemp("site"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(office: Site) -> TestClient:
    return TestClient(app.create(lambda: office, "127.0.0.1"), base_url=HERE)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "sales.csv"
    simulate(3, products=24, weeks=40)[0].rename(columns={"units": "sold pairs"}).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def done(client: TestClient, table: Path) -> dict[str, Any]:
    with table.open("rb") as file:
        started = client.post("/sales", files={"file": ("../sales.csv", file)}, data={"columns": "units=sold pairs"})
    assert started.status_code == 201, started.text
    return ended(client, started.json()["study_id"])


def ended(client: TestClient, study_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 120
    while (found := client.get(f"/sales/{study_id}").json())["state"] == "running" and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def test_both_doors_give_the_same_numbers(client, done, table, tmp_path):
    assert done["state"] == "done" and done["name"] == "../sales.csv"
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(tmp_path), "MERCHLENS_MODELS_DIR": "/nonexistent"}
    told = subprocess.run([sys.executable, "-m", "core", "sales", str(table), "--json", "--column", "units=sold pairs"],
                          cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr
    said = json.loads(told.stdout)
    assert list(said) == list(done["report"])
    assert [{**effect, "e_value": None} for effect in said["effects"]] == [
        {name: pytest.approx(value, rel=1e-6) if isinstance(value, float) else value
         for name, value in {**effect, "e_value": None}.items()} for effect in done["report"]["effects"]]
    saved = client.get(f"/sales/{done['study_id']}/files/json").json()
    assert saved["effects"] == done["report"]["effects"]


def test_json_starts_a_simulated_shop_and_a_cancel_ends_it(client):
    started = client.post("/sales", json={"source": "simulated", "seed": 5, "products": 900, "confounding": "hidden"})
    assert started.status_code == 201 and started.json()["simulated"]
    study_id = started.json()["study_id"]
    assert client.post(f"/sales/{study_id}/cancel").json()["state"] == "cancelled"
    assert study_id in [one["study_id"] for one in client.get("/sales").json()]


def test_what_if_and_files(client, done):
    address = f"/sales/{done['study_id']}"
    worth = client.get(f"{address}/what-if", params={"kind": "model_face"}).json()
    few = client.get(f"{address}/what-if", params={"kind": "model_face", "product": ["Product 1"]}).json()
    assert len(few["products"]) <= 1 < len(worth["products"])
    assert all(one["low"] <= one["change"] <= one["high"] for one in worth["amounts"])
    answer = client.get(f"{address}/files/csv")
    assert answer.content.startswith(b"\xef\xbb\xbfkind,") and ".csv" in answer.headers["content-disposition"]


@pytest.mark.parametrize(("request_", "status", "error"), [
    (("POST", "/sales", {}), 422, "Misuse"),
    (("POST", "/sales", {"data": {"source": "/nowhere.csv"}}), 404, "NotFound"),
    (("POST", "/sales", {"data": {"source": "simulated", "seed": "many"}}), 422, "Misuse"),
    (("POST", "/sales", {"data": {"source": "simulated", "columns": "units"}}), 422, "Misuse"),
    (("POST", "/sales", {"data": {"source": "simulated", "priors": "[3]"}}), 422, "Misuse"),
    (("POST", "/sales", {"files": {"file": ("x.exe", b"MZ")}}), 422, "Misuse"),
    (("POST", "/sales", {"content": "[1]", "headers": {"content-type": "application/json"}}), 422, "Misuse"),
    (("GET", "/sales/0000000000000000", {}), 404, "NotFound"),
    (("GET", "/sales/0000000000000000/what-if?kind=model_face", {}), 404, "NotFound"),
    (("GET", "/sales/0000000000000000/files/exe", {}), 404, "NotFound"),
    (("POST", "/test-plans", {"data": {"source": "simulated"}}), 422, "Misuse"),
    (("POST", "/test-readouts", {"data": {"source": "simulated", "plan": "no json"}}), 422, "Misuse"),
])
def test_errors_are_json_with_a_hint(client, request_, status, error):
    method, path, body = request_
    answer = client.request(method, path, **body)
    assert answer.status_code == status, answer.text
    said = answer.json()
    assert list(said) == ["error", "message", "hint"] and said["error"] == error
    assert said["message"].endswith(".") and said["hint"]


def test_strangers_reach_no_file_of_the_server(office, table, monkeypatch):
    monkeypatch.setattr(office, "settings", office.settings.model_copy(update={"api_keys": "first"}))
    far = TestClient(app.create(lambda: office, "0.0.0.0"), base_url=HERE, headers={"X-API-Key": "first"})
    assert far.post("/sales", data={"source": str(table)}).status_code == 403
    assert TestClient(app.create(lambda: office, "0.0.0.0"), base_url=HERE).get("/sales").status_code == 401
