"""Every response tells browsers to be careful; one that sets such a header itself keeps its own."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.doors.headers import HEADERS, SafeHeaders
from tests.doors.raw_http import answer_of


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/audits", "/api/docs", "/_stcore/health", "/nowhere.js"])
def test_the_server_sends_them_with_everything(port, path) -> None:
    for host in (f"127.0.0.1:{port}", "evil.example"):
        headers = answer_of(port, path, host)[1]
        assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS


def test_a_response_keeps_a_header_of_its_own() -> None:
    own = PlainTextResponse("text", headers={"X-Frame-Options": "DENY"})
    client = TestClient(SafeHeaders(Starlette(routes=[Route("/", lambda request: own)])))
    headers = client.get("/").headers
    assert headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff"
