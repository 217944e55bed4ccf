"""A web server on loopback with a folder of model files, for the tests of downloads."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import Settings


def local_settings(tmp_path: Path, **changes: object) -> Settings:
    """Settings that may fetch from loopback."""
    return Settings(data_dir=tmp_path / "data", allow_networks="127.0.0.0/8", **changes)


@pytest.fixture
def spoken() -> list[str]:
    """Sentences that were said."""
    return []


class Shelf(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and counts what was asked for."""

    asked: list[str]

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[tuple[str, Path, list[str]]]:
    """Address, folder and requests of a server on loopback."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    asked: list[str] = []
    handler = type("Handler", (Shelf,), {"asked": asked})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: handler(*a, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", folder, asked
    server.shutdown()
    server.server_close()
