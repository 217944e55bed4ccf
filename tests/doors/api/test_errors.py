"""Every answer that is not a success is JSON that says what happened and what to do."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from core import jobs
from core.doors.api import app
from tests.doors.api.waiting import HERE

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("request_", "status", "error"), [
    (("POST", "/analyses", {"files": {"file": ("x.jpg", b"<html>page</html>")}}), 415, "NotAPicture"),
    (("POST", "/analyses", {}), 422, "Misuse"),
    (("POST", "/analyses", {"data": {"url": "http://10.0.0.1/x.jpg"}}), 403, "Refused"),
    (("POST", "/analyses", {"data": {"url": "no address"}}), 422, "Misuse"),
    (("POST", "/analyses", {"files": {"file": ("x.jpg", bytes(3_050_000))}}), 413, "TooLarge"),
    (("POST", "/analyses", {"files": {"file": ("x.jpg", bytes(4_000_000))}}), 413, "TooLarge"),
    (("POST", "/jobs", {"data": {"source": "https://shop.example", "kind": "dance"}}), 422, "Misuse"),
    (("POST", "/jobs", {"data": {"source": "https://shop.example", "rules": "nobody"}}), 422, "Misuse"),
    (("POST", "/jobs", {"data": {"source": "https://shop.example", "limit": "-1"}}), 422, "Misuse"),
    (("POST", "/jobs", {"json": {"source": "https://shop.example", "limit": "many"}}), 422, "Misuse"),
    (("POST", "/jobs", {"json": {"source": "https://shop.example", "rules": {"amazon": True}}}), 422, "Misuse"),
    (("POST", "/jobs", {"json": {"source": "https://shop.example", "columns": {"image": 3}}}), 422, "Misuse"),
    (("POST", "/jobs", {"json": {"source": "https://shop.example", "columns": 3}}), 422, "Misuse"),
    (("POST", "/jobs", {"data": {"source": "/nowhere"}}), 404, "NotFound"),
    (("POST", "/jobs", {"files": {"file": ("x.exe", b"MZ")}}), 422, "Misuse"),
    (("GET", "/jobs/0000000000000000", {}), 404, "NotFound"),
    (("GET", "/jobs/0000000000000000/results", {}), 404, "NotFound"),
    (("GET", "/jobs/0000000000000000/export?format=exe", {}), 422, "Misuse"),
    (("GET", "/pictures/../../etc/preview", {}), 404, "NotFound"),
    (("GET", "/nothing", {}), 404, "NotFound"),
])
def test_errors_are_json_with_a_hint(client, request_, status, error):
    method, path, body = request_
    answer = client.request(method, path, **body)
    assert answer.status_code == status, answer.text
    said = answer.json()
    assert list(said) == ["error", "message", "hint"] and said["error"] == error
    assert said["message"].endswith(".") and said["hint"]


def test_a_fault_of_ours_shows_a_number_and_not_its_insides(site, monkeypatch):
    def broken(site: object, kind: str) -> None:
        raise KeyError("secret")

    monkeypatch.setattr(jobs, "list_jobs", broken)
    quiet = TestClient(app.create(lambda: site, "127.0.0.1"), base_url=HERE, raise_server_exceptions=False)
    answer = quiet.get("/jobs")
    assert answer.status_code == 500 and "secret" not in answer.text and "log" in answer.json()["hint"]
