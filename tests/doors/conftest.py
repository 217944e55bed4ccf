"""The real server, for tests of what its whole application lets in and sends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from core.settings import ROOT
from tests.doors.raw_http import answer_of


@pytest.fixture(scope="session")
def port(server: tuple[int, int]) -> int:
    """Where the dashboard listens; it has no models and answers to one foreign name."""
    return server[0]


@pytest.fixture(scope="session")
def server_pid(server: tuple[int, int]) -> int:
    """Its process."""
    return server[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Port and process of the dashboard."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(folder), "MERCHLENS_MODELS_DIR": str(folder / "none"),
                   "MERCHLENS_ALLOWED_HOSTS": "lens.shop.example"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(number),
               "--server.address", "127.0.0.1", "--server.headless", "true"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 90
        while answer_of(number, "/_stcore/health", "127.0.0.1")[0] != 200:
            assert time.monotonic() < deadline and process.poll() is None, "the server did not start"
            time.sleep(0.3)
        yield number, process.pid
    finally:
        process.terminate()
        process.wait(60)
