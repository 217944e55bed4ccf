"""A loopback server of a folder of small pictures in a process of its own, as cheap as Python allows.

Run by `benchmarks.jobs` as `python -m benchmarks.picture_server FOLDER`; it says its port and serves until its
standard input closes. All answers lie ready in memory, so what it costs is the sockets.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import cast

import psutil

from core.settings import ROOT


class PictureServer:
    """The process, for the time of a with block; `address` is http://127.0.0.1:PORT."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "benchmarks.picture_server", str(folder)], cwd=ROOT,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin and self._process.stdout
        self._input = self._process.stdin
        self.address = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    @property
    def cpu_seconds(self) -> float:
        """Processor time of the process so far."""
        return cpu_seconds(self._process.pid)

    def __enter__(self) -> PictureServer:
        return self

    def __exit__(self, *error: object) -> None:
        self._input.close()
        self._process.wait(30)


def cpu_seconds(*processes: int) -> float:
    """Processor time of processes so far, that of the system for them included."""
    times = [psutil.Process(process).cpu_times() for process in processes]
    return float(sum(item.user + item.system for item in times))


class _Answers(asyncio.Protocol):
    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers, self._asked = answers, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._asked += data
        while (end := self._asked.find(b"\r\n\r\n")) >= 0:
            name = self._asked[:self._asked.index(b"\r\n")].split(b" ")[1]
            self._asked = self._asked[end + 4:]
            self._transport.write(self._answers.get(name, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))


async def _serve(folder: Path) -> None:
    answers = {}
    for path in folder.iterdir():
        data = path.read_bytes()
        head = ("HTTP/1.1 200 OK", "Content-Type: image/jpeg", f'ETag: "{path.stem}"', f"Content-Length: {len(data)}")
        answers[f"/{path.name}".encode()] = "\r\n".join((*head, "", "")).encode() + data
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Answers(answers), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
