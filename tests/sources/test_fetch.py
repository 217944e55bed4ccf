"""Addresses are fetched from the public internet only, and no server can hold or fill us."""

from __future__ import annotations

import gzip
import http.server
import ipaddress
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.errors import FetchFailed, InputError, NotAPicture, NotFound, Refused, TooLarge
from core.settings import Settings, read_settings
from core.sources import fetch as module
from core.sources.fetch import fetch, is_url
from core.sources.guard import may_ask

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
LIMIT = 50_000
SOON = 0.4


class Shop(http.server.ThreadingHTTPServer):
    """A server on loopback whose pages misbehave as their names say."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.seen: list[tuple[str, str]] = []
        self.names: list[str | None] = []
        self.stopped = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what these tests are about."""

    @property
    def port(self) -> int:
        return self.server_address[1]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Shop

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.server.seen.append((self.headers.get("Host", ""), self.path))
        getattr(self, self.path.strip("/").partition(".")[0].partition("/")[0].partition("?")[0])()

    def give(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": "image/jpeg", "Content_Length": str(len(body)), **headers}.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def shoe(self) -> None:
        self.give(JPEG)

    def moved(self) -> None:
        self.give(b"", 302, Location="/shoe.jpg?size=2")

    def loop(self) -> None:
        self.give(b"", 301, Location=self.path + "/x")

    def to(self) -> None:
        self.give(b"", 302, Location=self.path.partition("?")[2])

    def nowhere(self) -> None:
        self.give(b"", 302)

    def status(self) -> None:
        self.give(b"", int(self.path.rpartition("/")[2]), Retry_After="17")

    def page(self) -> None:
        self.give(b"\n<!doctype html><title>Sign in</title>", Content_Type="text/html; charset=utf-8")

    def drawing(self) -> None:
        self.give(b"<svg xmlns='http://www.w3.org/2000/svg'/>", Content_Type="image/svg+xml")

    def mislabelled(self) -> None:
        self.give(JPEG, Content_Type="text/html")

    def drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.dripping(b"x")

    def drip_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        self.dripping(b"x")

    def dripping(self, piece: bytes) -> None:
        while not self.server.stopped.wait(0.03):
            self.wfile.write(piece)
            self.wfile.flush()

    def silent(self) -> None:
        self.server.stopped.wait(5)

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while not self.server.stopped.is_set():
            self.wfile.write(b"1000\r\n" + bytes(4096) + b"\r\n")

    def long_header(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 300_000)

    def claims_more(self) -> None:
        self.give(JPEG, Content_Length=str(len(JPEG) + 5000))
        self.close_connection = True

    def claims_gigabytes(self) -> None:
        self.give(b"", Content_Length="5000000000")

    def claims_nothing(self) -> None:
        self.give(JPEG, Content_Length="")
        self.close_connection = True

    def reset(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nabc")
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.close(self.connection.detach())

    def hangs_up(self) -> None:
        self.give(JPEG)
        self.close_connection = True  # without having said so

    def no_http(self) -> None:
        self.wfile.write(b"220 mail.example ESMTP\r\n")
        self.close_connection = True

    def packed(self) -> None:
        self.give(gzip.compress(JPEG), Content_Encoding="gzip")

    def deflated(self) -> None:
        self.give(zlib.compress(JPEG), Content_Encoding="deflate")

    def bomb(self) -> None:
        self.give(gzip.compress(bytes(20_000_000)), Content_Encoding="gzip")

    def half_packed(self) -> None:
        self.give(gzip.compress(JPEG)[:-30], Content_Encoding="gzip")

    def badly_packed(self) -> None:
        self.give(JPEG, Content_Encoding="gzip")

    def brotli(self) -> None:
        self.give(JPEG, Content_Encoding="br")

    def agent_name(self) -> None:
        self.give(self.headers["User-Agent"].encode() + b"|" + self.headers["Accept-Encoding"].encode())


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = Shop()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.stopped.set()
    server.shutdown()
    server.server_close()


def site(seconds: float = 5.0, networks: str = "127.0.0.0/8") -> Settings:
    return read_settings(allow_networks=networks, fetch_seconds=seconds, max_bytes=LIMIT)


def failure(url: str, settings: Settings | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        fetch(url, settings or site())
    error = caught.value
    assert error.message.endswith(".") and error.hint.endswith("."), error
    assert "\n" not in error.message and "httpcore" not in error.message
    return error


# ---- what works

def test_a_picture_comes_with_its_final_address_and_type(shop: Shop) -> None:
    found = fetch(shop.url("moved"), site())
    assert found.data == JPEG
    assert found.url == shop.url("shoe.jpg?size=2") and found.content_type == "image/jpeg"


@pytest.mark.parametrize("path", ["packed", "deflated", "claims_nothing", "mislabelled", "status/203"])
def test_odd_but_honest_answers_are_read(shop: Shop, path: str) -> None:
    assert fetch(shop.url(path), site()).data == (b"" if path == "status/203" else JPEG)


def test_it_says_who_asks_and_wants_no_packing(shop: Shop) -> None:
    assert fetch(shop.url("agent_name"), site()).data == f"Merchlens/{module.__version__}|identity".encode()


def test_many_threads_fetch_at_the_same_time(shop: Shop) -> None:
    with ThreadPoolExecutor(12) as pool:
        results = list(pool.map(lambda number: fetch(shop.url(f"shoe.jpg?{number}"), site()), range(48)))
    assert [result.url for result in results] == [shop.url(f"shoe.jpg?{number}") for number in range(48)]
    assert all(result.data == JPEG for result in results)


def test_a_kept_connection_that_the_server_closed_costs_nothing(shop: Shop) -> None:
    for _ in range(6):
        assert fetch(shop.url("hangs_up"), site()).data == JPEG


def test_proxies_of_the_environment_play_no_part(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetch(shop.url("shoe.jpg"), site()).data == JPEG


@pytest.mark.parametrize(("text", "yes"), [
    ("https://shop.example/a.jpg", True), (" HTTP://X", True), ("ftp://x/y", True), ("data:image/png;base64,AA", True),
    ("file:///etc/passwd", True), ("blob:https://x/1", True), ("photos/a.jpg", False), ("C:\\photos\\a.jpg", False),
    ("/data/http/a.jpg", False), ("shop.example/a.jpg", False), ("", False),
])
def test_an_address_is_told_from_a_path(text: str, yes: bool) -> None:
    assert is_url(text) is yes


# ---- answers that are no picture

@pytest.mark.parametrize(("path", "error", "words"), [
    ("status/404", NotFound, "nothing at this address (404)"),
    ("status/410", NotFound, "410"),
    ("status/403", FetchFailed, "does not let this address be read (403)"),
    ("status/429", FetchFailed, "fewer requests"),
    ("status/500", FetchFailed, "error of its own (500)"),
    ("status/503", FetchFailed, "503"),
    ("status/204", FetchFailed, "204"),
    ("status/418", FetchFailed, "418"),
    ("nowhere", FetchFailed, "302"),
    ("loop", FetchFailed, "redirects more than 5 times"),
    ("to?http://[::1", FetchFailed, "no address"),
    ("page.jpg", NotAPicture, "web page (HTML)"),
    ("drawing.jpg", NotAPicture, "SVG"),
    ("endless", TooLarge, "more than 0.05 MB"),
    ("claims_gigabytes", TooLarge, "5,000.0 MB"),
    ("bomb", TooLarge, "more than 0.05 MB"),
    ("claims_more", FetchFailed, f"after {len(JPEG):,} bytes"),
    ("reset", FetchFailed, "after 3 bytes"),
    ("half_packed", FetchFailed, "broke off"),
    ("badly_packed", FetchFailed, "cannot be unpacked"),
    ("brotli", FetchFailed, "packs its answer as br"),
    ("long_header", FetchFailed, "against the rules"),
    ("no_http", FetchFailed, "against the rules"),
])
def test_each_bad_answer_is_one_clear_sentence(shop: Shop, path: str, error: type[InputError], words: str) -> None:
    caught = failure(shop.url(path))
    assert type(caught) is error and words in caught.message
    assert f"127.0.0.1:{shop.port}" in caught.message


def test_who_asks_too_often_learns_when_to_come_back(shop: Shop) -> None:
    assert "17 seconds" in failure(shop.url("status/429")).hint


@pytest.mark.parametrize("path", ["drip", "drip_head", "silent"])
def test_a_slow_server_holds_nobody(shop: Shop, path: str) -> None:
    started = time.monotonic()
    error = failure(shop.url(path), site(SOON))
    assert time.monotonic() - started < SOON + 0.5
    assert isinstance(error, FetchFailed) and f"longer than {SOON} s" in error.message


def test_the_deadline_covers_all_redirects_together(shop: Shop) -> None:
    started = time.monotonic()
    failure(shop.url("to?/to?/to?/drip"), site(SOON))
    assert time.monotonic() - started < SOON + 0.5


def test_a_silent_name_server_holds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(2))
    started = time.monotonic()
    assert "longer than" in failure("http://slow.example/", site(SOON)).message
    assert time.monotonic() - started < SOON + 0.5


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert "No server answers" in failure(f"http://127.0.0.1:{closed.getsockname()[1]}/").message

    def no_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")
    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    error = failure("http://shooop.example/")
    assert isinstance(error, FetchFailed) and "no server called shooop.example" in error.message


# ---- addresses that must not be asked

class Internet:
    """Names and dials of a made-up internet: every dial is written down and answered by the shop."""

    def __init__(self, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []
        self.dialled: list[str] = []
        dial, look_up = socket.create_connection, socket.getaddrinfo

        def lookup(host: str, port: int, *rest: object, **more: object) -> list:
            self.asked.append(host)
            if host not in self.answers:
                return look_up(host, port, *rest, **more)
            answers = self.answers[host]
            found = answers.pop(0) if len(answers) > 1 else answers[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

        def connect(address: tuple[str, int], *rest: object, **more: object) -> socket.socket:
            self.dialled.append(address[0])
            with monkeypatch.context() as real:
                real.setattr(socket, "getaddrinfo", look_up)
                return dial(("127.0.0.1", shop.port), *rest, **more)

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        monkeypatch.setattr(socket, "create_connection", connect)


@pytest.fixture
def internet(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    module._pool.cache_clear()
    yield Internet(shop, monkeypatch)
    module._pool.cache_clear()


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
    error = failure(f"http://{host}/latest/meta-data/", site(2, networks=""))
    assert internet.dialled == []
    assert isinstance(error, (Refused, FetchFailed)) and "secret" not in str(error)
    if "%" not in host:
        assert isinstance(error, Refused)


@pytest.mark.parametrize("url", [
    "data:image/png;base64,iVBORw0KGgo=", "file:///etc/passwd", "ftp://shop.example/a.jpg", "gopher://127.0.0.1:70/_",
    "javascript:alert(1)", "blob:https://shop.example/1", "//shop.example/a.jpg", "shop.example/a.jpg", "",
    "http://", "http:///a.jpg", "https://shop.example:99999/a.jpg", "http://sh op.example/", "http://a" + "b" * 70_000,
])
def test_other_schemes_and_half_addresses_are_refused_in_words(internet: Internet, url: str) -> None:
    internet.answers["shop.example"] = [["93.184.216.34"]]
    error = failure(url, site(2, networks=""))
    assert isinstance(error, (Refused, FetchFailed)) and internet.dialled == []
    assert len(error.message) < 250


@pytest.mark.parametrize("target", ["http://169.254.169.254/", "http://localhost/", "//127.0.0.1/", "file:///etc/passwd",
                                    "http://[::ffff:10.0.0.1]/", "http://2130706433/", "http://inside.example/"])
def test_a_redirect_is_checked_like_an_address(internet: Internet, target: str) -> None:
    internet.answers = {"shop.example": [["93.184.216.34"]], "inside.example": [["10.0.0.7"]]}
    assert isinstance(failure(f"http://shop.example/to?{target}", site(2, networks="")), Refused)
    assert internet.dialled == ["93.184.216.34"]


def test_a_name_that_changes_its_answer_gains_nothing(internet: Internet, shop: Shop) -> None:
    internet.answers["rebind.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    assert fetch("http://rebind.example/shoe.jpg", site(2, networks="")).data == JPEG
    assert internet.dialled == ["93.184.216.34"], "the checked address"
    assert internet.asked.count("rebind.example") == 1, "asked once"
    assert shop.seen == [("rebind.example", "/shoe.jpg")], "the server still learns which name was meant"
    error = failure("http://rebind.example:8080/shoe.jpg", site(2, networks=""))
    assert isinstance(error, Refused) and internet.dialled == ["93.184.216.34"]


def test_one_private_address_among_public_ones_is_enough_to_refuse(internet: Internet) -> None:
    internet.answers["mixed.example"] = [["93.184.216.34", "10.0.0.7"]]
    error = failure("http://mixed.example/", site(2, networks=""))
    assert isinstance(error, Refused) and internet.dialled == []
    assert "10.0.0.7" not in str(error), "what the inside looks like is nobody's business"


@pytest.mark.parametrize(("address", "networks", "allowed"), [
    ("93.184.216.34", "", True), ("2606:4700::1111", "", True), ("::ffff:93.184.216.34", "", True),
    ("64:ff9b::93.184.216.34", "", True), ("2002:5db8:d822::1", "", True), ("10.1.2.3", "", False),
    ("10.1.2.3", "10.1.0.0/16", True), ("10.2.2.3", "10.1.0.0/16", False), ("::ffff:10.1.2.3", "10.1.0.0/16", True),
    ("fd00::1", "10.0.0.0/8,fd00::/8", True), ("::1", "127.0.0.0/8", False),
])
def test_a_site_can_allow_its_own_networks(address: str, networks: str, allowed: bool) -> None:
    assert may_ask(ipaddress.ip_address(address), site(networks=networks).networks) is allowed


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
    error = failure("https://shop.example/shoe.jpg", site(2, networks=""))
    assert isinstance(error, FetchFailed) and "could not prove who it is" in error.message
    trusting()
    module._pool.cache_clear()
    module._trusted.cache_clear()
    assert fetch("https://shop.example/shoe.jpg", site(2, networks="")).data == JPEG
    assert shop.names[-1] == "shop.example" and shop.seen[-1][0] == "shop.example"
    assert "could not prove" in failure("https://other.example/shoe.jpg", site(2, networks="")).message
    module._trusted.cache_clear()


def test_https_to_a_server_without_it(shop: Shop) -> None:
    assert "does not speak https" in failure(shop.url("shoe.jpg").replace("http:", "https:")).message
