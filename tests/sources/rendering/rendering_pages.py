"""Pages for a real browser, pictures that it can show, and a server that nobody may reach."""

from __future__ import annotations

import os
import socket
import struct
import threading
import zlib
from pathlib import Path

import pytest

from core.settings import Settings
from core.sources.fetching.fetch import Response
from core.sources.rendering.chromium import NAMES, is_available
from tests.sources.internet import site

needs_browser = pytest.mark.skipif(not is_available(Settings()), reason="there is no Chromium on this machine (one of "
                                   f"{', '.join(NAMES)}), or no playwright: pip install -r requirements-render.txt")


def png(width: int, height: int) -> bytes:
    """A red picture."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    pixels = zlib.compress((b"\0" + b"\xc8\x20\x20" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def response(html: str, url: str) -> Response:
    return Response(html.encode(), url, "text/html; charset=utf-8")


def rendering_site(tmp_path: Path, **changes: object) -> Settings:
    """Settings of a site that may ask 127.0.0.1, and nothing else of this machine."""
    return site(**{"networks": "127.0.0.1/32", "max_bytes": 2_000_000, "data_dir": tmp_path, **changes})


class Inner:
    """A server of the inner network, at 127.0.0.2: it counts whoever connects (TCP) or sends something (UDP)."""

    def __init__(self) -> None:
        self.visitors: list[str] = []
        self._tcp, self._udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        self._tcp.bind(("127.0.0.2", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp.bind(("127.0.0.2", self.port))
        self._tcp.listen(50)
        for wait in (self._accept, self._receive):
            threading.Thread(target=wait, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.2:{self.port}"

    def close(self) -> None:
        self._tcp.shutdown(socket.SHUT_RDWR)  # ends the thread that accepts
        self._tcp.close()
        self._udp.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._tcp.accept()
            except OSError:
                return
            connection.settimeout(1)
            try:
                self.visitors.append(f"TCP {connection.recv(80)!r}")
            except OSError:
                self.visitors.append("TCP")
            connection.close()

    def _receive(self) -> None:
        while True:
            try:
                self.visitors.append(f"UDP {self._udp.recv(80)!r}")
            except OSError:
                return


def processes_of(mark: str) -> list[str]:
    """Ids of processes whose command line names something, such as a folder."""
    ids = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "cmdline").read_bytes() and folder.name != str(os.getpid()):
                ids.append(folder.name)
        except OSError:
            continue
    return ids
