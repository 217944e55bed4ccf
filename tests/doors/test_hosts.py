"""Who may reach the server: known host names only, and nobody is local behind a proxy. With the real server too."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.doors.api import app
from core.doors.hosts import FORWARDED, FORWARDED_PREFIX, is_local, is_loopback, is_same_site, known_host
from core.settings import Settings, read_settings
from core.site import Site
from tests.doors.raw_http import answer_of

HERE = "http://127.0.0.1:8501"
UPGRADE = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")


@pytest.mark.parametrize(("address", "expected"), [
    ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("[::1]", True), ("localhost", True),
    ("0.0.0.0", False), ("::", False), ("192.0.2.7", False), ("evil.localhost.example", False), ("", False),
    (None, False),
])
def test_loopback(address, expected) -> None:
    assert is_loopback(address) is expected


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost", "[::1]:8501", "LOCALHOST:1"])
@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "192.0.2.7", None])
def test_this_machine_is_always_known(host, address) -> None:
    assert known_host(host, address, ())


@pytest.mark.parametrize(("host", "address", "allowed"), [
    ("192.0.2.7:8501", "192.0.2.7", ()), ("10.1.2.3:8501", "0.0.0.0", ()), ("[2001:db8::1]:80", "::", ()),
    ("10.1.2.3", None, ()), (f"{socket.gethostname()}:8501", None, ()), ("lens.shop.example", "127.0.0.1",
                                                                         ("lens.shop.example",)),
    ("Lens.Shop.Example.:443", "127.0.0.1", ("lens.shop.example",)), ("a.shop.example", None, ("*.shop.example",)),
    ("anything.example", "127.0.0.1", ("*",)),
])
def test_known_hosts(host, address, allowed) -> None:
    assert known_host(host, address, allowed)


@pytest.mark.parametrize(("host", "address", "allowed"), [
    ("evil.example", "127.0.0.1", ()), ("evil.example:8501", "0.0.0.0", ()), ("evil.example", None, ()),
    ("", "127.0.0.1", ()), ("", None, ()), ("192.0.2.9", "127.0.0.1", ()), ("127.0.0.1.evil.example", None, ()),
    ("shop.example", None, ("*.shop.example",)), ("evilshop.example", None, ("*.shop.example",)),
    ("[::1", "127.0.0.1", ()), ("127.0.0.1@evil.example", "127.0.0.1", ()),
])
def test_foreign_hosts(host, address, allowed) -> None:
    assert not known_host(host, address, allowed)


def test_local_is_who_reaches_loopback_without_a_proxy() -> None:
    ordinary = {"Host": "127.0.0.1:8501", "User-Agent": "curl"}
    assert is_local(Settings(), "127.0.0.1", ordinary)
    assert not is_local(Settings(), None, ordinary) and not is_local(Settings(), "0.0.0.0", ordinary)
    assert not is_local(Settings(public=True), "127.0.0.1", ordinary)
    for name in (*FORWARDED, *(f"{FORWARDED_PREFIX}{last}" for last in ("for", "host", "proto", "server", "user"))):
        assert not is_local(Settings(), "127.0.0.1", {**ordinary, name.title(): "203.0.113.9"}), name


@pytest.mark.parametrize("host", ["lens.shop.example", "192.0.2.7:8501", "127.0.0.1.evil.example", ""])
def test_nobody_is_local_under_another_name(host) -> None:
    """A server on loopback that is reached by such a name has a proxy or a tunnel before it."""
    assert not is_local(Settings(), "127.0.0.1", {"Host": host})


@pytest.mark.parametrize(("origin", "host", "allowed", "expected"), [
    ("http://127.0.0.1:8501", "127.0.0.1:8501", (), True), (None, "127.0.0.1:8501", (), True),
    ("https://Lens.Shop.Example", "lens.shop.example", (), True),
    ("http://localhost:3000", "localhost:8501", (), False), ("http://localhost:8501", "127.0.0.1:8501", (), False),
    ("null", "127.0.0.1:8501", (), False), ("", "127.0.0.1:8501", (), False), ("http://[::1", "[::1", (), False),
    ("https://lens.shop.example", "127.0.0.1:8501", (), False),
    ("https://lens.shop.example", "127.0.0.1:8501", ("lens.shop.example",), True),
    ("https://lens.shop.example:8443", "lens.shop.example", ("*.shop.example",), True),
    ("https://evil.example", "lens.shop.example", ("*.shop.example",), False),
    ("http://127.0.0.1:8501@evil.example", "127.0.0.1:8501", (), False),
])
def test_pages_of_other_sites(origin, host, allowed, expected) -> None:
    headers = {"host": host} if origin is None else {"host": host, "origin": origin}
    assert is_same_site(headers, allowed) is expected


def test_behind_a_proxy_nobody_reads_files_of_the_server(tmp_path: Path) -> None:
    """Both proxies that say so and the setting turn `local` off: a key is needed, and folders stay closed."""
    (tmp_path / "sales.csv").write_text("product,date,units\n")
    for public, headers in ((True, {}), (False, {"X-Forwarded-For": "203.0.113.9"})):
        settings = read_settings(data_dir=tmp_path / "data", workers=1, public=public, api_keys="")
        with Site(settings) as site:
            client = TestClient(app.create(lambda: site, "127.0.0.1"), base_url=HERE, headers=headers)  # noqa: B023
            answer = client.get("/jobs")
            assert answer.status_code == 401 and "MERCHLENS_API_KEYS" in answer.json()["hint"]
            site.settings.api_keys = "first"
            for path, name in (("/jobs", str(tmp_path)), ("/sales", str(tmp_path / "sales.csv"))):
                answer = client.post(path, data={"source": name}, headers={"X-API-Key": "first"})
                assert answer.status_code == 403, answer.text


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/audits", "/api/docs", "/_stcore/health", "/media/x.png"])
def test_pages_and_api_are_refused_under_a_foreign_name(port, path) -> None:
    assert answer_of(port, path, "evil.example")[0] == 403
    assert answer_of(port, path, f"127.0.0.1:{port}")[0] in (200, 404)
    assert answer_of(port, path, "lens.shop.example")[0] in (200, 404)


@pytest.mark.slow
def test_a_websocket_under_a_foreign_name_is_refused(port) -> None:
    """DNS rebinding: Host and Origin agree, and both are a stranger's."""
    for host, expected in (("evil.example", 403), (f"127.0.0.1:{port}", 101), (f"localhost:{port}", 101),
                           ("lens.shop.example", 101)):
        headers = (*UPGRADE, f"Origin: http://{host}")
        assert answer_of(port, "/_stcore/stream", host, *headers)[0] == expected, host


@pytest.mark.slow
@pytest.mark.parametrize("origin", ["http://localhost:1", "http://127.0.0.1", "null", "https://evil.example"])
def test_a_websocket_of_another_page_is_refused(port, origin) -> None:
    """Another port of this machine may serve anything, such as a page under development."""
    headers = (*UPGRADE, f"Origin: {origin}")
    assert answer_of(port, "/_stcore/stream", f"127.0.0.1:{port}", *headers)[0] == 403
