"""Fetch a picture or a document by its address, from the public internet only, within limits of time and bytes."""

from __future__ import annotations

import os
import re
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import certifi
import httpcore
import httpx

from core import __version__
from core.errors import FetchFailed
from core.settings import Settings
from core.sources.documents.document import DOCUMENT_BYTES, Document
from core.sources.fetching.guard import GuardedBackend, Network, check_url
from core.sources.fetching.http_errors import (
    IMAGE_HINT,
    check_status,
    connection_error,
    decompress,
    host_of,
    refuse_markup,
)

MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_URL = re.compile(r"\s*([a-z][a-z0-9+.-]+://|(data|blob|javascript|about|file|mailto):)", re.IGNORECASE)
AGENT = f"Merchlens/{__version__}"
_LONG_BYTES, _LONG_FACTOR = 50_000_000, 6  # who may send more than this may take so many times `fetch_seconds`
_IN_MEMORY = 4_000_000  # a longer document waits on disk
_PICTURE_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "image/avif,image/webp,image/png,image/jpeg,image/*;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "identity",
}
_DOCUMENT_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html,application/xhtml+xml,application/xml,text/csv,text/*;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip",
}
_CHARSET = re.compile(r"""charset\s*=\s*["']?([a-z0-9._:-]{1,40})""")


@dataclass(frozen=True)
class Response:
    """What an address answered.

    Attributes
    ----------
    data : bytes
        The body, unpacked.
    url : str
        The address after redirects.
    content_type : str
        As the server declares it, in lower case and without parameters; it may be wrong.
    etag : str
        Of this version of the body, "" where the server gives none.
    unchanged : bool
        The server still has the version of the `etag` that was sent (304); there is no data then.
    """

    data: bytes
    url: str
    content_type: str
    etag: str = ""
    unchanged: bool = False


class _Request(NamedTuple):
    """What one request sends, how much may come back and by when, and where each part of the body goes."""

    headers: dict[str, str]
    max_bytes: int
    seconds: float
    deadline: float
    write: Callable[[bytes], object]
    is_picture: bool


class _Head(NamedTuple):
    url: str
    status: int
    headers: dict[str, str]


def is_url(text: str) -> bool:
    """Whether a text is meant as an address rather than as a path; also true for schemes that `fetch` refuses.

    Examples
    --------
    >>> is_url("https://shop.example/a.jpg"), is_url("photos/a.jpg"), is_url("file:///etc/passwd")
    (True, False, True)
    """
    return _URL.match(text) is not None


def fetch(url: str, settings: Settings, *, etag: str = "") -> Response:
    """Fetch one picture; safe to call from several threads.

    Parameters
    ----------
    url : str
        http or https, leading to public addresses at port 80, 443 or one of `settings.ports`, or to
        `settings.networks` at any port.
    settings : Settings
        `max_bytes` caps the body, also the unpacked one; `fetch_seconds` caps all of it: name, connection, redirects
        and body.
    etag : str
        Of an earlier response; the answer may then be `unchanged`.

    Returns
    -------
    Response

    Raises
    ------
    Refused
        The address, or one that it redirects to, must not be requested.
    NotFound
        The server has nothing there (404, 410).
    TooLarge
        More bytes than allowed.
    NotAPicture
        The server itself says that it is a web page or an SVG drawing.
    FetchFailed
        The server cannot be reached, is slow, breaks off, redirects without end, or answers with an error.
    """
    body = bytearray()
    seconds = settings.fetch_seconds
    head = _follow(check_url(url), settings, _Request(_PICTURE_HEADERS | _if_changed(etag), settings.max_bytes,
                                                      seconds, time.monotonic() + seconds, body.extend, True))
    content_type = head.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Response(bytes(body), head.url, content_type, head.headers.get("etag", ""), head.status == 304)


def fetch_document(url: str, settings: Settings, *, max_bytes: int = DOCUMENT_BYTES) -> Document:
    """Fetch a page, sitemap, feed or archive, guarded as `fetch` is.

    Parameters
    ----------
    url : str
        As for `fetch`.
    settings : Settings
        `fetch_seconds` caps the time; six times as much where `max_bytes` is above 50 MB.
    max_bytes : int
        Caps the body, also the unpacked one.

    Returns
    -------
    Document
        Close its file after use.

    Raises
    ------
    Refused, NotFound, TooLarge, FetchFailed
        As by `fetch`.
    """
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    seconds = settings.fetch_seconds * (_LONG_FACTOR if max_bytes > _LONG_BYTES else 1)
    request = _Request(_DOCUMENT_HEADERS, max_bytes, seconds, time.monotonic() + seconds, file.write, False)
    try:
        head = _follow(check_url(url), settings, request)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    content_type, _, parameters = head.headers.get("content-type", "").lower().partition(";")
    charset = _CHARSET.search(parameters)
    return Document(file, head.url, url, content_type.strip(), charset[1] if charset else "")


def fetch_resource(url: str, settings: Settings, headers: dict[str, str], *, seconds: float) -> Response:
    """Fetch what a page asks for while a browser renders it (scripts, styles, pictures), guarded as `fetch` is.

    Parameters
    ----------
    url : str
        As for `fetch`.
    settings : Settings
        `max_bytes` caps the body, also the unpacked one.
    headers : dict of str to str
        What the browser would send; it decides nothing about where the request goes.
    seconds : float
        Caps all of it.

    Returns
    -------
    Response
        `content_type` with its parameters.

    Raises
    ------
    Refused, NotFound, TooLarge, FetchFailed
        As by `fetch`.
    """
    body = bytearray()
    request = _Request({"User-Agent": AGENT, **headers, "Accept-Encoding": "gzip"}, settings.max_bytes, seconds,
                       time.monotonic() + seconds, body.extend, False)
    head = _follow(check_url(url), settings, request)
    return Response(bytes(body), head.url, head.headers.get("content-type", ""))


def _if_changed(etag: str) -> dict[str, str]:
    return {"If-None-Match": etag} if etag and etag.isprintable() and etag.isascii() else {}


def _follow(url: httpx.URL, settings: Settings, request: _Request) -> _Head:
    """Send a request, also to where it is redirected, within one deadline."""
    pool = _pool(os.getpid(), settings.networks, settings.ports)
    asked: list[httpx.URL] = []
    while len(asked) <= MAX_REDIRECTS:
        asked.append(url)
        answer = _send(pool, url, request)
        if isinstance(answer, _Head):
            return answer
        url = answer
        if url in asked:
            raise FetchFailed(f"{host_of(url)} redirects in a circle.", IMAGE_HINT, status=302)
    raise FetchFailed(f"{host_of(url)} redirects more than {MAX_REDIRECTS} times.", IMAGE_HINT, status=302)


@lru_cache(maxsize=4)
def _pool(process: int, networks: tuple[Network, ...], ports: tuple[int, ...]) -> httpcore.ConnectionPool:
    """Open connections, for each process its own; environment variables such as proxies play no part."""
    return httpcore.ConnectionPool(ssl_context=_ssl_context(), network_backend=GuardedBackend(networks, ports),
                                   max_connections=64, max_keepalive_connections=16, keepalive_expiry=10.0)


@lru_cache(maxsize=1)
def _ssl_context() -> ssl.SSLContext:
    """The system's certificate authorities; where it has none (some Pythons on macOS), those of certifi."""
    context = ssl.create_default_context()
    if not context.get_ca_certs():
        context.load_verify_locations(certifi.where())
    return context


def _send(pool: httpcore.ConnectionPool, url: httpx.URL, request: _Request) -> _Head | httpx.URL:
    """One request: its response's head once the body is written, or the address to go to next."""
    size = 0
    what = "picture" if request.is_picture else "document"
    try:
        with _open_response(pool, url, request) as response:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in _REDIRECTS and "location" in headers:
                return _redirect_target(url, headers["location"])
            head = _Head(str(url), response.status, headers)
            if response.status == 304 and "If-None-Match" in request.headers:
                return head
            check_status(url, response.status, headers, what)
            for part in decompress(response, headers, url, request.max_bytes):
                if request.is_picture and not size:
                    refuse_markup(part, headers.get("content-type", "").partition(";")[0].strip().lower(), url)
                request.write(part)
                size += len(part)
    except httpcore.TimeoutException:
        raise FetchFailed(f"{host_of(url)} took longer than {request.seconds:g} s; {size:,} bytes arrived in that "
                          "time.", f"Try again later, or save the {what} in a browser and add the file.") from None
    except httpcore.ConnectError as error:
        raise connection_error(url, error.args[0] if error.args else error) from None
    except (httpcore.NetworkError, httpcore.ProtocolError):
        raise FetchFailed(f"{host_of(url)} broke off or violated the rules of HTTP after {size:,} bytes of the "
                          f"{what}.", f"Try again later, or save the {what} in a browser and add the file.") from None
    return head


@contextmanager
def _open_response(pool: httpcore.ConnectionPool, url: httpx.URL, request: _Request) -> Iterator[httpcore.Response]:
    address = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    limits = {"connect": request.deadline, "read": request.deadline, "write": request.deadline,  # points in time: guard
              "pool": max(0.0, request.deadline - time.monotonic())}
    headers = [("Host", url.netloc.decode("ascii")), *request.headers.items()]
    message = httpcore.Request("GET", address, headers=headers, extensions={"timeout": limits})
    try:
        response = pool.handle_request(message)
    except (httpcore.ReadError, httpcore.RemoteProtocolError):  # often an open connection that the server has closed
        response = pool.handle_request(message)
    try:
        yield response
    finally:
        response.close()


def _redirect_target(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return check_url(str(url.join(location.encode("latin-1").decode("utf-8", "replace"))))
    except (httpx.InvalidURL, ValueError):
        raise FetchFailed(f"{host_of(url)} redirects to an address that cannot be read.", IMAGE_HINT,
                          status=302) from None
