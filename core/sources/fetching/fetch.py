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
from typing import IO, NamedTuple

import certifi
import httpcore
import httpx

from core import __version__
from core.errors import FetchFailed
from core.settings import Settings
from core.sources.fetching.guard import GuardedBackend, Network, check_url
from core.sources.fetching.http_errors import IMAGE_HINT, check_content, check_status, no_connection, server, unpacked

MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_URL = re.compile(r"\s*([a-z][a-z0-9+.-]+://|(data|blob|javascript|about|file|mailto):)", re.IGNORECASE)
AGENT = f"Merchlens/{__version__}"
DOCUMENT_BYTES = 200_000_000  # sitemaps have at most 50 MB by their protocol; feeds of big shops have more
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
class Fetched:
    """What an address gave.

    Attributes
    ----------
    data : bytes
        The body, unpacked.
    url : str
        The address after redirects.
    content_type : str
        As the server said it, in lower case and without parameters; it may lie.
    etag : str
    unchanged : bool
        The server says that it is still what the `etag` that was sent stands for; there is no data then.
    """

    data: bytes
    url: str
    content_type: str
    etag: str = ""
    unchanged: bool = False


@dataclass(frozen=True)
class Document:
    """A page, sitemap, feed or archive: an open file from its beginning, so that a long one costs no memory.

    Attributes
    ----------
    file : binary file
        The body, unpacked once from the transfer's packing; a .gz file is still packed. Close it after use.
    url : str
        The address after redirects; "" for a file of this machine.
    name : str
        What people know it by.
    content_type, charset : str
        As the server said it, in lower case; "" where it said nothing; they may lie.
    etag : str
    unchanged : bool
        The server says that the document is still the one of the `etag` that was sent; the file is empty then.
    """

    file: IO[bytes]
    url: str = ""
    name: str = ""
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    unchanged: bool = False


class _Wish(NamedTuple):
    """What one request asks for, how much may come and by when, and what takes each part."""

    headers: dict[str, str]
    max_bytes: int
    seconds: float
    deadline: float
    take: Callable[[bytes], object]
    is_picture: bool


class _Head(NamedTuple):
    url: str
    status: int
    headers: dict[str, str]


def is_url(text: str) -> bool:
    """Whether a text is meant as an address rather than as a path; also true for schemes that `fetch` refuses."""
    return _URL.match(text) is not None


def fetch(url: str, settings: Settings, *, etag: str = "") -> Fetched:
    """Fetch one address; safe to call from several threads.

    Parameters
    ----------
    url : str
        http or https, any port, leading to public addresses or to `settings.networks`.
    settings : Settings
        `max_bytes` caps the body (also the unpacked one), `fetch_seconds` caps all of it: name, connection,
        redirects and body.
    etag : str
        Of an earlier answer; the result may then be `unchanged`.

    Returns
    -------
    Fetched

    Raises
    ------
    Refused
        The address, or one that it redirects to, must not be asked.
    NotFound
        The server has nothing there (404, 410).
    TooLarge
        More bytes than allowed.
    NotAPicture
        A web page or an SVG drawing, which the server itself says.
    FetchFailed
        The server cannot be reached, is slow, breaks off, redirects without end, or answers with an error.
    """
    body = bytearray()
    seconds = settings.fetch_seconds
    head = _follow(check_url(url), settings, _Wish(_PICTURE_HEADERS | _if_changed(etag), settings.max_bytes, seconds,
                                                   time.monotonic() + seconds, body.extend, True))
    content_type = head.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(bytes(body), head.url, content_type, head.headers.get("etag", ""), head.status == 304)


def fetch_document(url: str, settings: Settings, *, max_bytes: int = DOCUMENT_BYTES, etag: str = "") -> Document:
    """Fetch a page, sitemap, feed or archive, guarded as `fetch` is.

    Parameters
    ----------
    url : str
    settings : Settings
    max_bytes : int
        Caps the body, also the unpacked one. Above 50 MB the document may take six times `settings.fetch_seconds`.
    etag : str
        Of an earlier answer; the result may then be `unchanged`.

    Returns
    -------
    Document

    Raises
    ------
    Refused, NotFound, TooLarge, FetchFailed
        As by `fetch`.
    """
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    seconds = settings.fetch_seconds * (_LONG_FACTOR if max_bytes > _LONG_BYTES else 1)
    headers = _DOCUMENT_HEADERS | _if_changed(etag)
    try:
        head = _follow(check_url(url), settings,
                       _Wish(headers, max_bytes, seconds, time.monotonic() + seconds, file.write, False))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    kind, _, rest = head.headers.get("content-type", "").lower().partition(";")
    charset = _CHARSET.search(rest)
    return Document(file, head.url, url, kind.strip(), charset[1] if charset else "", head.headers.get("etag", ""),
                    head.status == 304)


def _if_changed(etag: str) -> dict[str, str]:
    return {"If-None-Match": etag} if etag and etag.isprintable() and etag.isascii() else {}


def _follow(here: httpx.URL, settings: Settings, wish: _Wish) -> _Head:
    pool = _pool(os.getpid(), settings.networks)
    for _ in range(MAX_REDIRECTS + 1):
        answer = _ask(pool, here, wish)
        if isinstance(answer, _Head):
            return answer
        here = answer
    raise FetchFailed(f"{server(here)} redirects more than {MAX_REDIRECTS} times.", IMAGE_HINT)


@lru_cache(maxsize=4)
def _pool(process: int, networks: tuple[Network, ...]) -> httpcore.ConnectionPool:
    """Kept connections, for each process its own; environment variables such as proxies play no part."""
    return httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=GuardedBackend(networks),
                                   max_connections=64, max_keepalive_connections=16, keepalive_expiry=10.0)


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """The system's certificate authorities; where it has none (some Pythons on macOS), those of certifi."""
    context = ssl.create_default_context()
    if not context.get_ca_certs():
        context.load_verify_locations(certifi.where())
    return context


def _ask(pool: httpcore.ConnectionPool, url: httpx.URL, wish: _Wish) -> _Head | httpx.URL:
    """One request: what came, or where to go on."""
    size = 0
    what = "picture" if wish.is_picture else "document"
    try:
        with _answer(pool, url, wish) as response:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in _REDIRECTS and "location" in headers:
                return _target(url, headers["location"])
            head = _Head(str(url), response.status, headers)
            if response.status == 304 and "If-None-Match" in wish.headers:
                return head
            check_status(url, response.status, headers, what)
            for part in unpacked(response, headers, url, wish.max_bytes):
                if wish.is_picture and not size:
                    check_content(part, headers.get("content-type", "").partition(";")[0].strip().lower(), url)
                wish.take(part)
                size += len(part)
    except httpcore.TimeoutException:
        raise FetchFailed(f"{server(url)} took longer than {wish.seconds:g} s; {size:,} bytes came in that time.",
                          f"Try again later, or save the {what} in a browser and add the file.") from None
    except httpcore.ConnectError as error:
        raise no_connection(url, error.args[0] if error.args else error) from None
    except (httpcore.NetworkError, httpcore.ProtocolError):
        raise FetchFailed(f"{server(url)} broke off or answered against the rules of HTTP after {size:,} bytes "
                          f"of the {what}.", f"Try again later, or save the {what} in a browser and add the file."
                          ) from None
    return head


@contextmanager
def _answer(pool: httpcore.ConnectionPool, url: httpx.URL, wish: _Wish) -> Iterator[httpcore.Response]:
    address = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    limits = {"connect": wish.deadline, "read": wish.deadline, "write": wish.deadline,  # points in time: see guard
              "pool": max(0.0, wish.deadline - time.monotonic())}
    headers = [("Host", url.netloc.decode("ascii")), *wish.headers.items()]
    request = httpcore.Request("GET", address, headers=headers, extensions={"timeout": limits})
    try:
        response = pool.handle_request(request)
    except (httpcore.ReadError, httpcore.RemoteProtocolError):  # often a kept connection that the server had closed
        response = pool.handle_request(request)
    try:
        yield response
    finally:
        response.close()


def _target(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return check_url(str(url.join(location.encode("latin-1").decode("utf-8", "replace"))))
    except (httpx.InvalidURL, ValueError):
        raise FetchFailed(f"{server(url)} redirects to something that is no address.", IMAGE_HINT) from None
