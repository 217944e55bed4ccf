"""How long a rerun of a page takes, and whether the server's memory stays flat: one session, many reruns.

    python -m benchmarks.reruns --page audits --reruns 60

A fresh server on a free port is asked over its websocket, as a browser asks it. With `--collect` Streamlit collects
garbage after each run of a script, its default; `.streamlit/config.toml` turns that off.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from core.settings import ROOT

START_SECONDS = 60.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", default="", help="the page's name in its address; the first page by default")
    parser.add_argument("--reruns", type=int, default=60)
    parser.add_argument("--collect", action="store_true", help="collect garbage after each run, Streamlit's default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder), collect=options.collect) as (port, pid), (
            open_session(port)) as session:
        rerun(session, options.page)
        rerun(session, options.page)  # what loads once is loaded
        first = resident_mb(pid)
        seconds, sizes = [], []
        for _ in range(options.reruns):
            start = time.perf_counter()
            rerun(session, options.page)
            seconds.append(time.perf_counter() - start)
            sizes.append(resident_mb(pid))
    print(f"{options.reruns} reruns of {options.page or 'the first page'}, garbage collected after each: "
          f"{'yes' if options.collect else 'no'}")
    print(f"seconds: median {statistics.median(seconds):.3f}, longest {max(seconds):.3f}")
    print(f"resident memory: {first:.0f} MB before, {sizes[len(sizes) // 2]:.0f} MB in the middle, "
          f"{sizes[-1]:.0f} MB after, at most {max(sizes):.0f} MB")


@contextmanager
def server(folder: Path, *, collect: bool = False, **settings: str) -> Iterator[tuple[int, int]]:
    """A dashboard on a free port, with this data folder and these variables: port and process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "MERCHLENS_DATA_DIR": str(folder), "MERCHLENS_WORKERS": "1", **settings,
                   "STREAMLIT_RUNNER_POST_SCRIPT_GC": str(collect).lower()}
    process = subprocess.Popen([sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port),
                                "--server.headless", "true"], cwd=ROOT, env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def open_session(port: int) -> ClientConnection:
    """A session, as a browser opens it; like a browser, it does not hang up on a slow server."""
    return connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None,
                   open_timeout=60, ping_interval=None)


def wait_for(address: str) -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def rerun(session: ClientConnection, page: str, query: str = "") -> None:
    """Run the page's script once and wait for its end."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    session.send(message.SerializeToString())
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(session.recv(timeout=300))
        if answer.WhichOneof("type") == "script_finished":
            return


def resident_mb(pid: int) -> float:
    """Memory of a process and no other, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
