"""The command `audit`, killed: --resume goes on, loses nothing and fetches hardly anything twice."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from PIL import Image

from core.settings import ROOT

REAL = ["-m", "core"]
QUICK = ["-c", "import signal, sys\nfrom tests.doors.cli.quick_command import run\n"
         "signal.signal(signal.SIGTERM, signal.default_int_handler)\nsys.exit(run())"]


class Shop(ThreadingHTTPServer):
    """Serves as many pictures as it is asked for, each of another color, and counts the requests."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.requests: list[str] = []
        self.limit = float("inf")  # requests after which it answers no more before it `goes_on`
        self.goes_on = Event()


class Page(BaseHTTPRequestHandler):
    server: Shop

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.server.requests.append(self.path)
        if len(self.server.requests) > self.server.limit:
            self.server.goes_on.wait(90)
        number = int(self.path.strip("/"))
        picture = io.BytesIO()
        Image.new("RGB", (64, 64), (number % 256, number // 256, 90)).save(picture, "PNG")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(picture.getvalue())


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def start(program: list[str], shop: Shop, count: int, folder: Path, *options: str) -> subprocess.Popen[str]:
    """The command that audits so many pictures of the shop."""
    source = folder / "pictures.txt"
    source.write_text("".join(f"http://127.0.0.1:{shop.server_port}/{number}\n" for number in range(count)))
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(folder / "data"), "MERCHLENS_WORKERS": "1",
                   "MERCHLENS_ALLOW_NETWORKS": "127.0.0.0/8", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, *program, "audit", str(source), *options], cwd=ROOT, env=environment,
                            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def interrupt(process: subprocess.Popen[str], shop: Shop, requests: int, how: signal.Signals) -> None:
    """Send a signal once the shop has had so many requests; checks how the process ends."""
    end = time.monotonic() + 90
    shop.goes_on.clear()
    shop.limit = requests  # the audit cannot end before the signal has come
    while len(shop.requests) < requests and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(how)
    shop.limit = float("inf")
    shop.goes_on.set()
    stdout, stderr = process.communicate(timeout=60)
    assert stdout == "" and "Traceback" not in stderr, stderr
    if how == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL, stderr
    else:
        assert process.returncode == 130 and "Paused. Run the same command with --resume" in stderr, stderr


def check_resumed(program: list[str], shop: Shop, count: int, folder: Path) -> None:
    """The last --resume ends well, with a row for each picture."""
    stdout, stderr = start(program, shop, count, folder, "--resume").communicate(timeout=300)
    rows = list(csv.DictReader(io.StringIO(stdout.removeprefix("\ufeff"))))
    assert f"{count:,} analyzed, 0 failed, 0 skipped" in stderr, stderr
    assert len(rows) == count == len({row["uri"] for row in rows}) and all(row["kind"] for row in rows)
    assert len(set(shop.requests)) == count


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_audit_that_was_interrupted_goes_on(shop: Shop, tmp_path: Path, how: signal.Signals) -> None:
    count = 40
    interrupt(start(QUICK, shop, count, tmp_path), shop, count // 2, how)
    again = start(QUICK, shop, count, tmp_path)
    assert "--resume" in again.communicate(timeout=60)[1] and again.returncode == 2, "it says how to go on"
    check_resumed(QUICK, shop, count, tmp_path)
    assert len(shop.requests) <= count + (8 if how == signal.SIGKILL else 0)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_five_interruptions_of_the_real_command(shop: Shop, tmp_path: Path, how: signal.Signals) -> None:
    count = 400
    for part in range(1, 6):
        options = ("--resume",) if part > 1 else ()
        interrupt(start(REAL, shop, count, tmp_path, *options), shop, part * count // 6, how)
    check_resumed(REAL, shop, count, tmp_path)
    assert len(shop.requests) <= 1.05 * count, f"{len(shop.requests)} requests for {count} pictures"
