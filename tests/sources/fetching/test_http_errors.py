"""What servers answer becomes one error with a reason and a hint."""

from __future__ import annotations

import gzip
import ssl
import time
import zlib
from email.utils import formatdate

import httpcore
import httpx
import pytest

from core.errors import FetchFailed, MerchlensError, NotAPicture, NotFound, TooLarge
from core.sources.fetching.http_errors import (
    check_status,
    connection_error,
    decompress,
    host_of,
    refuse_markup,
    retry_after,
)

URL = httpx.URL("https://shop.example:8443/shoe.jpg")


@pytest.mark.parametrize("status", [200, 203])
def test_good_statuses_pass(status: int) -> None:
    check_status(URL, status, {}, "picture")


@pytest.mark.parametrize(("status", "error"), [(404, NotFound), (410, NotFound), (403, FetchFailed), (418, FetchFailed),
                                               (429, FetchFailed), (500, FetchFailed), (204, FetchFailed)])
def test_other_statuses_name_host_and_number(status: int, error: type[MerchlensError]) -> None:
    with pytest.raises(error) as caught:
        check_status(URL, status, {"retry-after": "17"}, "picture")
    assert "shop.example:8443" in caught.value.message and str(status) in caught.value.message and caught.value.hint
    if isinstance(caught.value, FetchFailed):
        assert caught.value.status == status
        assert caught.value.retry_after == (17.0 if status in (429, 503) else None)


def test_retry_after_is_a_number_or_a_date() -> None:
    wait = retry_after(formatdate(time.time() + 90, usegmt=True))
    assert wait is not None and 85 < wait <= 90
    assert retry_after(formatdate(0, usegmt=True)) == 0.0 and retry_after(" 5") == 5.0
    assert [retry_after(text) for text in ("", "soon", "-5", "9" * 30)] == [None] * 4


def read(body: bytes, headers: dict[str, str], limit: int = 1000, part: int = 100) -> bytes:
    parts = [body[start:start + part] for start in range(0, len(body), part)]
    response = httpcore.Response(200, content=iter(parts))
    return b"".join(decompress(response, headers, URL, limit))


@pytest.mark.parametrize(("encoding", "pack"), [("", bytes), ("identity", bytes), ("gzip", gzip.compress),
                                                ("X-GZIP", gzip.compress), ("deflate", zlib.compress)])
def test_bodies_are_unpacked_piece_by_piece(encoding: str, pack) -> None:
    data = bytes(range(250)) * 4
    assert read(pack(data), {"content-encoding": encoding} if encoding else {}) == data


@pytest.mark.parametrize(("body", "headers", "error", "words"), [
    (b"x" * 1001, {}, TooLarge, "more than 0.001 MB"),
    (b"", {"content-length": "5000000"}, TooLarge, "5.0 MB"),
    (gzip.compress(bytes(2000), mtime=0), {"content-encoding": "gzip"}, TooLarge, "more than"),
    (b"not gzip", {"content-encoding": "gzip"}, FetchFailed, "damaged gzip answer"),
    (b"x", {"content-encoding": "br"}, FetchFailed, "in the encoding br"),
])
def test_bodies_that_cannot_be_read(body: bytes, headers: dict[str, str], error: type[MerchlensError],
                                    words: str) -> None:
    with pytest.raises(error, match=words):
        read(body, headers)


def test_a_packed_body_that_ends_early_is_a_broken_connection() -> None:
    with pytest.raises(httpcore.RemoteProtocolError):
        read(gzip.compress(bytes(range(250)))[:-5], {"content-encoding": "gzip"})


@pytest.mark.parametrize(("start", "content_type", "refused"), [
    (b"\n<!doctype html>", "text/html", True), (b"<svg/>", "image/svg+xml", True), (b"<x/>", "image/jpeg", False),
    (b"\xff\xd8\xff", "text/html", False), (b"", "text/html", False)])
def test_only_what_is_surely_not_a_picture_is_refused(start: bytes, content_type: str, refused: bool) -> None:
    if not refused:
        refuse_markup(start, content_type, URL)
        return
    with pytest.raises(NotAPicture, match="shop.example"):
        refuse_markup(start, content_type, URL)


@pytest.mark.parametrize(("cause", "words"), [
    (ssl.SSLCertVerificationError(1, "certificate verify failed"), "could not prove its identity"),
    (ssl.SSLError(1, "wrong version number"), "does not speak https"),
    (ConnectionRefusedError(), "No server answers"), (OSError("network is down"), "cannot be reached"),
    ("?", "cannot be reached")])
def test_connections_that_fail_say_why(cause: object, words: str) -> None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        cause.verify_message = "self-signed certificate"
    error = connection_error(URL, cause)
    assert words in error.message and host_of(URL) in error.message and error.hint.endswith(".")
    assert error.no_server is isinstance(cause, ConnectionRefusedError)
