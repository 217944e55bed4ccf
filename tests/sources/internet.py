"""A web shop on loopback that misbehaves on request, and a made-up internet around it."""

from __future__ import annotations

import gzip
import http.server
import socket
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.errors import InputError
from core.settings import Settings, read_settings
from core.sources.fetching import fetch as fetching
from core.sources.fetching.fetch import fetch

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
LIMIT = 50_000


class Shop(http.server.ThreadingHTTPServer):
    """A server on loopback whose pages misbehave as their names say."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.seen: list[tuple[str, str]] = []
        self.names: list[str | None] = []
        self.redirects: dict[str, str] = {}  # path -> where it leads
        self.files: dict[str, tuple[bytes, str]] = {}  # path -> body and type, beside the pages that misbehave
        self.stopped = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what these tests are about."""

    @property
    def port(self) -> int:
        return self.server_address[1]

    def put(self, path: str, body: bytes | str, content_type: str = "") -> str:
        """Serve a file from now on; gives its address."""
        self.files[f"/{path}"] = (body if isinstance(body, bytes) else body.encode(), content_type)
        return self.url(path)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Shop

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.server.seen.append((self.headers.get("Host", ""), self.path))
        name = self.path.strip("/").partition(".")[0].partition("/")[0].partition("?")[0]
        if self.path in self.server.redirects:
            self.give(b"", 302, Location=self.server.redirects[self.path])
        elif self.path in self.server.files:
            body, content_type = self.server.files[self.path]
            self.give(body, Content_Type=content_type)
        else:
            getattr(self, name, self.missing)()

    def missing(self) -> None:
        self.give(b"", 404)

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

    def mislabeled(self) -> None:
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
        self.server.stopped.wait(60)
        self.close_connection = True

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

    def once(self) -> None:
        self.answered = getattr(self, "answered", 0) + 1  # on this connection
        if self.answered == 1:
            self.give(JPEG)
        self.close_connection = self.answered > 1

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


class Internet:
    """Names and dials of a made-up internet: every dial is written down and answered by the shop."""

    def __init__(self, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []
        self.dialled: list[str] = []
        dial, look_up, dialling = socket.create_connection, socket.getaddrinfo, threading.local()

        def lookup(host: str, port: int, *rest: object, **more: object) -> list:
            if getattr(dialling, "now", False):  # the dial's own look-up of 127.0.0.1, of this thread alone
                return look_up(host, port, *rest, **more)
            self.asked.append(host)
            if host not in self.answers:
                return look_up(host, port, *rest, **more)
            answers = self.answers[host]
            found = answers.pop(0) if len(answers) > 1 else answers[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

        def connect(address: tuple[str, int], *rest: object, **more: object) -> socket.socket:
            self.dialled.append(address[0])
            dialling.now = True
            try:
                return dial(("127.0.0.1", shop.port), *rest, **more)
            finally:
                dialling.now = False

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        monkeypatch.setattr(socket, "create_connection", connect)


def site(seconds: float = 15.0, networks: str = "127.0.0.0/8", **changes: object) -> Settings:
    """Settings of a site that may ask loopback, without pauses."""
    return read_settings(**{"allow_networks": networks, "fetch_seconds": seconds, "max_bytes": LIMIT,
                            "crawl_seconds": 0, **changes})


def failure(url: str, settings: Settings | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        fetch(url, settings or site())
    error = caught.value
    assert error.message.endswith(".") and error.hint.endswith("."), error
    assert "\n" not in error.message and "httpcore" not in error.message
    return error


@contextmanager
def served(shop: Shop) -> Iterator[Shop]:
    """A shop that answers, until the block ends."""
    threading.Thread(target=shop.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield shop
    shop.stopped.set()
    shop.shutdown()
    shop.server_close()


@contextmanager
def connected(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    """An internet around a shop, without connections that another test kept."""
    fetching._pool.cache_clear()
    yield Internet(shop, monkeypatch)
    fetching._pool.cache_clear()
