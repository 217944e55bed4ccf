"""No way of writing an address, and no name server, redirect or certificate, leads us where we must not go."""

from __future__ import annotations

import ipaddress
import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import FetchFailed, Refused
from core.sources.fetching import fetch as module
from core.sources.fetching.fetch import fetch
from core.sources.fetching.guard import is_allowed
from tests.sources.internet import JPEG, Internet, Shop, failure, site

CLOSED = [
    "127.0.0.1", "localhost", "localhost.", "LOCALHOST", "127.0.0.1.", "127.8.8.8",
    "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1", "0",
    "0.0.0.0", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[2002:7f00:1::]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[2a01:4f8::5efe:10.0.0.1]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]",
    "[fec0::1]", "[100::1]", "[2001:db8::1]", "[3fff::1]",
    "169.254.169.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.100.100.200",
    "168.63.129.16", "192.0.0.192", "198.18.0.1", "192.88.99.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "user@shop.example", "user:secret@shop.example", "shop.example@127.0.0.1", "shop.example\\@127.0.0.1",
    "①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1", "127．0．0．1", "ⓛocalhost", "127.0.0.1%00.shop.example", "", ".",
]


@pytest.mark.parametrize("host", CLOSED)
def test_no_way_of_writing_it_leads_inside(internet: Internet, host: str) -> None:
    internet.answers = {"shop.example": [["93.184.216.34"]], "localhost.": [["127.0.0.1"]],
                        "127.0.0.1.": [["127.0.0.1"]]}
    error = failure(f"http://{host}/latest/meta-data/", site(networks=""))
    assert internet.dialled == []
    assert isinstance(error, (Refused, FetchFailed)) and "secret" not in str(error)
    if "%" not in host:
        assert isinstance(error, Refused)


@pytest.mark.parametrize("host", ["134744072", "0x08080808", "8.8.2056", "8.010.2056"])
def test_a_public_address_in_disguise_is_refused_too(internet: Internet, host: str) -> None:
    assert "number in place of the server" in failure(f"http://{host}/", site(networks="")).message
    assert internet.dialled == []


@pytest.mark.parametrize("host", ["8.8.8.8", "8.8.8.8.", "[64:ff9b::8.8.8.8]", "[2606:4700::1111]"])
def test_a_public_address_in_the_usual_form_is_asked(internet: Internet, host: str) -> None:
    internet.answers["8.8.8.8."] = [["8.8.8.8"]]
    assert fetch(f"http://{host}/shoe.jpg", site(networks="")).data == JPEG
    assert len(internet.dialled) == 1


@pytest.mark.parametrize("url", [
    "data:image/png;base64,iVBORw0KGgo=", "file:///etc/passwd", "ftp://shop.example/a.jpg", "gopher://127.0.0.1:70/_",
    "javascript:alert(1)", "blob:https://shop.example/1", "//shop.example/a.jpg", "shop.example/a.jpg", "",
    "http://", "http:///a.jpg", "https://shop.example:99999/a.jpg", "http://sh op.example/", "http://a" + "b" * 70_000,
])
def test_other_schemes_and_half_addresses_are_refused_in_words(internet: Internet, url: str) -> None:
    internet.answers["shop.example"] = [["93.184.216.34"]]
    error = failure(url, site(networks=""))
    assert isinstance(error, (Refused, FetchFailed)) and internet.dialled == []
    assert len(error.message) < 250


@pytest.mark.parametrize("target", ["http://169.254.169.254/", "http://localhost/", "//127.0.0.1/", "file:///etc/passwd",
                                    "http://[::ffff:10.0.0.1]/", "http://2130706433/", "http://inside.example/"])
def test_a_redirect_is_checked_like_an_address(internet: Internet, target: str) -> None:
    internet.answers = {"shop.example": [["93.184.216.34"]], "inside.example": [["10.0.0.7"]]}
    assert isinstance(failure(f"http://shop.example/to?{target}", site(networks="")), Refused)
    assert internet.dialled == ["93.184.216.34"]


def test_a_name_that_changes_its_answer_gains_nothing(internet: Internet, shop: Shop) -> None:
    internet.answers["rebind.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    assert fetch("http://rebind.example/shoe.jpg", site(networks="")).data == JPEG
    assert internet.dialled == ["93.184.216.34"], "the checked address"
    assert internet.asked.count("rebind.example") == 1, "asked once"
    assert shop.seen == [("rebind.example", "/shoe.jpg")], "the server still learns which name was meant"
    error = failure("http://rebind.example:8080/shoe.jpg", site(networks=""))
    assert isinstance(error, Refused) and internet.dialled == ["93.184.216.34"]


def test_one_private_address_among_public_ones_is_enough_to_refuse(internet: Internet) -> None:
    internet.answers["mixed.example"] = [["93.184.216.34", "10.0.0.7"]]
    error = failure("http://mixed.example/", site(networks=""))
    assert isinstance(error, Refused) and internet.dialled == []
    assert "10.0.0.7" not in str(error), "what the inside looks like is nobody's business"


@pytest.mark.parametrize("port", [21, 22, 25, 81, 3306, 6379, 8080, 8443, 9200, 65535])
def test_only_the_ports_of_the_web_are_asked(internet: Internet, port: int) -> None:
    internet.answers["shop.example"] = [["93.184.216.34"]]
    for url in (f"http://shop.example:{port}/shoe.jpg", f"https://shop.example:{port}/shoe.jpg"):
        error = failure(url, site(networks=""))
        assert isinstance(error, Refused) and str(port) in error.message and "80 and 443" in error.message
        assert "MERCHLENS_ALLOW_PORTS" in error.hint
    error = failure(f"http://shop.example/to?http://shop.example:{port}/shoe.jpg", site(networks=""))
    assert isinstance(error, Refused) and internet.dialled == ["93.184.216.34"], "a redirect counts too"


@pytest.mark.parametrize(("url", "networks", "ports"), [
    ("http://shop.example:80/shoe.jpg", "", ""), ("http://shop.example:443/shoe.jpg", "", ""),
    ("http://shop.example:8080/shoe.jpg", "", "8443, 8080"), ("http://shop.example:5000/shoe.jpg", "93.184.0.0/16", ""),
])
def test_an_operator_opens_ports_and_networks(internet: Internet, url: str, networks: str, ports: str) -> None:
    internet.answers["shop.example"] = [["93.184.216.34"]]
    assert fetch(url, site(networks=networks, allow_ports=ports)).data == JPEG


@pytest.mark.parametrize(("address", "networks", "allowed"), [
    ("93.184.216.34", "", True), ("2606:4700::1111", "", True), ("::ffff:93.184.216.34", "", True),
    ("64:ff9b::93.184.216.34", "", True), ("2002:5db8:d822::1", "", True), ("10.1.2.3", "", False),
    ("2001:0:808:808::a247:27dd", "", True), ("2001:0:808:808::f5ff:fffe", "", False),
    ("10.1.2.3", "10.1.0.0/16", True), ("10.2.2.3", "10.1.0.0/16", False), ("::ffff:10.1.2.3", "10.1.0.0/16", True),
    ("fd00::1", "10.0.0.0/8,fd00::/8", True), ("::1", "127.0.0.0/8", False),
])
def test_a_site_can_allow_its_own_networks(address: str, networks: str, allowed: bool) -> None:
    assert is_allowed(ipaddress.ip_address(address), site(networks=networks).networks) is allowed


# ---- https

@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, and it makes the certificate of this test")
    path = tmp_path / "shop.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", path.with_suffix(".key"), "-out", path, "-days", "2", "-subj", "/CN=shop.example",
                    "-addext", "subjectAltName=DNS:shop.example"], check=True, capture_output=True)
    return path


def secure(shop: Shop, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    context.sni_callback = lambda _, name, __: shop.names.append(name)
    shop.socket = context.wrap_socket(shop.socket, server_side=True)


@pytest.fixture
def trusting(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    return lambda: monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def test_https_proves_the_name_not_the_address(shop: Shop, internet: Internet, certificate: Path,
                                               trusting: Callable[[], None]) -> None:
    secure(shop, certificate)
    internet.answers = {"shop.example": [["93.184.216.34"]], "other.example": [["93.184.216.34"]]}
    error = failure("https://shop.example/shoe.jpg", site(networks=""))
    assert isinstance(error, FetchFailed) and "could not prove its identity" in error.message
    trusting()
    module._pool.cache_clear()
    module._ssl_context.cache_clear()
    assert fetch("https://shop.example/shoe.jpg", site(networks="")).data == JPEG
    assert shop.names[-1] == "shop.example" and shop.seen[-1][0] == "shop.example"
    assert "could not prove" in failure("https://other.example/shoe.jpg", site(networks="")).message
    module._ssl_context.cache_clear()


def test_https_to_a_server_without_it(shop: Shop) -> None:
    assert "does not speak https" in failure(shop.url("shoe.jpg").replace("http:", "https:")).message
