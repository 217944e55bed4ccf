"""Every response tells browsers to be careful; one that sets such a header itself keeps its own."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.doors.headers import HEADERS, PAGE, SafeHeaders, content_policy
from tests.doors.raw_http import answer_of


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/audits", "/api/docs", "/_stcore/health", "/nowhere.js"])
def test_the_server_sends_them_with_everything(port, path) -> None:
    for host in (f"127.0.0.1:{port}", "evil.example"):
        headers = answer_of(port, path, host)[1]
        assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS
        assert headers["content-security-policy"] == content_policy(PAGE, host)


def test_the_policy_allows_this_server_alone() -> None:
    rules = dict(rule.split(" ", 1) for rule in content_policy(PAGE, "lens.shop.example:8443").split("; "))
    assert rules["connect-src"].endswith("ws://lens.shop.example:8443 wss://lens.shop.example:8443")
    assert "unsafe" not in rules["script-src"] and rules["script-src"].count("'sha256-") == 1
    assert rules["frame-ancestors"] == "'self'" and rules["object-src"] == "'none'"
    assert not any(word.startswith(("http", "*")) for rule in rules.values() for word in rule.split())


@pytest.mark.parametrize("host", ["", "a b", "evil.example; script-src *", "a,b", "x" * 300, "a'b"])
def test_a_host_that_is_none_does_not_enter_the_policy(host: str) -> None:
    assert content_policy(PAGE, host) == content_policy(PAGE)


def test_a_response_keeps_a_header_of_its_own() -> None:
    own = PlainTextResponse("text", headers={"X-Frame-Options": "DENY"})
    client = TestClient(SafeHeaders(Starlette(routes=[Route("/", lambda request: own)])))
    headers = client.get("/").headers
    assert headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff"
