"""Who may use the API, and how large a request may be."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.doors.api import app
from tests.doors.api.waiting import HERE, wait_for

pytestmark = pytest.mark.slow


def test_a_body_without_end_is_cut_while_it_streams(site):
    sent, answers = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal sent
        start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' if not sent else b""
        sent += 100_000
        return {"type": "http.request", "body": start + bytes(100_000), "more_body": sent < 500_000_000}

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    scope = {"type": "http", "method": "POST", "path": "/analyses", "raw_path": b"/analyses", "query_string": b"",
             "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"multipart/form-data; boundary=x")],
             "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "root_path": "",
             "http_version": "1.1", "asgi": {"version": "3.0"}}
    asyncio.run(app.create(lambda: site, "127.0.0.1")(scope, receive, send))
    assert answers[0]["status"] == 413
    assert sent < 5_000_000, "the rest was not waited for"


def test_without_keys_only_programs_on_this_machine_may_ask(site, client):
    assert client.get("/jobs", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get("/jobs", headers={"Host": "evil.example"}).status_code == 403
    assert client.get("/jobs", headers={"Origin": HERE}).status_code == 200
    for address in ("0.0.0.0", None, "192.0.2.7"):
        open_to_all = TestClient(app.create(lambda: site, address), base_url=HERE)
        answer = open_to_all.get("/jobs")
        assert answer.status_code == 401 and "MERCHLENS_API_KEYS" in answer.json()["hint"]


def test_a_key_opens_and_others_do_not(site, monkeypatch, tmp_path):
    monkeypatch.setattr(site, "settings", site.settings.model_copy(update={"api_keys": "first, second"}))
    far = TestClient(app.create(lambda: site, "0.0.0.0"), base_url="https://shop.example")
    assert far.get("/jobs").status_code == 401
    assert far.get("/jobs", headers={"X-API-Key": "third"}).status_code == 401
    assert far.get("/jobs", headers={"X-API-Key": "second"}).status_code == 200
    assert far.get("/jobs", headers={"Authorization": "Bearer first"}).status_code == 200
    answer = far.post("/jobs", data={"source": str(tmp_path)}, headers={"X-API-Key": "first"})
    assert answer.status_code == 403, "no folders of the server for people elsewhere"


@pytest.mark.parametrize(("disguise", "kind"), [("file://{}", "auto"), ("file://{}", "folder"), ("local://{}", "store"),
                                                ("file://{}", "urls"), ("http://10.0.0.1/x.jpg\n{}", "urls")])
def test_no_disguise_opens_a_folder_of_the_server(site, photos, tmp_path, disguise, kind):
    (tmp_path / "bus.jpg").write_bytes(photos["bus"].read_bytes())
    far = TestClient(app.create(lambda: site, "0.0.0.0"), base_url=HERE)
    site.settings.api_keys, keys = "first", site.settings.api_keys
    try:
        far.headers["X-API-Key"] = "first"
        source = disguise.format(tmp_path / "bus.jpg" if kind == "urls" else tmp_path)
        answer = far.post("/jobs", data={"source": source, "kind": kind})
        done = 0 if answer.status_code != 201 else wait_for(far, answer.json()["job_id"])["done"]
    finally:
        site.settings.api_keys = keys
    assert done == 0


def test_visitors_of_other_machines_read_no_folder_of_the_server(site, client, photos, tmp_path):
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "bus.jpg").write_bytes(photos["bus"].read_bytes())
    (folder / "page.jpg").write_text("<html>")
    job_id = client.post("/jobs", json={"source": str(folder), "rules": ["amazon"]}).json()["job_id"]
    wait_for(client, job_id)
    site.settings.api_keys, keys = "first", site.settings.api_keys
    try:
        far = TestClient(app.create(lambda: site, "0.0.0.0"), base_url=HERE, headers={"X-API-Key": "first"})
        paths = ["/jobs", f"/jobs/{job_id}", f"/jobs/{job_id}/results", f"/jobs/{job_id}/report",
                 *(f"/jobs/{job_id}/export?format={form}" for form in ("csv", "jsonl", "html"))]
        texts = {path: far.get(path).text for path in paths}
        rows = far.get(f"/jobs/{job_id}/results").json()["rows"]
    finally:
        site.settings.api_keys = keys
    assert [path for path, text in texts.items() if str(tmp_path) in text or str(site.settings.data_dir) in text] == []
    assert [row["uri"] for row in rows] == ["catalog/bus.jpg", "catalog/page.jpg"]
    local = client.get(f"/jobs/{job_id}/results").json()["rows"]
    assert [row["uri"] for row in local] == [str(folder / "bus.jpg"), str(folder / "page.jpg")]
