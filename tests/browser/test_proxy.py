"""Behind a proxy on the same machine nobody is local: a folder of the server stays closed to its visitors."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@contextmanager
def proxy(port: int, header: bytes) -> Iterator[str]:
    """A proxy that adds a header to the first request of each connection, WebSockets included."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, port, header), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _accept(listener: socket.socket, port: int, header: bytes) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", port))
            edit = _adding(header)
            for source, target, change in ((client, server, edit), (server, client, lambda data: data)):
                threading.Thread(target=_pump, args=(source, target, change), daemon=True).start()


def _adding(header: bytes) -> Callable[[bytes], bytes]:
    added = False

    def edit(data: bytes) -> bytes:
        nonlocal added
        first, added = not added, True
        return data.replace(b"\r\n", b"\r\n" + header + b"\r\n", 1) if first and header else data

    return edit


def _pump(source: socket.socket, target: socket.socket, change: Callable[[bytes], bytes]) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(change(data))
        target.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize(("header", "is_open"), [(b"", True), (b"X-Forwarded-For: 203.0.113.9", False),
                                                 (b"Via: 1.1 gate", False)])
def test_a_folder_is_open_to_local_visitors_only(browser: Any, server: str, tmp_path: Path, header: bytes,
                                                 is_open: bool) -> None:
    (tmp_path / "photo.txt").write_text("no photo")
    with ExitStack() as stack:
        address = stack.enter_context(proxy(urlsplit(server).port or 0, header))
        context = browser.new_context(base_url=address)
        stack.callback(context.close)
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.goto("/audits")
        page.get_by_label("Address of a shop page").fill(str(tmp_path))
        page.get_by_role("button", name="Start audit").click()
        refusal = page.get_by_text("cannot be audited from other machines")
        if is_open:
            page.wait_for_url("**job=*")
            assert refusal.count() == 0
        else:
            refusal.wait_for()
