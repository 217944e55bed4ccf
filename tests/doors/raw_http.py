"""One request over a bare socket: the Host header is whatever a test says."""

from __future__ import annotations

import socket


def answer_of(port: int, path: str, host: str, *headers: str) -> tuple[int, dict[str, str]]:
    """Status and headers of the answer to one request; (0, {}) while nothing listens."""
    request = "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", *headers, "", ""])
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(request.encode())
            data = b""
            while b"\r\n\r\n" not in data and (part := connection.recv(4096)):
                data += part
    except OSError:
        return 0, {}
    first, *lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split()[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}
