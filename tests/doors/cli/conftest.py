"""A command as a person runs it: a real process with a data folder of its own, and a shop on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.settings import ROOT


@pytest.fixture
def run(tmp_path):
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(tmp_path / "data"), "MERCHLENS_WORKERS": "1",
                   "MERCHLENS_ALLOW_NETWORKS": "127.0.0.0/8"}

    def run(*arguments, **changes) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "core", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=240,
                              env={**environment, **changes})

    return run


@pytest.fixture
def shop(photos):
    """A web server on loopback with bus.jpg and zidane.jpg."""
    handler = partial(SimpleHTTPRequestHandler, directory=photos["bus"].parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
